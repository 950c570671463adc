"""Nothing of one test is there in the next."""

from __future__ import annotations

from pathlib import Path

import pytest

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


def test_the_process_is_as_before(session: Session) -> None:
    """What a task changes of it, and the test itself."""
    done = session(
        """
import logging, os, signal, time, warnings
from airflow.sdk import DAG, Variable, task
from airflow.sdk.configuration import conf
from airflow.sdk.bases.hook import BaseHook
import pytest

class Added(logging.Handler):
    def emit(self, record):
        pass

def mask():
    value = os.umask(0)
    os.umask(value)
    return value

def state():
    new = logging.getLogger("made.by.the.task")
    known = logging.getLogger("known")
    return {
        "folder": os.getcwd(),
        "mask": mask(),
        "signals": [signal.getsignal(number) for number in sorted(signal.valid_signals())],
        "filters": warnings.filters[:],
        "handlers": logging.getLogger().handlers[:],
        "known": (known.level, known.handlers[:], known.propagate, known.disabled, known.filters[:]),
        "new": (new.level, new.handlers[:], new.propagate, new.disabled, new.filters[:]),
        "disabled": logging.root.manager.disable,
        "zone": (time.tzname, os.environ.get("TZ")),
        "option": conf.get("core", "parallelism"),
        "own option": conf.has_option("mine", "answer"),
    }

def change():
    os.chdir("/")
    os.umask(0o077)
    for number in (signal.SIGUSR1, signal.SIGINT, signal.SIGALRM):
        signal.signal(number, lambda *_: None)
    warnings.simplefilter("error")
    for name in ("known", "made.by.the.task"):
        logger = logging.getLogger(name)
        logger.setLevel(5)
        logger.addHandler(Added())
        logger.addFilter(lambda record: False)
        logger.propagate = False
        logger.disabled = True
    logging.getLogger().addHandler(Added())
    logging.disable(logging.CRITICAL)
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    conf.set("core", "parallelism", "3")
    if not conf.has_section("mine"):
        conf.add_section("mine")
    conf.set("mine", "answer", "42")

BEFORE = {}

@pytest.mark.parametrize("turn", [0, 1])
def test_a_run(run_dag, turn):
    import airflow.settings
    if turn == 0:
        BEFORE.update(state())
    assert_as_before()
    with DAG("changing") as dag:
        task(change)()
    assert run_dag(dag).success
    change()

def assert_as_before():
    after = state()
    assert {name: value for name, value in after.items() if value != BEFORE[name]} == \\
        {name: value for name, value in BEFORE.items() if value != after[name]}

def test_after(run_dag):
    assert_as_before()
"""
    )
    done.assert_outcomes(passed=3)


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


BACKEND = """
from airflow.sdk.bases.xcom import BaseXCom

class Upper(BaseXCom):
    @staticmethod
    def serialize_value(value, **options):
        return BaseXCom.serialize_value(str(value).upper(), **options)
"""


def test_an_xcom_backend_is_that_of_all_tests(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Airflow takes it when it is imported: one that a test sets would be none, without a word."""
    (folder / "backends.py").write_text(BACKEND)
    text = """
import pytest
from airflow.sdk import DAG, task

def make():
    with DAG("d") as dag:
        @task
        def says():
            return "text"
        says()
    return dag
"""
    in_a_test = """
def test_it(run_dag, monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__XCOM_BACKEND", "backends.Upper")
    with pytest.raises(RuntimeError, match="xcom_backend is backends.Upper now, and was airflow.sdk.bases.xcom.BaseXCom"):
        run_dag(make())

def test_next(run_dag):
    assert run_dag(make()).xcoms == {"says": "text"}
"""
    session(text + in_a_test).assert_outcomes(passed=2)
    monkeypatch.setenv("AIRFLOW__CORE__XCOM_BACKEND", "backends.Upper")
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=":")
    of_all = """
@pytest.mark.parametrize("number", [1, 2])
def test_it(run_dag, number):
    assert run_dag(make()).xcoms == {"says": "TEXT"}
"""
    session(text + of_all, "test_all.py", name="test_all.py").assert_outcomes(passed=2)
