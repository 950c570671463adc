"""Tests of `XCOM_COMPAT=2` run in fresh interpreters, since it changes the whole process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PYTHON_FOLDER = Path(__file__).parents[2]
PREAMBLE = f"""
import json, sys, warnings
sys.path.append({str(PYTHON_FOLDER)!r})
args = json.loads(sys.argv[1])
from xcom_bridge import environment
environment.prepare()
"""


@pytest.fixture
def compat(tmp_path: Path) -> Callable[..., Any]:
    """Runs code that sees its arguments as `args` under compat 2, or another value; gives what it leaves in `result`."""

    def run(code: str, *args: Any, value: str | None = "2", **environment: str) -> Any:
        out = tmp_path / "result.json"
        closing = f"\nwith open({str(out)!r}, 'w') as file: json.dump(result, file)\n"
        inherited = {key: text for key, text in os.environ.items() if not key.startswith(("AIRFLOW", "XCOM_"))}
        chosen = {} if value is None else {"XCOM_COMPAT": value}
        done = subprocess.run(
            [sys.executable, "-c", PREAMBLE + code + closing, json.dumps(args)],
            env={**inherited, "AIRFLOW_HOME": str(tmp_path), "TZ": "UTC", **chosen, **environment},
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(out.read_text())

    return run


# A store with a DAG of three runs, for code that has its models and sessions.
STORE = """
import _xcom, os, sqlite3
from contextlib import closing
from datetime import datetime, timezone
from airflow.sdk.execution_time import task_runner
from xcom_bridge import comms
for name in os.listdir():
    if name.startswith("xcom.db"):
        os.remove(name)
_xcom.connect("sqlite:///xcom.db")
comms.install()
with closing(sqlite3.connect("xcom.db")) as database, database:
    for day in (1, 2, 3):
        moment = f"2026-01-0{day} 00:00:00.000000"
        database.execute("INSERT INTO dag_run (dag_id, run_id, logical_date, run_type, run_after, state, conf)"
                         " VALUES ('d', ?, ?, 'manual', ?, 'running', '{\\"n\\": 1}')", (f"r{day}", moment, moment))
        for task, index in (("a", -1), ("b", 0), ("b", 1)):
            database.execute("INSERT INTO task_instance (id, dag_id, run_id, task_id, map_index, try_number, state,"
                             " pool, pool_slots) VALUES (?, 'd', ?, ?, ?, 1, 'success', 'default_pool', 1)",
                             (f"{day}{task}{index}", f"r{day}", task, index))
_xcom.push("d", "r1", "a", -1, "k", {"x": 1}, None, False)
_xcom.push("d", "r2", "a", -1, "k", [1, 2], None, False)
_xcom.push("d", "r2", "b", 1, "return_value", "text", None, False)

from airflow.models import Connection, DagModel, DagRun, TaskInstance, Variable, XCom
from airflow.utils.session import NEW_SESSION, create_session, provide_session

def attempt(call, *args, **kwargs):
    try:
        return call(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
"""


@pytest.fixture
def orm(compat: Callable[..., Any]) -> Callable[..., Any]:
    """Runs code with a store, its models and sessions."""

    def run(code: str, **environment: str) -> Any:
        return compat(STORE + code, **environment)

    return run
