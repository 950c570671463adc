"""The command line, run as a user runs it: a store of its own for each test."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
XCOM = Path(os.environ.get("XCOM_PROGRAM", ROOT / ".build" / "release" / "xcom"))

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def xcom(tmp_path: Path) -> Run:
    """Runs `xcom ARGUMENTS` with XCOM_HOME in the test's folder."""

    def run(*arguments: str, stdin: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM", "VIRTUAL_ENV"))}
        return subprocess.run(
            [str(XCOM), *arguments],
            env={**environment, "XCOM_HOME": str(tmp_path / "home"), "TZ": "UTC", **variables},
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def store(xcom: Run, tmp_path: Path) -> Path:
    """The default store, with a run of two task instances, one of them mapped."""
    assert xcom("db", "check").returncode == 0
    path = tmp_path / "home" / "xcom.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO dag_run (dag_id, run_id, state, run_type, logical_date, run_after, start_date, end_date, conf)"
            " VALUES ('etl', 'nightly', 'failed', 'manual', '2026-01-01 00:00:00.000000',"
            " '2026-01-01 00:00:00.000000', '2026-01-01 00:00:01.000000', '2026-01-01 00:00:03.500000', '{}')"
        )
        for task, index, state in (("extract", -1, "success"), ("load", 0, "success"), ("load", 1, "failed")):
            connection.execute(
                "INSERT INTO task_instance (id, dag_id, run_id, task_id, map_index, state, try_number, max_tries,"
                " hostname, pool, pool_slots, queue, priority_weight, operator, start_date, end_date)"
                " VALUES (?, 'etl', 'nightly', ?, ?, ?, 1, 0, '', 'default_pool', 1, 'default', 1, 'PythonOperator',"
                " '2026-01-01 00:00:01.000000', '2026-01-01 00:00:02.250000')",
                (uuid.uuid4().hex, task, index, state),
            )
        connection.execute(
            "INSERT INTO task_failure (dag_id, run_id, task_id, map_index, try_number, type, message, timestamp)"
            " VALUES ('etl', 'nightly', 'load', 1, 1, 'builtins.ValueError', 'no such row',"
            " '2026-01-01 00:00:02.250000')"
        )
    return path


@pytest.fixture
def airflow_db(tmp_path: Path) -> Path:
    """The metadata database of a real Airflow: two runs of a DAG `etl`."""
    path = tmp_path / "airflow.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name("airflow_3.2.1.sql").read_text())
    return path
