"""`xcom run --var --conn --param --conf`: what a run is given on the command line."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from .conftest import Xcom

DAG = """
    from airflow.sdk import BaseHook, Param, Variable, dag, get_current_context, task

    LOADED = Variable.get("unit", "none")

    @dag(schedule=None, tags=[LOADED], params={
        "count": Param(1, type="integer", minimum=0), "text": Param("t", type="string"), "any": None,
        "some": Param(None, type=["null", "string"]),
    })
    def given():
        @task
        def use():
            context = get_current_context()
            found = {"unit": Variable.get("unit", "none"), "loaded": LOADED}
            for name in ("api", "db"):
                connection = BaseHook.get_connection(name)
                found[name] = [connection.conn_type, connection.host, connection.password, connection.extra_dejson]
            return {**found, "params": dict(context["params"]), "conf": context["dag_run"].conf}

        use()

    given()
"""
CONNECTIONS = ("--conn", "api=http://:p%40@h", "--conn", 'db={"conn_type": "my_db", "host": "d", "extra": {"a": [1]}}')


def _found(xcom: Xcom, *words: object) -> Any:
    done = xcom("run", xcom.dag(DAG), *CONNECTIONS, *words, "-o", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["xcoms"][0]["value"]


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_variables_and_connections_are_there_and_not_stored(xcom: Xcom, isolation: str) -> None:
    assert xcom("variables", "set", "unit", "stored").returncode == 0
    xcom.environment["AIRFLOW_VAR_UNIT"] = "of the environment"
    found = _found(xcom, "--var", "unit=a=b", "--isolation", isolation)
    assert (found["unit"], found["loaded"]) == ("a=b", "a=b")
    assert (found["api"], found["db"]) == (["http", "h", "p@", {}], ["my_db", "d", None, {"a": [1]}])
    assert xcom.sql("SELECT conn_id FROM connection") == []
    assert xcom.sql("SELECT val FROM variable") == [("stored",)]
    assert _found(xcom)["unit"] == "of the environment"
    del xcom.environment["AIRFLOW_VAR_UNIT"]
    assert _found(xcom)["unit"] == "stored"


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_what_is_given_goes_before_a_secrets_backend_and_that_before_the_rest(xcom: Xcom, isolation: str) -> None:
    (xcom.folder / "variables.json").write_text('{"unit": "of the backend"}')
    (xcom.folder / "connections.json").write_text('{"api": "ftp://backend", "db": "ftp://backend-db"}')
    arguments = {
        "variables_file_path": str(xcom.folder / "variables.json"),
        "connections_file_path": str(xcom.folder / "connections.json"),
    }
    assert xcom("variables", "set", "unit", "stored").returncode == 0
    xcom.environment |= {
        "AIRFLOW__SECRETS__BACKEND": "airflow.secrets.local_filesystem.LocalFilesystemBackend",
        "AIRFLOW__SECRETS__BACKEND_KWARGS": json.dumps(arguments),
        "AIRFLOW_VAR_UNIT": "of the environment",
        "AIRFLOW_CONN_DB": "http://environment",
    }

    def found(*words: object) -> Any:
        done = xcom("run", xcom.dag(DAG), "--isolation", isolation, *words, "-o", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)["xcoms"][0]["value"]

    given = found("--var", "unit=given", "--conn", "API=http://given")
    assert (given["unit"], given["loaded"]) == ("given", "given")
    assert (given["api"][:2], given["db"][:2]) == (["http", "given"], ["ftp", "backend-db"])
    # What was given to one command is not given to another that a task of it starts.
    xcom.environment["XCOM_GIVEN"] = '["AIRFLOW_VAR_UNIT"]'
    other = found()
    assert (other["unit"], other["loaded"]) == ("of the backend", "of the backend")
    assert (other["api"][:2], other["db"][:2]) == (["ftp", "backend"], ["ftp", "backend-db"])
    (xcom.folder / "variables.json").write_text("{}")
    assert found()["unit"] == "of the environment"
    del xcom.environment["AIRFLOW_VAR_UNIT"]
    assert found()["unit"] == "stored"


OUTSIDE = """
    import sys
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def given():
        @task.external_python(python=sys.executable, expect_airflow=False, **{options})
        def use():
            from airflow.sdk import BaseHook, Variable
            connections = [BaseHook.get_connection(name) for name in ("api", "db")]
            return [Variable.get("unit"), Variable.get("other"), *[connection.host for connection in connections]]

        use()

    given()
"""


@pytest.mark.parametrize("section", ["SECRETS__BACKEND", "WORKERS__SECRETS_BACKEND"])
@pytest.mark.parametrize("inherits", [True, False], ids=["inherits", "does not inherit"])
def test_what_is_given_goes_first_in_another_interpreter_too(xcom: Xcom, section: str, inherits: bool) -> None:
    (xcom.folder / "variables.json").write_text('{"unit": "of the backend", "other": "of the backend"}')
    (xcom.folder / "connections.json").write_text('{"api": "ftp://backend", "db": "ftp://backend-db"}')
    arguments = {
        "variables_file_path": str(xcom.folder / "variables.json"),
        "connections_file_path": str(xcom.folder / "connections.json"),
    }
    backend = {
        f"AIRFLOW__{section}": "airflow.secrets.local_filesystem.LocalFilesystemBackend",
        f"AIRFLOW__{section}_KWARGS": json.dumps(arguments),
    }
    xcom.environment |= backend
    options = {} if inherits else {"inherit_env": False, "env_vars": backend}
    file = xcom.dag(OUTSIDE.format(options=options))

    def found(*words: object) -> Any:
        done = xcom("run", file, *words, "-o", "json")
        assert done.returncode == 0, done.stderr + xcom("logs").stdout
        return json.loads(done.stdout)["xcoms"][0]["value"]

    given = ("--var", "unit=$HOME given", "--conn", "API=http://given")
    assert found(*given) == ["$HOME given", "of the backend", "given", "backend-db"]
    assert found() == ["of the backend", "of the backend", "backend", "backend-db"]


def test_params_are_read_as_a_form_reads_them(xcom: Xcom) -> None:
    found = _found(
        xcom, "--conf", '{"count": 2, "other": 1}', "--param", "count=3", "--param", "text=5", "--param", "any=[1, {}]",
        "--param", "some=words",
    )  # fmt: skip
    given = {"count": 3, "text": "5", "any": [1, {}], "some": "words"}
    # What a conf has beside the DAG's params is one for tasks, as in Airflow.
    assert found["params"] == found["conf"] == {**given, "other": 1}
    assert _found(xcom, "--param", "any=not {json")["params"]["any"] == "not {json"
    assert _found(xcom)["params"] == {"count": 1, "text": "t", "any": None, "some": None}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--param", "count=x"], "ValueError: Invalid input for param count: 'x' is not of type 'integer'"),
        (
            ["--param", "count=-1"],
            "ValueError: Invalid input for param count: -1 is less than the minimum of 0",
        ),
        (["--param", "cuont=1"], "xcom: DAG given has no param cuont; did you mean count?\n"),
        (["--param", "zzz=1"], "xcom: DAG given has no param zzz; its params: any, count, some, text\n"),
    ],
)
def test_params_that_do_not_fit_are_refused(xcom: Xcom, words: list[str], message: str) -> None:
    done = xcom("run", xcom.dag(DAG), *words)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert xcom.json("runs") == []


def test_conf_comes_from_a_file_and_from_standard_input(xcom: Xcom) -> None:
    (xcom.folder / "conf.json").write_text('{"count": 7, "big": 123456789012345678901234567890}\n')
    assert _found(xcom, "--conf", "@conf.json")["conf"] == {"count": 7, "big": 123456789012345678901234567890}
    done = xcom("run", xcom.dag(DAG), *CONNECTIONS, "--conf", "-", "-o", "json", stdin='{"count": 8}')
    assert json.loads(done.stdout)["xcoms"][0]["value"]["params"]["count"] == 8


@pytest.mark.parametrize(
    "words",
    [
        ["--conf", "[1]"],
        ["--conf", "@missing.json"],
        ["--conf", "@list.json"],
        ["--var", "unit"],
        ["--var", "=1"],
        ["--conn", "api=host"],
        ["--conn", "api={"],
        ["--param", "count"],
        ["--param", "count=1", "--scheduled", "2026-01-01"],
    ],
)
def test_what_cannot_be_is_wrong_usage(xcom: Xcom, words: list[str]) -> None:
    (xcom.folder / "list.json").write_text("[1]")
    assert xcom("run", xcom.dag(DAG), *words).returncode == 2
    assert not Path(xcom.environment["XCOM_HOME"], "xcom.db").exists()


def test_a_secret_is_masked_in_the_log(xcom: Xcom) -> None:
    file = xcom.dag("""
        from airflow.sdk import Variable, dag, task

        @dag(schedule=None)
        def given():
            @task
            def use():
                print("the password is", Variable.get("password"))

            use()

        given()
    """)
    assert xcom("run", file, "--var", "password=hidden-words").returncode == 0
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/*/*/task_id=use/*.log")
    assert "the password is ***" in log.read_text()
    with closing(sqlite3.connect(Path(xcom.environment["XCOM_HOME"]) / "xcom.db")) as store:
        assert not any("hidden-words" in line for line in store.iterdump())
