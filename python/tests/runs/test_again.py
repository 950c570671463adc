"""A run that has ended is executed again: as a whole Airflow's clear and its scheduler do it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .conftest import Xcom

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded/again.json").read_text())
BEGIN = ("--run-id", "r", "--logical-date", "2026-01-01")


def described(xcom: Xcom) -> dict[str, Any]:
    """What `record_again.py` says of a run."""
    with closing(sqlite3.connect(f"{xcom.environment['XCOM_HOME']}/xcom.db")) as database:
        (run,) = database.execute("SELECT state, clear_number FROM dag_run").fetchall()
        instances = database.execute("SELECT task_id, map_index, state, try_number, max_tries FROM task_instance")
        rows = database.execute("SELECT task_id, map_index, key, value FROM xcom")
        return {
            "run": list(run),
            "instances": sorted(map(list, instances)),
            "xcoms": sorted([*place, json.loads(value)] for *place, value in rows),
        }


@pytest.fixture
def again(xcom: Xcom) -> Path:
    """The DAG file, after a first execution."""
    xcom.environment["AGAIN"] = str(xcom.folder / "length")
    file = xcom.dag((HERE / "again_dag.py").read_text())
    assert xcom("run", file, *BEGIN).returncode == 0
    return file


@pytest.mark.parametrize("case", RECORDED, ids=[f"{' '.join(c['words'])} {c['length']}" for c in RECORDED])
def test_what_is_cleared_is_executed_again(xcom: Xcom, again: Path, case: dict[str, Any]) -> None:
    assert described(xcom) == case["first"]
    (xcom.folder / "length").write_text(str(case["length"]))
    done = xcom("run", again, "--run-id", "r", *case["words"])
    assert described(xcom) == case["second"]
    assert done.returncode == (0 if case["second"]["run"][0] == "success" else 1)


def test_what_has_failed_and_what_follows_is_executed_again(xcom: Xcom, again: Path) -> None:
    before = {tuple(row[:2]): row[2:] for row in described(xcom)["instances"]}
    (xcom.folder / "length").write_text("3")
    # Without a run's id it is the newest.
    assert xcom("run", again, "--failed").returncode == 0
    after = {tuple(row[:2]): row[2:] for row in described(xcom)["instances"]}
    assert {place for place, row in after.items() if row != before[place]} == {
        ("each", 1),
        ("total", -1),
        ("after", -1),
    }
    assert {row[0] for row in after.values()} == {"success"}
    done = xcom("run", again, "--failed")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == ("xcom: Nothing has failed in the run r of DAG again. --again executes all of it.\n")


def test_a_new_run_takes_the_place_of_that_of_a_logical_date(xcom: Xcom, again: Path) -> None:
    date = ("--logical-date", "2026-01-01")
    refused = xcom("run", again, *date)
    assert refused.returncode == 1
    assert "replace that run by --again, or take it up by its --run-id" in refused.stderr
    assert xcom("run", again, *date, "--again", "--conf", '{"a": 1}', "-o", "json").returncode == 0
    (run,) = json.loads(xcom("runs", "-o", "json").stdout)
    assert run["run_id"] != "r"
    assert run["conf"] == {"a": 1}


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["--again", "--run-id", "s"], "xcom: DAG again has no run s: there is nothing to execute again.\n", 1),
        (["--task", "extrac"], "xcom: DAG again has no task extrac. Did you mean extract?\n", 1),
        (["--task", "each", "--map-index", "9"], "xcom: Task each has no map index 9 in the run r.\n", 1),
        (["--again", "--failed"], "Give one of --again, --failed and --task.", 2),
        (["--downstream"], "--downstream, --upstream and --map-index belong to --task.", 2),
        (["--failed", "--conf", "{}"], "A run that is executed again keeps its conf: leave out --conf and --param.", 2),
        (["--again", "--scheduled", "2026-01-01"], "are about a run that there is", 2),
        (["--run-id", "r"], "--run-id with --again executes it again, with --failed what has failed in it", 1),
    ],
)
def test_what_cannot_be_executed_again(xcom: Xcom, again: Path, words: list[str], said: str, code: int) -> None:
    before = described(xcom)
    done = xcom("run", again, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert described(xcom) == before
