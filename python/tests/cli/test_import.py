"""`xcom import`."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .conftest import Run

FROM = ("import", "--from", "sqlite:///airflow.db")
FIRST = "manual__2026-11-21T14:33:21.852247+00:00"
ALWAYS = {"rounded_numbers": 2, "earlier_tries": 2, "variables": 1, "connections": 1}


def imported(xcom: Run, *arguments: str) -> dict[str, Any]:
    done = xcom(*FROM, *arguments, "-o", "json")
    assert (done.returncode, done.stderr) == (0, "")
    report: dict[str, Any] = json.loads(done.stdout)
    report["losses"] = {loss["kind"]: loss["count"] for loss in report["losses"]}
    return report


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            assert connection.execute(statement).rowcount > 0


def test_everything_of_the_runs_comes_over(xcom: Run, airflow_db: Path) -> None:
    before = airflow_db.read_bytes()
    assert imported(xcom) == {"dag_runs": 2, "task_instances": 14, "xcoms": 26, "losses": ALWAYS}
    assert airflow_db.read_bytes() == before
    for command in (["list"], ["runs"], ["tasks", "--dag-id", "etl", "--run-id", FIRST]):
        here = xcom(*command, "-o", "json")
        assert here.returncode == 0
        assert here.stdout == xcom(*command, "--store", "sqlite:///airflow.db", "-o", "json").stdout
    assert xcom("db", "check").stdout.endswith(": ok\n")


def test_it_says_what_did_not_come_over(xcom: Run, airflow_db: Path) -> None:
    done = xcom(*FROM)
    assert done.returncode == 0
    lines = [[cell.strip(" |") for cell in line.split(" | ")] for line in done.stdout.splitlines()]
    assert lines[2:5] == [["dag_runs", "2"], ["task_instances", "14"], ["xcoms", "26"]]
    assert lines[8][:3] == [
        "rounded_numbers",
        "2",
        "copied as they are: Airflow's column rounds integers beyond 64 bits",
    ]
    assert lines[9][:3] == ["earlier_tries", "2", "left out: the last try of each task instance was copied"]


def test_a_second_import_copies_what_is_new(xcom: Run, airflow_db: Path) -> None:
    imported(xcom)
    change(
        airflow_db,
        "UPDATE dag_run SET run_id = 'new', logical_date = '2026-02-01 00:00:00.000000' WHERE id = 2",
        "UPDATE task_instance SET run_id = 'new', id = lower(hex(randomblob(16))) WHERE run_id LIKE '%14:33:55%'",
        "UPDATE xcom SET run_id = 'new' WHERE dag_run_id = 2",
    )
    report = imported(xcom)
    assert (report["dag_runs"], report["xcoms"], report["losses"]["runs_already_there"]) == (1, 13, 1)
    change(airflow_db, "UPDATE dag_run SET run_id = 'same date' WHERE id = 2")
    assert imported(xcom)["losses"]["runs_already_there"] == 2


def test_only_the_runs_of_one_dag(xcom: Run, airflow_db: Path) -> None:
    assert imported(xcom, "--dag-id", "other")["dag_runs"] == 0


@pytest.mark.parametrize(
    ("statement", "kind", "count", "xcoms"),
    [
        ("UPDATE xcom SET value = '{\"a\": NaN}' WHERE key = 'pair'", "unreadable_xcoms", 2, 24),
        ("DELETE FROM task_instance WHERE task_id = 'load'", "xcoms_without_task", 2, 24),
        ("UPDATE dag_run SET state = 'running' WHERE id = 2", "runs_not_ended", 1, 26),
        ("UPDATE task_instance SET trigger_id = 7, state = 'deferred' WHERE task_id = 'load'", "triggers", 2, 26),
    ],
)
def test_what_is_not_as_it_was(xcom: Run, airflow_db: Path, statement: str, kind: str, count: int, xcoms: int) -> None:
    change(airflow_db, statement)
    report = imported(xcom)
    assert report["losses"] == {**ALWAYS, kind: count}
    assert report["xcoms"] == xcoms
    assert xcom("db", "check").stdout.endswith(": ok\n")


def test_large_values_are_offloaded_on_the_way(xcom: Run, airflow_db: Path, tmp_path: Path) -> None:
    done = xcom(*FROM, XCOM_OFFLOAD=str(tmp_path / "blobs"), XCOM_OFFLOAD_THRESHOLD="50")
    assert done.returncode == 0
    assert any((tmp_path / "blobs").rglob("*"))
    assert xcom("list", "-o", "json").stdout == xcom("list", "--store", "sqlite:///airflow.db", "-o", "json").stdout


def test_what_is_no_database_of_airflow_3_is_refused(xcom: Run, store: Path, airflow_db: Path) -> None:
    done = xcom("import", "--from", f"sqlite:///{store}")
    assert done.returncode == 1
    assert done.stderr == (
        f"xcom: import: {store} is not a metadata database of Airflow 3; one of Airflow 2 is brought up to date by "
        "`airflow db migrate` of Airflow 3\n"
    )
    with closing(sqlite3.connect(airflow_db)) as connection:
        connection.execute("ALTER TABLE dag_run RENAME COLUMN logical_date TO execution_date")
    assert "not a metadata database of Airflow 3" in xcom(*FROM).stderr
    assert xcom("import", "--from", "sqlite:///none.db").returncode == 1
    assert xcom("import", "--from", "postgresql://h/airflow").stderr == (
        "xcom: open: no store is known for postgresql URLs; write sqlite:///PATH\n"
    )
