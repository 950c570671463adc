"""`run_dag` and what it gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import DAG, Session


def test_a_dag_of_the_test_file(session: Session) -> None:
    done = session(
        DAG
        + """
def test_result(run_dag, capsys):
    result = run_dag(make(), conf={"a": 1}, run_id="mine")
    assert result.success and result.state == "success"
    assert (result.dag_id, result.run_id, result.dag_run.conf) == ("etl", "mine", {"a": 1})
    assert result.xcoms == {"extract": [1, 2], "double": [2, 4], "load": 6}
    assert result.xcoms.get_key("extract", "source") == "orders"
    assert result.order == ["extract", "double[0]", "double[1]", "load"]
    assert result.states == dict.fromkeys(["extract", "double[0]", "double[1]", "load"], "success")
    assert result["double", 1].xcom == 4 and result["double[0]"].map_index == 0
    assert result == {"extract": succeeded([1, 2]), ("double", 0): succeeded(), "double[1]": succeeded(4), "load": succeeded(ANY)}
    assert result != {"extract": succeeded()}
    assert result.errors == {}
    assert "Returned value was: 6" in result.log("load")
    assert result.log_events("double", 0)[0]["level"] == "info"
    assert [text for text in result.warnings if text.startswith("load: No XCom 'sauce' of task 'extract': ")]
    assert "Returned value was: 6" in capsys.readouterr().out

def test_failure(run_dag):
    result = run_dag(make(fails=True))
    assert not result.success and result.state == "failed"
    assert isinstance(result.errors["load"], ValueError)
    assert result["load"] == failed(ValueError)
    assert "load" not in result.xcoms

def test_dates(run_dag):
    from datetime import datetime, timezone
    date = datetime(2026, 1, 2, tzinfo=timezone.utc)
    run = run_dag(make(), logical_date=date, run_after=datetime(2026, 1, 3, tzinfo=timezone.utc)).dag_run
    assert (run.logical_date, run.run_after.day, run.run_id) == (date, 3, "manual__2026-01-03T00:00:00+00:00")
    assert run_dag(make(), logical_date=None).dag_run.logical_date is None
    assert run_dag(make(), dag_run_kwargs={"conf": {"b": 2}}).dag_run.conf == {"b": 2}
"""
    )
    done.assert_outcomes(passed=3)


def test_given_xcoms_stand_for_tasks(session: Session) -> None:
    done = session(
        DAG
        + """
import pytest

def test_return_values(run_dag):
    result = run_dag(make(), xcoms={"extract": [10]})
    assert result.order == ["double[0]", "load"]
    assert result.xcoms == {"extract": [10], "double": [20], "load": 20}

def test_instances_and_keys(run_dag):
    result = run_dag(make(), xcoms={"extract": [1, 2], ("extract", "source"): "nowhere", ("double", 0): 5, ("double", 1): 6})
    assert result.order == ["load"]
    assert result.xcoms["load"] == 11
    assert result.xcoms.get_key("extract", "source") == "nowhere"

def test_an_unknown_task(run_dag):
    with pytest.raises(LookupError, match="DAG etl has no task 'extrakt'.*double, extract, load"):
        run_dag(make(), xcoms={"extrakt": 1})
"""
    )
    done.assert_outcomes(passed=3)


def test_an_event_loop_that_runs_stands_still_meanwhile(session: Session) -> None:
    """As in a notebook, or in an async test."""
    done = session(
        """
import asyncio
import pytest
from airflow.sdk import DAG, task, BaseOperator, Variable
from airflow.triggers.base import BaseTrigger, TriggerEvent

class Asking(BaseTrigger):
    def serialize(self):
        return f"{__name__}.Asking", {}
    async def run(self):
        await asyncio.sleep(0)
        yield TriggerEvent(await asyncio.to_thread(Variable.get, "unit"))

class Deferring(BaseOperator):
    def execute(self, context):
        self.defer(trigger=Asking(), method_name="resumed")
    def resumed(self, context, event=None):
        return event

def make():
    with DAG("loops") as dag:
        @task
        async def twice(value):
            await asyncio.sleep(0)
            return value * 2
        @task
        def runs(value):
            async def thrice():
                return value * 3
            return asyncio.run(thrice())
        runs(twice(Deferring(task_id="wait").output))
    return dag

@pytest.mark.parametrize("isolation", ["inline", pytest.param("fork", marks=pytest.mark.xcom(isolation="fork"))])
def test_loops(run_dag, airflow_variables, isolation):
    airflow_variables({"unit": "kg"})

    async def test():
        loop = asyncio.get_running_loop()
        beside = asyncio.create_task(asyncio.sleep(0, "beside"))
        result = run_dag(make(), run_triggerer=True)
        assert result.xcoms == {"wait": "kg", "twice": "kgkg", "runs": "kgkg" * 3}
        assert asyncio.get_running_loop() is asyncio.get_event_loop() is loop
        assert await beside == "beside"
        return make().test().state

    with asyncio.Runner() as runner:
        assert runner.run(test()) == "success"

def test_a_loop_that_is_set_stays(run_dag):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    with DAG("one") as dag:
        Deferring(task_id="wait")
    result = run_dag(dag, run_triggerer=True)
    assert asyncio.get_event_loop() is loop
    loop.close()
    asyncio.set_event_loop(None)
"""
    )
    done.assert_outcomes(passed=3)


def test_what_waits_stays_as_it_is(session: Session) -> None:
    done = session(
        """
from datetime import timedelta
from airflow.sdk import DAG, task, BaseOperator
from airflow.triggers.base import BaseTrigger, TriggerEvent
from xcom_pytest import *

class Soon(BaseTrigger):
    def serialize(self):
        return f"{__name__}.Soon", {}
    async def run(self):
        yield TriggerEvent(42)

class Never(Soon):
    def serialize(self):
        return f"{__name__}.Never", {}
    async def run(self):
        import asyncio
        await asyncio.sleep(1000)
        yield

class Deferring(BaseOperator):
    def __init__(self, trigger, **options):
        super().__init__(**options)
        self.trigger = trigger
    def execute(self, context):
        self.defer(trigger=self.trigger, method_name="resumed")
    def resumed(self, context, event=None):
        return event

def with_trigger(trigger):
    with DAG("deferring") as dag:
        @task
        def after(value):
            return value + 1
        after(Deferring(task_id="wait", trigger=trigger).output)
    return dag

def test_a_trigger(run_dag):
    result = run_dag(with_trigger(Soon()))
    assert result.state == "running"
    assert result == {"wait": deferred(), "after": not_run()}
    assert run_dag(with_trigger(Soon()), run_triggerer=True).xcoms == {"wait": 42, "after": 43}

def test_a_trigger_that_says_nothing(run_dag):
    result = run_dag(with_trigger(Never()), run_triggerer=True, trigger_timeout=0.05)
    assert result == {"wait": failed(), "after": upstream_failed()}

def flaky(delay):
    tries = []
    with DAG("flaky") as dag:
        @task(retries=1, retry_delay=timedelta(seconds=delay))
        def once():
            tries.append(1)
            if len(tries) == 1:
                raise ValueError("not yet")
            return len(tries)
        once()
    return dag

def test_a_retry(run_dag):
    result = run_dag(flaky(delay=1000))
    assert (result.state, result.states) == ("running", {"once": "up_for_retry"})
    assert isinstance(result.errors["once"], ValueError)
    assert run_dag(flaky(delay=0), wait=True) == {"once": succeeded(2)}
"""
    )
    done.assert_outcomes(passed=3)


def test_a_file(session: Session, folder: Path) -> None:
    (folder / "dags").mkdir()
    (folder / "dags/helper.py").write_text("NUMBER = 20\n")
    (folder / "dags/one.py").write_text(
        "from helper import NUMBER\nfrom airflow.sdk import DAG, task, Variable\nwith DAG(Variable.get('name', default='one')):\n"
        "    @task\n    def number(): return NUMBER + 1\n    number()\n"
    )
    (folder / "dags/two.py").write_text("from airflow.sdk import DAG\nwith DAG('a'): pass\nwith DAG('b'): pass\n")
    (folder / "dags/bad.py").write_text("from airflow.sdk import DAG\n1 / 0\n")
    done = session(
        """
import sys
import pytest
from xcom_pytest.files import DagFileError

def test_it_runs(run_dag, airflow_variables):
    airflow_variables({"name": "named_by_a_variable"})
    result = run_dag("dags/one.py")
    assert (result.dag_id, result.xcoms) == ("named_by_a_variable", {"number": 21})

def test_its_modules_are_gone(run_dag):
    assert "helper" not in sys.modules
    assert not [path for path in sys.path if path.endswith("dags")]
    assert run_dag("dags/one.py").dag_id == "one"

def test_which_dag(run_dag):
    assert run_dag("dags/two.py", dag_id="b").dag_id == "b"
    with pytest.raises(LookupError, match="several DAGs, name one by dag_id: a, b"):
        run_dag("dags/two.py")
    with pytest.raises(LookupError, match="has no DAG 'c'; it has: a, b"):
        run_dag("dags/two.py", dag_id="c")

def test_one_that_cannot_be_loaded(run_dag):
    with pytest.raises(DagFileError, match="bad.py.*line 2(.|\\n)*ZeroDivisionError"):
        run_dag("dags/bad.py")
"""
    )
    done.assert_outcomes(passed=4)


@pytest.mark.parametrize("way", ["argument", "marker", "option", "ini"])
def test_tasks_in_processes_of_their_own(session: Session, folder: Path, way: str) -> None:
    if way == "ini":
        (folder / "pytest.ini").write_text("[pytest]\nxcom_isolation = fork\n")
    marker = "@pytest.mark.xcom(isolation='fork')" if way in ("marker", "argument") else ""
    argument = ", isolation='fork'" if way == "argument" else ""
    done = session(
        f"""
import os
import pytest
from airflow.sdk import DAG, task

MINE = []

{marker}
def test_fork(run_dag):
    with DAG("d") as dag:
        @task
        def process():
            MINE.append(1)
            return os.getpid()
        @task
        def crash(pid):
            os._exit(3)
        crash(process())
    result = run_dag(dag{argument})
    assert result.xcoms["process"] != os.getpid() and MINE == []
    assert result.states == {{"process": "success", "crash": "failed"}}
    assert "3" in str(result.errors["crash"])
""",
        *(["--xcom-isolation=fork"] if way == "option" else []),
    )
    done.assert_outcomes(passed=1)


def test_a_store_in_memory_is_of_one_process(session: Session) -> None:
    done = session(
        DAG
        + """
import pytest
def test_fork(run_dag):
    with pytest.raises(RuntimeError, match="processes of their own need a store in a file"):
        run_dag(make(), isolation="fork")
"""
    )
    done.assert_outcomes(passed=1)


def test_a_task_cannot_run_a_dag_inside_its_process(session: Session) -> None:
    done = session(
        DAG
        + """
def test_nested(run_dag):
    with DAG("outer") as dag:
        @task
        def inner():
            make().test()
        inner()
    assert "another run is under way" in str(run_dag(dag).errors["inner"])
"""
    )
    done.assert_outcomes(passed=1)


def test_what_is_meant_for_pytest_reaches_it(session: Session) -> None:
    done = session(
        DAG
        + """
import os, signal
import pytest

def dag_of(body):
    with DAG("d") as dag:
        task(body, task_id="t")() >> task(lambda: 1, task_id="after")()
    return dag

def test_skip(run_dag):
    run_dag(dag_of(lambda: pytest.skip("not here")))

def test_fail(run_dag):
    with pytest.raises(pytest.fail.Exception, match="inside"):
        run_dag(dag_of(lambda: pytest.fail("inside")))

def test_exit_is_the_tasks_own(run_dag):
    assert run_dag(dag_of(lambda: exit(3))) == {"t": failed(), "after": upstream_failed()}

def test_ctrl_c(run_dag):
    with pytest.raises(KeyboardInterrupt):
        run_dag(dag_of(lambda: signal.raise_signal(signal.SIGINT)))
"""
    )
    done.assert_outcomes(passed=3, skipped=1)


def test_ctrl_c_while_a_retry_is_waited_for(session: Session) -> None:
    done = session(
        """
import signal, threading
from datetime import timedelta
import pytest
from airflow.sdk import DAG, task

def test_it(run_dag):
    with DAG("d") as dag:
        @task(retries=1, retry_delay=timedelta(hours=1), on_retry_callback=lambda context: alarm.start())
        def fails():
            raise ValueError
        fails()
    alarm = threading.Timer(0.2, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT))
    with pytest.raises(KeyboardInterrupt):
        run_dag(dag, wait=True)
"""
    )
    done.assert_outcomes(passed=1)
