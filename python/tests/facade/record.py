"""Records what a whole Airflow has and does; run by the `bin/python` of one, with an empty AIRFLOW_HOME.

AIRFLOW_HOME=$(mktemp -d) VENV/bin/python python/tests/facade/record.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import timetable_cases  # type: ignore[import-not-found]  # noqa: E402


def timetables() -> Iterable[Any]:
    """Signatures, what timetables say of themselves, and which are equal."""
    for name, parameters in timetable_cases.signatures().items():
        yield {"class": name, "parameters": parameters}
    for case in timetable_cases.CASES:
        yield {"case": case, **timetable_cases.looked_at(case)}
    for case in timetable_cases.EQUALITIES:
        yield {"equality": case, "result": timetable_cases.equality(case)}


def options() -> Iterable[Any]:
    """All options by section, as core's `conf` and the Task SDK's have them, in Airflow's test mode too."""
    for test_mode in (False, True):
        for kind, sections in _asked(test_mode).items():
            for section, values in sections.items():
                yield {"conf": kind, "test_mode": test_mode, "section": section, "options": values}


def _asked(test_mode: bool) -> Any:
    with tempfile.TemporaryDirectory() as home:
        # Without the file core makes one, with keys of its own.
        Path(home, "airflow.cfg").touch()
        environment = {**os.environ, "AIRFLOW_HOME": home, "AIRFLOW__CORE__UNIT_TEST_MODE": str(test_mode)}
        program = [sys.executable, HERE / "option_cases.py"]
        done = subprocess.run(program, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        return json.loads(done.stdout.splitlines()[-1])


def write(name: str, entries: Iterable[Any]) -> None:
    """One JSON object per line."""
    lines = [json.dumps(entry) for entry in entries]
    (HERE / "recorded" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write("timetables.jsonl", timetables())
    write("options.jsonl", options())
