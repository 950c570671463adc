# conformance: {"dags": ["af2_objects"], "runs": 2}
"""What a task asks its DAG, its run, its operator and itself for."""

from datetime import datetime, timezone

from airflow import DAG
from airflow.models import BaseOperator
from airflow.operators.python import PythonOperator


def date(value):
    return value and value.isoformat()


class Pushes(BaseOperator):
    def execute(self, context):
        self.xcom_push(context, "key", {"n": 1})
        self.xcom_push(context=context, key="other", value="text")
        pulled = [self.xcom_pull(context, key="key"), self.xcom_pull(context, task_ids="pushes", key="other")]
        pulled.append(self.xcom_pull(context=context, task_ids=["pushes", "no"], key="other"))
        self.log.info("done")
        return [list(item) if not isinstance(item, (str, dict)) else item for item in pulled]


class Pulls(BaseOperator):
    def execute(self, context):
        return [
            self.xcom_pull(context, "pushes"),
            self.xcom_pull(context, "pushes", None, "key"),
            self.xcom_pull(context, task_ids="pushes", key="no"),
        ]


def of_dag(dag, run_id, execution_date):
    last = dag.get_last_dagrun(include_externally_triggered=True)
    scheduled = dag.get_last_dagrun()
    return {
        "paused": [type(dag.is_paused).__name__, dag.get_is_paused() == dag.is_paused],
        "last": [last.run_id, date(last.execution_date)],
        "last scheduled": scheduled and scheduled.run_id,
        "by id": date(dag.get_dagrun(run_id=run_id).execution_date),
        "by date": dag.get_dagrun(execution_date=datetime(2026, 1, 1, tzinfo=timezone.utc)).run_id,
        "none": dag.get_dagrun(run_id="no"),
        "latest": [date(dag.latest_execution_date), date(dag.get_latest_execution_date())],
        "runs": [dag.has_dag_runs(), dag.get_num_active_runs()],
        "active": [date(found) for found in dag.get_active_runs()],
        "between": sorted(run.run_id for run in dag.get_dagruns_between(datetime(2025, 1, 1, tzinfo=timezone.utc), datetime(2027, 1, 1, tzinfo=timezone.utc))),
        "tasks": [dag.task_count, dag.safe_dag_id, dag.log.name],
        "instances": sorted(ti.task_id for ti in dag.get_task_instances(start_date=datetime(2026, 1, 1, tzinfo=timezone.utc), end_date=datetime(2026, 1, 1, tzinfo=timezone.utc))),
    }


def of_run(dag_run):
    return {
        "dag": [dag_run.dag.dag_id, dag_run.get_dag().dag_id],
        "state": [str(dag_run.state), str(dag_run.get_state())],
        "id": type(dag_run.id).__name__,
        "previous": getattr(dag_run.get_previous_dagrun(dag_run), "run_id", None),
    }


def of_task_instance(ti, task):
    ti.log.info("words")
    previous = ti.previous_ti
    return {
        "current": ti.current_state() in ("running", "scheduled", "queued"),
        "duration": ti.duration,
        "name": [ti.task_display_name, ti.operator, ti.operator_name],
        "weights": [ti.pool, ti.pool_slots, ti.priority_weight, ti.queue],
        "next": [ti.next_method, ti.trigger_timeout],
        "previous": [previous and previous.run_id, date(ti.get_previous_execution_date())],
        "success": ti.previous_ti_success and ti.previous_ti_success.run_id,
        "pid": type(ti.pid).__name__,
        "config": ti.executor_config,
        "prior": [ti.get_previous_ti(state="success") and ti.get_previous_ti(state="success").state],
    }


with DAG("af2_objects", start_date=datetime(2024, 1, 1), schedule="@daily", catchup=False) as dag:
    steps = [Pushes(task_id="pushes"), Pulls(task_id="pulls", priority_weight=3)]
    steps += [
        PythonOperator(task_id=function.__name__, python_callable=function) for function in (of_dag, of_run, of_task_instance)
    ]
    for before, after in zip(steps, steps[1:]):
        before.set_downstream(after)
        after.trigger_rule = "all_done"
