"""Runs that a task may not trigger: what Airflow 3.3 says of them."""

# conformance: {"expect_dag_state": "success", "dags": ["trigger_refused"]}

from datetime import datetime, timezone

from airflow.sdk import DAG, Param, get_current_context, task

START = datetime(2026, 1, 1, tzinfo=timezone.utc)


def outcome(call):
    try:
        reply = call()
    except Exception as error:
        return [type(error).__name__, str(error)]
    return type(reply).__name__


with DAG("trigger_refused", schedule=None, start_date=START):

    @task
    def trigger():
        from airflow.sdk.execution_time.comms import TriggerDagRun
        from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS

        def of(dag_id, run_id, **fields):
            return outcome(lambda: SUPERVISOR_COMMS.send(TriggerDagRun(dag_id=dag_id, run_id=run_id, **fields)))

        return {
            "a wrong conf": of("with_params", "one", conf={"n": "x"}),
            "a good conf": of("with_params", "two", conf={"n": 2}),
            "too early": of("begins_later", "three", logical_date=START),
            "not partitioned": of("with_params", "four", partition_key="p"),
            "an empty partition": of("with_params", "five", partition_key=" "),
            "a run type that is not allowed": of("by_hand_only", "six"),
            "there already": of("with_params", "two"),
            "no such DAG": of("nobody", "seven"),
        }

    trigger()

with DAG("with_params", schedule=None, start_date=START, params={"n": Param(1, type="integer")}):

    @task
    def params():
        return get_current_context()["params"]

    params()

with DAG("begins_later", schedule=None, default_args={"start_date": datetime(2026, 2, 1, tzinfo=timezone.utc)}):

    @task
    def begin():
        return 1

    begin()

with DAG("by_hand_only", schedule=None, start_date=START, allowed_run_types=["manual"]):

    @task
    def never():
        return 1

    never()
