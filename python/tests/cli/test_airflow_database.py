"""The metadata database of a real Airflow, read in place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

STORE = ("--store", "sqlite:///airflow.db")


def test_its_xcoms_are_listed(xcom: Run, airflow_db: Path) -> None:
    before = airflow_db.read_bytes()
    done = xcom("list", *STORE, "--task-id", "orders.extract", "-o", "json")
    rows = json.loads(done.stdout)[:9]
    values = {row["key"]: row["value"] for row in rows}
    assert values.pop("when")["__classname__"] == "datetime.datetime"
    assert values == {
        "big": 1.1805916207174113e21,  # what SQLite makes of 2**70 in Airflow's column
        "nothing": None,
        "number_text": "42",
        "pair": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1, "a"]},
        "price": {"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 3.1},
        "return_value": [1, 2, 3],
        "text": "grün \u0001 'q' \n",
        "whole": 3,
    }
    assert airflow_db.read_bytes() == before


@pytest.mark.parametrize(
    "command",
    [
        ["runs"],
        ["tasks", "--dag-id", "etl", "--run-id", "manual__2026-11-21T14:33:21.852247+00:00"],
        ["top"],
        ["db", "stats"],
        ["why", "--dag-id", "etl", "--task-id", "extract"],
    ],
    ids=lambda command: command[0],
)
def test_every_command_that_only_reads_reads_it(xcom: Run, airflow_db: Path, command: list[str]) -> None:
    before = airflow_db.read_bytes()
    done = xcom(*command, *STORE, "-o", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)
    assert airflow_db.read_bytes() == before


def test_its_reasons(xcom: Run, airflow_db: Path) -> None:
    def why(*arguments: str) -> str:
        return xcom("why", *STORE, "--dag-id", "etl", *arguments).stdout

    assert why("--task-id", "extract") == "task 'extract' is 'orders.extract' here\n"
    assert why("--task-id", "skipped") == "task 'skipped' was skipped\n"
    assert why("--task-id", "orders.double", "--map-index", "-1") == (
        "task 'orders.double' is mapped: 3 values under map indexes 0-2\n"
    )


def test_it_is_not_written_to(xcom: Run, airflow_db: Path) -> None:
    before = airflow_db.read_bytes()
    done = xcom("set", *STORE, "--dag-id", "etl", "--run-id", "r", "--task-id", "t", "1")
    assert done.returncode == 1
    assert done.stderr == (
        "xcom: open: airflow.db is the metadata database of a real Airflow, which is only read here; "
        "name another store, and `xcom import` to copy its runs\n"
    )
    assert airflow_db.read_bytes() == before
