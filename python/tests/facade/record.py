"""Records what a whole Airflow has and does; run by the `bin/python` of one, with an empty AIRFLOW_HOME.

AIRFLOW_HOME=$(mktemp -d) VENV/bin/python python/tests/facade/record.py
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import json
import os
import subprocess
import sys
import tempfile
import types
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import dag_bag_cases  # type: ignore[import-not-found]  # noqa: E402
import timetable_cases  # type: ignore[import-not-found]  # noqa: E402
import value_cases  # type: ignore[import-not-found]  # noqa: E402


def timetables() -> Iterable[Any]:
    """Signatures, what timetables say of themselves, and which are equal."""
    for name, parameters in timetable_cases.signatures().items():
        yield {"class": name, "parameters": parameters}
    for case in timetable_cases.CASES:
        yield {"case": case, **timetable_cases.looked_at(case)}
    for case in timetable_cases.EQUALITIES:
        yield {"equality": case, "result": timetable_cases.equality(case)}


def data_intervals() -> Iterable[Any]:
    """The data intervals of runs that somebody starts by hand."""
    for case in timetable_cases.INTERVALS:
        asked = timetable_cases.moments(case)
        yield {"timetable": case, "intervals": [[*at, *timetable_cases.data_interval(case, *at)] for at in asked]}


def schedules() -> Iterable[Any]:
    """The runs that timetables schedule."""
    for case in timetable_cases.INTERVALS + timetable_cases.SCHEDULES:
        asked = timetable_cases.schedules(case)
        yield {"timetable": case, "schedules": [[*at, timetable_cases.scheduled_runs(case, *at)] for at in asked]}


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


def encodings() -> Iterable[Any]:
    """Values in the encoding that triggers once had."""
    for expression in value_cases.ENCODED:
        encoding = value_cases.encoded(expression)
        yield {"value": expression, "encoding": encoding, "decoded": value_cases.decoded(encoding)}


def dag_bag() -> str:
    """What `DagBag` makes of files, archives and folders."""
    with tempfile.TemporaryDirectory() as folder:
        dag_bag_cases.write(Path(folder))
        subprocess.run([sys.executable, HERE / "dag_bag_cases.py", folder], check=True)
        return Path(folder, "seen.json").read_text()


# What nobody imports in a DAG file, or cannot be imported without more packages: known by name only.
_BY_NAME_ONLY = ("airflow._", "airflow.api_fastapi", "airflow.cli", "airflow.example_dags", "airflow.migrations")


def core_names() -> Iterable[str]:
    """Every module of apache-airflow-core, with the public names of those that DAG files may import."""
    files = importlib.metadata.files("apache-airflow-core") or []
    modules = {".".join(file.with_suffix("").parts).removesuffix(".__init__") for file in files if file.suffix == ".py"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = {module: sorted(_public(module)) for module in modules}
        # Old modules are no files: their packages make them.
        made = {name for name in sys.modules if name.startswith("airflow.") and name not in names}
        made = {name for name in made if not name.startswith(("airflow.sdk.", "airflow.providers."))}
        names |= {module: sorted(_public(module)) for module in made}
    for module in sorted(names):
        yield " ".join([module, *names[module]])


def _public(name: str) -> Iterable[str]:
    if name.startswith(_BY_NAME_ONLY):
        return
    try:
        module = importlib.import_module(name)
    except ImportError:
        return
    defined = (attribute for attribute, value in vars(module).items() if _is_airflows(value))
    # What a module serves by `__getattr__` stands in tables: in the module, or kept with the function.
    served = getattr(module, "__getattr__", None)
    kept = [cell.cell_contents for cell in getattr(served, "__closure__", None) or ()]
    kept += getattr(served, "args", ())
    tables = [table for table in (*vars(module).values(), *kept) if isinstance(table, dict | set | frozenset)]
    lazy = (key for table in tables for key in list(table) if isinstance(key, str) and key.isidentifier())
    for attribute in {*defined, *(lazy if served else ())} - _EVERYWHERE:
        with contextlib.suppress(AttributeError, ImportError):
            if not attribute.startswith("_") and getattr(module, attribute, module) is not module:
                yield attribute


_EVERYWHERE = {"TYPE_CHECKING", "annotations"}


def _is_airflows(value: object) -> bool:
    """Whether a name was not just imported from somewhere else."""
    if isinstance(value, types.ModuleType):
        return False
    if isinstance(value, type | types.FunctionType | types.BuiltinFunctionType):
        return value.__module__.startswith("airflow")
    return type(value).__module__ != "typing"


def write(name: str, entries: Iterable[Any]) -> None:
    """One JSON object per line."""
    lines = [json.dumps(entry) for entry in entries]
    (HERE / "recorded" / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write("timetables.jsonl", timetables())
    write("data_intervals.jsonl", data_intervals())
    write("schedules.jsonl", schedules())
    write("options.jsonl", options())
    write("encodings.jsonl", encodings())
    (HERE / "recorded/values.json").write_text(json.dumps(value_cases.values(), indent=1) + "\n")
    (HERE / "recorded/dag_bag.json").write_text(dag_bag() + "\n")
    facade = HERE.parents[1] / "airflow/_facade"
    (facade / "core_names.txt").write_text("\n".join(core_names()) + "\n", encoding="utf-8")
