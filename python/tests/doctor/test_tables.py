"""The tables against what Airflow does: recorded, and real where there is one.

AIRFLOW_2_PYTHON and AIRFLOW_3_PYTHON name interpreters that have a whole Airflow 2.11.2 and 3.2.1.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from xcom_doctor import tables

TESTS = Path(__file__).parents[1]

# Says for each `module name` whether it is there, and whether that warns.
PROBE = """
import importlib, json, sys, warnings
import airflow
found = {}
for path in json.load(sys.stdin):
    module, _, name = path.partition(" ")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            there = importlib.import_module(module)
            caught.clear()
            if name and not hasattr(there, name):
                importlib.import_module(f"{module}.{name}")
            found[path] = "warns" if any("eprecat" in w.category.__name__ for w in caught) else "there"
        except BaseException as error:
            found[path] = "no module" if isinstance(error, ModuleNotFoundError) and not found.get(path) else "no name"
with open(sys.argv[1], "w") as out:
    json.dump(found, out)
"""


def probe(variable: str, paths: list[str], tmp_path: Path) -> dict[str, str]:
    python = os.environ.get(variable)
    if not python:
        pytest.skip(f"{variable} names no interpreter")
    out = tmp_path / "found.json"
    subprocess.run(
        [python, "-W", "ignore", "-c", PROBE, str(out)],
        input=json.dumps(paths),
        text=True,
        check=True,
        capture_output=True,
        env={"AIRFLOW_HOME": str(tmp_path), "PATH": os.environ["PATH"], "AIRFLOW__CORE__UNIT_TEST_MODE": "False"},
        cwd=tmp_path,
    )
    return json.loads(out.read_text())


def test_what_is_gone_is_gone(tmp_path):
    table = tables.gone()
    paths = [f"{module} {name}" for module, names in table.names.items() for name in names]
    paths += sorted(table.whole)
    found = probe("AIRFLOW_3_PYTHON", paths, tmp_path)
    assert {path: kind for path, kind in found.items() if kind in ("there", "warns")} == {}


def test_what_is_deprecated_warns(tmp_path):
    paths = [f"{module} {name}" for module, names in tables.deprecated().names.items() for name in names]
    found = probe("AIRFLOW_3_PYTHON", paths, tmp_path)
    assert {path: kind for path, kind in found.items() if kind != "warns"} == {}


def test_new_names_are_there_without_a_warning(tmp_path):
    installed = ("airflow.providers.standard.", "airflow.providers.common.sql.", "airflow.providers.smtp.")
    moves = [
        move
        for table in (tables.gone(), tables.deprecated())
        for names in table.names.values()
        for move in names.values()
    ]
    new = {move.path for move in moves if move.path is not None}
    here = {path for path in new if not path.startswith("airflow.providers.") or path.startswith(installed)}
    paths = {" ".join(path.rsplit(".", 1)) for path in here if path.startswith(("airflow.", "tempfile."))}
    found = probe("AIRFLOW_3_PYTHON", sorted(paths), tmp_path)
    assert {path: kind for path, kind in found.items() if kind != "there"} == {}


def test_what_is_gone_was_there(tmp_path):
    table = tables.gone()
    paths = [f"{module} {name}" for module, names in table.names.items() for name in names]
    found = probe("AIRFLOW_2_PYTHON", paths, tmp_path)
    missing = {path for path, kind in found.items() if kind.startswith("no")}
    # They need a provider, or a package of another, that need not be there.
    moved = {path for path in missing if tables.gone().names[path.split()[0]][path.split()[1]].path}
    assert {
        path for path in missing - moved if "kubernetes" not in path and "kerberos" not in path and "cgroup" not in path
    } == set()


def test_the_tables_say_what_was_recorded_of_3_2_1():
    """The recorded names are those that public files import."""
    lines = (TESTS / "facade" / "core_names.jsonl").read_text(encoding="utf-8").splitlines()
    checked = 0
    for record in map(json.loads, lines):
        module, _, name = record["path"].rpartition(".")
        gone, deprecated = tables.gone(), tables.deprecated()
        move = gone.names.get(module, {}).get(name)
        is_gone = move is not None or gone.module(module) or gone.module(record["path"])
        warns = name in deprecated.names.get(module, {})
        if "error" in record:
            assert not warns, record
            checked += is_gone
        else:
            assert not is_gone or warns, record
            # The first import of `airflow` takes over the warnings, so the first record has none.
            if record.get("kind") != "module" and record["path"] != "airflow.AirflowException":
                assert warns == ("warns" in record), record
                checked += 1
    assert checked > 150


def test_packages_of_modules():
    assert tables.package("airflow.providers.apache.spark.operators.spark_submit") == (
        "apache-airflow-providers-apache-spark"
    )
    assert tables.package("airflow.providers.google.cloud.hooks.gcs") == "apache-airflow-providers-google"
    assert tables.package("airflow.providers.nobody.knows") is None
    assert tables.package("airflow.sdk") is None
