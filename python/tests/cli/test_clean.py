"""`xcom clean`."""

from __future__ import annotations

import fcntl
import json
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def month(xcom: Run, store: Path) -> Path:
    """A run for each of 30 days of January 2026, beside the run that every store here has."""
    with closing(sqlite3.connect(store)) as connection, connection:
        for day in range(1, 31):
            date = f"2026-01-{day:02} 00:00:00.000000"
            run = connection.execute(
                "INSERT INTO dag_run (dag_id, run_id, state, run_type, logical_date, run_after, end_date, conf)"
                " VALUES ('daily', ?, 'success', 'scheduled', ?, ?, ?, '{}')",
                (f"day{day}", date, date, date),
            ).lastrowid
            connection.execute(
                "INSERT INTO task_instance (id, dag_id, run_id, task_id, state, try_number, pool, pool_slots)"
                " VALUES (?, 'daily', ?, 'work', 'success', 1, 'default_pool', 1)",
                (uuid.uuid4().hex, f"day{day}"),
            )
            connection.execute(
                "INSERT INTO xcom (dag_run_id, dag_id, run_id, task_id, key, value, timestamp)"
                " VALUES (?, 'daily', ?, 'work', 'return_value', ?, ?)",
                (run, f"day{day}", '"' + "x" * 99_998 + '"', date),
            )
    return store


def runs(xcom: Run, dag_id: str = "daily") -> list[str]:
    return [row["run_id"] for row in json.loads(xcom("runs", "--dag-id", dag_id, "-o", "json").stdout)]


def test_a_dry_run_shows_what_would_go_and_deletes_nothing(xcom: Run, month: Path) -> None:
    done = xcom("clean", "--dag-id", "daily", "--keep-runs", "28", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[2:] == [
        "daily  | day1   | 1              | 1     | 100000",
        "daily  | day2   | 1              | 1     | 100000",
    ]
    assert len(runs(xcom)) == 30


def test_old_runs_go_with_their_xcoms_and_the_file_shrinks(xcom: Run, month: Path) -> None:
    before = month.stat().st_size
    done = xcom("clean", "--older-than", "1d", "--keep-runs", "3", "-o", "json")
    assert done.returncode == 0
    assert [row["run_id"] for row in json.loads(done.stdout)] == [f"day{day}" for day in range(1, 28)]
    assert done.stderr.startswith("xcom: deleted 27 runs; the store's file is 2.")
    assert runs(xcom) == ["day28", "day29", "day30"]
    assert runs(xcom, "etl") == ["nightly"]
    assert len(json.loads(xcom("list", "--dag-id", "daily", "-o", "json").stdout)) == 3
    assert before - month.stat().st_size > 2_500_000
    assert xcom("db", "check").stdout == f"{month}: ok\n"
    again = xcom("clean", "--older-than", "1d", "--keep-runs", "3")
    assert (again.stdout, again.stderr.split(";")[0]) == ("No runs to delete\n", "xcom: deleted 0 runs")


def test_nothing_is_that_old(xcom: Run, month: Path) -> None:
    assert xcom("clean", "--older-than", "5000w", "--dry-run").stdout == "No runs to delete\n"


@pytest.mark.parametrize(
    "arguments", [[], ["--older-than", "30"], ["--older-than", "d"], ["--keep-runs", "-1"]], ids=" ".join
)
def test_a_policy_is_needed(xcom: Run, store: Path, arguments: list[str]) -> None:
    done = xcom("clean", *arguments)
    assert done.returncode == 2
    assert done.stderr
    assert runs(xcom, "etl") == ["nightly"]


def test_a_run_goes_when_its_process_is_gone(xcom: Run, store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("UPDATE dag_run SET state = 'running', end_date = NULL")
    clean = ("clean", "--older-than", "1d", "-o", "json")
    # Whoever runs it may have another XCOM_HOME.
    assert json.loads(xcom(*clean).stdout) == []
    (store.parent / "logs" / "dag_id=etl" / "run_id=nightly").mkdir(parents=True)
    # Whoever executes a run has its bytes of this file locked; here it is all of it.
    with Path(f"{store}-runs").open("w") as held:
        fcntl.lockf(held, fcntl.LOCK_EX)
        assert json.loads(xcom(*clean, "--dry-run").stdout) == json.loads(xcom(*clean).stdout) == []
    assert runs(xcom, "etl") == ["nightly"]
    assert [row["run_id"] for row in json.loads(xcom(*clean, "--dry-run").stdout)] == ["nightly"]
    assert [row["run_id"] for row in json.loads(xcom(*clean).stdout)] == ["nightly"]
    assert runs(xcom, "etl") == []
