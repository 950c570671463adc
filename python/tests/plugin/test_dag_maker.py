"""`dag_maker`: DAGs of a test, their runs, and single task instances of those."""

from __future__ import annotations

from .conftest import Session

HEAD = """
from datetime import datetime, timezone
import pytest
from airflow.sdk import BaseHook, DAG, task
from xcom_pytest import *

def chain(dag_maker, **options):
    with dag_maker(**options) as dag:
        @task
        def produce():
            return [1, 2]
        @task
        def double(number):
            if number == 2:
                raise ValueError("not two")
            return number * 2
        double.expand(number=produce())
    return dag
"""


def test_runs(session: Session) -> None:
    done = session(
        HEAD
        + """
def test_the_whole(dag_maker):
    dag = chain(dag_maker, dag_id="made")
    result = dag_maker.run(dag_run_kwargs={"conf": {"a": 1}})
    assert dag_maker.dag is dag and result.dag_id == "made" and result.dag_run.conf == {"a": 1}
    assert result.dag_run.logical_date == dag.start_date == datetime(2016, 1, 1, tzinfo=timezone.utc)
    assert result == {"produce": succeeded(), "double[0]": succeeded(2), "double[1]": failed(ValueError)}

def test_the_name_of_the_test(dag_maker):
    assert chain(dag_maker).dag_id == "test_the_name_of_the_test"

def test_a_run_that_is_there(dag_maker):
    chain(dag_maker)
    run = dag_maker.create_dagrun(run_id="mine")
    assert (run.state, dag_maker.create_ti("produce", run).state) == ("running", None)
    result = dag_maker.run(run)
    assert result.dag_run is run and run.state == "failed"
    assert dag_maker.create_ti("double", run, map_index=0).state == "success"
    with pytest.raises(ValueError, match="cannot be supplied"):
        dag_maker.run(run, dag_run_kwargs={})
    chain(dag_maker, dag_id="other")
    with pytest.raises(ValueError, match="not owned by `dag_maker`"):
        dag_maker.run(run)

def test_one_instance(dag_maker):
    chain(dag_maker)
    run = dag_maker.create_dagrun()
    ti = dag_maker.run_ti("produce", run)
    assert (ti.state, ti.xcom_pull(session=dag_maker.session)) == ("success", [1, 2])
    assert dag_maker.run_ti("double", run, map_index=0).xcom_pull(task_ids="double", map_indexes=0) == 2
    with pytest.raises(ValueError, match="not two"):
        dag_maker.run_ti("double", run, map_index=1)
    assert dag_maker.create_ti("double", run, map_index=1).state == "failed"
    with pytest.raises(LookupError, match="no task instance 'double\\\\[7\\\\]'"):
        dag_maker.create_ti("double", run, map_index=7)

def test_there_is_no_database(dag_maker):
    with pytest.raises(AttributeError, match="there is no metadata database, so no session that has 'scalar'"):
        dag_maker.session.scalar("select 1")
    with pytest.raises(RuntimeError, match="has made no DAG yet"):
        dag_maker.run()

def test_connections(dag_maker, airflow_connections):
    airflow_connections({"db": {"conn_type": "http", "host": "h", "extra": '{"a": 1}'}})
    with dag_maker():
        @task
        def host():
            found = BaseHook.get_connection("db")
            return [found.conn_type, found.host, found.extra_dejson]
        host()
    assert dag_maker.run().xcoms == {"host": ["http", "h", {"a": 1}]}
"""
    )
    done.assert_outcomes(passed=6)


def test_events_of_structlog(session: Session) -> None:
    done = session(
        """
import pytest, structlog
from airflow.sdk import DAG, task

def make():
    with DAG("speaking") as dag:
        @task
        def speak():
            structlog.get_logger("mine").warning("said", answer=42)
        speak()
    return dag

def test_what_tasks_and_the_test_say(cap_structlog, run_dag):
    structlog.get_logger().info("before", number=1)
    result = run_dag(make())
    structlog.get_logger().info("after")
    assert "said" in cap_structlog and {"answer": 42, "log_level": "warning"} in cap_structlog
    assert [name for name in cap_structlog.text.splitlines() if name in ("before", "said", "after")] == ["before", "said", "after"]
    assert {"number": 2} not in cap_structlog and "sai" not in cap_structlog
    assert [event["answer"] for event in result.log_events("speak") if event["event"] == "said"] == [42]
    with pytest.raises(TypeError, match="looked up by a text or by a dict"):
        7 in cap_structlog

def test_nothing_of_it_stays(run_dag):
    from xcom_bridge import host_logs
    assert run_dag(make()).success and not host_logs.observers and not structlog.is_configured()

@pytest.mark.xcom(isolation="fork")
def test_forks(cap_structlog):
    pass
"""
    )
    done.assert_outcomes(passed=2, errors=1)
    done.stdout.fnmatch_lines(["*cap_structlog sees nothing of tasks in forks: use result.log_events(task)*"])


def test_a_task_instance_says_what_it_waits_for(session: Session) -> None:
    done = session(
        """
from airflow.sdk import BaseOperator
from airflow.triggers.base import BaseTrigger, TriggerEvent

class Now(BaseTrigger):
    def serialize(self):
        return f"{__name__}.Now", {}
    async def run(self):
        yield TriggerEvent(1)

class Deferring(BaseOperator):
    def execute(self, context):
        self.defer(trigger=Now(), method_name="resumed")
    def resumed(self, context, event=None):
        return event

def test_it(dag_maker):
    with dag_maker():
        Deferring(task_id="wait")
    run = dag_maker.create_dagrun()
    waits = dag_maker.run_ti("wait", run)
    assert (waits.state, type(waits.trigger_id)) == ("deferred", int)
    resumed = dag_maker.run_ti("wait", run, run_triggerer=True)
    assert (resumed.state, resumed.trigger_id) == ("success", None)
"""
    )
    done.assert_outcomes(passed=1)
