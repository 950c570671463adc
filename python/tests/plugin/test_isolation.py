"""Nothing of one test is there in the next."""

from __future__ import annotations

from pathlib import Path

from .conftest import DAG, Session


def test_nothing_leaks(session: Session) -> None:
    done = session(
        DAG
        + """
import os, sys, logging, signal, warnings
import pytest
from airflow.sdk import Variable
import xcom

BEFORE = {}

def state():
    import structlog
    root = logging.getLogger()
    return {
        "environment": {name: value for name, value in os.environ.items() if name != "PYTEST_CURRENT_TEST"},
        "path": list(sys.path),
        "level": (root.level, logging.getLogger("airflow").level),
        "handlers": [type(handler).__name__ for handler in root.handlers],
        "structlog": structlog.is_configured(),
        "signals": (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)),
        "streams": (type(sys.stdout), type(sys.stderr)),
        "showwarning": warnings.showwarning,
    }

def test_before():
    BEFORE.update(state())

def test_run(run_dag, xcom_store, airflow_variables, airflow_connections):
    airflow_variables({"secret_token": "tokentokentoken"})
    airflow_connections({"leaky": {"host": "h", "password": "passwordpassword"}})
    with DAG("leaking") as dag:
        @task
        def leak():
            os.environ["LEAKED"] = "1"
            sys.path.append("/leaked")
            return [Variable.get("secret_token"), os.environ["AIRFLOW_CTX_DAG_ID"]]
        leak()
    assert run_dag(dag).success
    run_dag(make())

def test_failing_inside_of_a_dag(run_dag):
    with pytest.raises(KeyError):
        DAG("open").__enter__()
        raise KeyError

def test_after():
    after = state()
    for name, value in BEFORE.items():
        assert (name, after[name]) == (name, value)

def test_the_store_is_another(run_dag, xcom_store):
    assert xcom_store.list() == [] and Variable.get("secret_token", default=None) is None
    with DAG("d") as dag:
        @task
        def says():
            print("tokentokentoken")
            return Variable.get("secret_token", default=None)
        says()
    result = run_dag(dag)
    assert result.xcoms == {}
    # No longer a secret.
    assert "tokentokentoken" in result.log("says")
    assert len(dag.task_dict) == 1
"""
    )
    done.assert_outcomes(passed=5)


def test_a_dag_that_several_tests_run_is_the_same_for_each(session: Session) -> None:
    done = session(
        """
import pytest
from airflow.sdk import DAG, task

with DAG("shared", params={"p": 1}) as SHARED:
    @task
    def seen(**context):
        return dict(context["params"])
    seen()

@pytest.mark.parametrize("conf", [{"p": 2, "q": 3}, {}])
def test_params(run_dag, conf):
    assert run_dag(SHARED, conf=conf).xcoms == {"seen": {"p": 1, **conf}}
"""
    )
    done.assert_outcomes(passed=2)


def test_several_processes(session: Session) -> None:
    done = session(
        DAG
        + """
import pytest
@pytest.mark.parametrize("number", range(8))
def test_it(run_dag, xcom_store, number):
    assert run_dag(make(), run_id="same", xcoms={"extract": [number]}).xcoms["load"] == 2 * number
    assert len(xcom_store.list()) == 3
""",
        "-n2",
    )
    done.assert_outcomes(passed=8)


def test_the_users_own_store_is_not_touched(session: Session, folder: Path, monkeypatch: object) -> None:
    session(DAG + "def test_it(run_dag, xcom_store):\n    run_dag(make())\n    make().test()\n").assert_outcomes(
        passed=1
    )
    assert not (folder / ".xcom").exists()
