"""Where the conformance cases are, and how a case is given to the bridge."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PYTHON_FOLDER = Path(__file__).resolve().parents[2]
CASES = Path(os.environ.get("XCOM_CONFORMANCE", PYTHON_FOLDER.parent / "Tests" / "Conformance" / "cases"))


def header_of(case: Path) -> dict[str, Any]:
    """The ``# conformance:`` lines of a case, merged."""
    header: dict[str, Any] = {}
    for line in case.read_text(encoding="utf-8").splitlines():
        if found := re.match(r"#\s*conformance:\s*(\{.*)$", line):
            header.update(json.loads(found.group(1)))
    return header


def in_fresh_process(code: str, *arguments: str, env: dict[str, str] | None = None) -> Any:
    """Run Python code that prints one JSON document last, in an interpreter that has loaded nothing yet."""
    full = {key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")}
    search = [str(PYTHON_FOLDER), *filter(None, [os.environ.get("PYTHONPATH")])]
    full |= {"PYTHONPATH": os.pathsep.join(search), "TZ": "UTC", **(env or {})}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], env=full, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty Airflow home."""
    return {"AIRFLOW_HOME": str(tmp_path / "home"), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
