"""Secrets in the store, encrypted with Airflow's `core.fernet_key` as Airflow encrypts them."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .conftest import Xcom

#: Rows that a real Airflow 3.2.1 has encrypted, recorded by fernet/record.py.
RECORDED = json.loads(Path(__file__).with_name("fernet").joinpath("airflow_3.2.1.json").read_text())
FIRST, SECOND = RECORDED["keys"]

DAG = """
    from datetime import timedelta
    from airflow.providers.standard.sensors.date_time import DateTimeSensorAsync
    from airflow.sdk import BaseHook, Variable, dag, task
    from datetime import datetime, timezone

    @dag
    def secrets():
        @task
        def use():
            Variable.set("mine", "my secret", description="words")
            found = {key: Variable.get(key) for key in ("plain", "empty", "text", "mine")}
            for conn_id in ("full", "half", "no_password"):
                connection = BaseHook.get_connection(conn_id)
                found[conn_id] = [connection.password, connection.extra]
            return found

        use() >> DateTimeSensorAsync(task_id="wait", target_time=datetime(2020, 1, 1, tzinfo=timezone.utc))

    secrets()
"""


def _database(xcom: Xcom) -> sqlite3.Connection:
    return sqlite3.connect(f"{xcom.environment['XCOM_HOME']}/xcom.db")


@pytest.fixture
def recorded(xcom: Xcom) -> Xcom:
    """A store that has the recorded rows."""
    assert xcom("db", "check").returncode == 0
    with closing(_database(xcom)) as database, database:
        for table in ("variable", "connection"):
            for row in RECORDED[table]:
                columns = ", ".join(f'"{column}"' for column in row)
                marks = ", ".join("?" * len(row))
                database.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row.values()))
    return xcom


def _found(xcom: Xcom, dag: Path, *options: str) -> dict[str, Any]:
    done = xcom("run", dag, "-o", "json", *options)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["xcoms"][0]["value"]
    return found


EXPECTED = {
    "plain": "hello",
    "empty": "",
    "text": "grün\n" + "x" * 100,
    "mine": "my secret",
    "full": ["pass word", '{"a": [1, 2]}'],
    "half": [None, None],
    "no_password": [None, "{}"],
}


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_what_airflow_has_encrypted_is_read_and_what_is_written_is_encrypted(recorded: Xcom, isolation: str) -> None:
    recorded.environment["AIRFLOW__CORE__FERNET_KEY"] = f"{FIRST},{SECOND}"
    assert _found(recorded, recorded.dag(DAG), "--isolation", isolation) == EXPECTED
    assert recorded.states() == {"use": "success", "wait": "success"}
    with closing(_database(recorded)) as database:
        (row,) = database.execute("SELECT val, is_encrypted, description FROM variable WHERE \"key\" = 'mine'")
    assert row[0].startswith("gAAAAA")
    assert row[1:] == (1, "words")


def test_the_library_that_airflow_uses_reads_what_is_written(recorded: Xcom) -> None:
    fernet = pytest.importorskip("cryptography.fernet")
    recorded.environment["AIRFLOW__CORE__FERNET_KEY"] = f"{FIRST},{SECOND}"
    _found(recorded, recorded.dag(DAG))
    with closing(_database(recorded)) as database:
        ((token,),) = database.execute("SELECT val FROM variable WHERE \"key\" = 'mine'")
    assert fernet.Fernet(FIRST).decrypt(token.encode()) == b"my secret"


def _places(folder: Path) -> dict[str, dict[str, str]]:
    """Where Airflow looks for the setting."""
    (folder / "key").write_text(f"{SECOND},{FIRST}\n")
    command = f"cat '{folder}/key'"
    for name, line in (("file", f"fernet_key = {FIRST}"), ("command", f"fernet_key_cmd = {command}")):
        (folder / f"{name}.cfg").write_text(f"[core]\n{line}\n")
    return {
        "environment": {"AIRFLOW__CORE__FERNET_KEY": FIRST},
        "command": {"AIRFLOW__CORE__FERNET_KEY_CMD": command},
        "file": {"AIRFLOW_CONFIG": str(folder / "file.cfg")},
        "command in the file": {"AIRFLOW_CONFIG": str(folder / "command.cfg")},
        "environment before the file": {
            "AIRFLOW__CORE__FERNET_KEY_CMD": command,
            "AIRFLOW_CONFIG": "/no/such/file",
        },
    }


@pytest.mark.parametrize(
    "place", ["environment", "command", "file", "command in the file", "environment before the file"]
)
def test_the_key_comes_from_where_airflow_has_it(recorded: Xcom, place: str) -> None:
    recorded.environment |= _places(recorded.folder)[place]
    assert _found(recorded, recorded.dag(DAG)) == EXPECTED


def test_without_a_key_all_is_in_clear_as_in_airflow(xcom: Xcom) -> None:
    dag = xcom.dag(
        """
        from airflow.sdk import Variable, dag, task

        @dag
        def clear():
            @task
            def use():
                Variable.set("mine", "in clear")
                return Variable.get("mine")

            use()

        clear()
        """
    )
    for key in ({}, {"AIRFLOW__CORE__FERNET_KEY": ""}):
        xcom.environment |= key
        done = xcom("run", dag, "-o", "json")
        assert json.loads(done.stdout)["xcoms"][0]["value"] == "in clear"
        with closing(_database(xcom)) as database:
            assert list(database.execute("SELECT val, is_encrypted FROM variable")) == [("in clear", 0)]
    # What is there in clear is read with a key too, and encrypted when it is written again.
    xcom.environment["AIRFLOW__CORE__FERNET_KEY"] = FIRST
    assert json.loads(xcom("run", dag, "-o", "json").stdout)["xcoms"][0]["value"] == "in clear"
    with closing(_database(xcom)) as database:
        assert list(database.execute("SELECT is_encrypted FROM variable")) == [(1,)]


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("", "is encrypted; set core.fernet_key (AIRFLOW__CORE__FERNET_KEY) to the key of it"),
        (SECOND, "cannot be decrypted with core.fernet_key; add the key that it was encrypted with"),
    ],
    ids=["no key", "another key"],
)
def test_what_cannot_be_decrypted_is_named(recorded: Xcom, key: str, reason: str) -> None:
    recorded.environment["AIRFLOW__CORE__FERNET_KEY"] = key
    done = recorded("run", recorded.dag(DAG), "--run-id", "r", "-o", "json")
    assert done.returncode == 1
    # To the task there is no such variable, as in Airflow; its log says why.
    (failure,) = (task for task in json.loads(done.stdout)["tasks"] if task["task_id"] == "use")
    assert failure["failures"][0]["message"] == "VARIABLE_NOT_FOUND: {'message': 'Variable plain not found'}"
    (log,) = Path(recorded.environment["XCOM_HOME"]).glob("logs/*/*/task_id=use/*.log")
    assert f"has a row (key 'plain') whose column val {reason}" in log.read_text()
    assert "gAAAA" not in log.read_text()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"AIRFLOW__CORE__FERNET_KEY": "short"}, "core.fernet_key is not a Fernet key"),
        ({"AIRFLOW__CORE__FERNET_KEY": f"{FIRST},"}, "core.fernet_key is not a Fernet key"),
        ({"AIRFLOW__CORE__FERNET_KEY_CMD": "false"}, "The command of AIRFLOW__CORE__FERNET_KEY_CMD failed."),
        ({"AIRFLOW__CORE__FERNET_KEY_CMD": "/no/such"}, "The command of AIRFLOW__CORE__FERNET_KEY_CMD cannot be run"),
        (
            {"AIRFLOW__CORE__FERNET_KEY_SECRET": "path", "AIRFLOW__SECRETS__BACKEND": "no.such.Backend"},
            "The secrets backend for AIRFLOW__CORE__FERNET_KEY_SECRET failed.",
        ),
    ],
)
def test_a_key_that_is_none_is_said_before_anything_runs(xcom: Xcom, settings: dict[str, str], message: str) -> None:
    xcom.environment |= settings
    done = xcom("run", xcom.dag(DAG))
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr


def test_an_ordinary_python_process_has_the_key_in_its_environment(recorded: Xcom) -> None:
    program = """
import json, sys, _xcom
_xcom.connect(sys.argv[1])
print(json.loads(_xcom.send(json.dumps({"type": "GetVariable", "key": "plain"}).encode()))["body"]["value"])
"""
    store = f"sqlite:///{recorded.environment['XCOM_HOME']}/xcom.db"
    environment = {**recorded.environment, "AIRFLOW__CORE__FERNET_KEY": FIRST}
    done = subprocess.run(
        [sys.executable, "-c", program, store], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "hello\n"


def test_what_a_file_asks_while_it_is_loaded_is_decrypted(recorded: Xcom) -> None:
    dag = recorded.dag(
        """
        from airflow.sdk import Variable, dag, task

        TEXT = Variable.get("plain")

        @dag(tags=[TEXT])
        def loaded():
            @task
            def use():
                return TEXT

            use()

        loaded()
        """
    )
    recorded.environment |= _places(recorded.folder)["command in the file"]
    assert _found(recorded, dag) == "hello"
    assert recorded.json("dags", "list", dag)[0]["tags"] == "hello"
