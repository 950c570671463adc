# conformance: {"dags": ["af2_trigger_again"]}
"""Runs that are triggered a second time, by operators and by a function."""

from datetime import datetime

from airflow import DAG
from airflow.operators.python import PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator

def failed(context):
    error = context["exception"]
    context["ti"].xcom_push(
        "failed",
        [
            type(error).__name__,
            [base.__name__ for base in type(error).__mro__[1:4]],
            str(error).replace(str(error.execution_date), "<date>"),
            error.run_id,
            error.dag_run.dag_id,
            error.dag_run.run_id,
            str(error.dag_run.execution_date),
        ],
    )


def by_function(ti):
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.exceptions import DagRunAlreadyExists

    result = []
    for arguments in ({"run_id": "second"}, {"run_id": "second"}, {"run_id": "other"}):
        try:
            run = trigger_dag("af2_triggered", execution_date=datetime(2024, 2, 2, tzinfo=ti.execution_date.tzinfo), **arguments)
            result.append([run.run_id, run.state, run.external_trigger])
        except DagRunAlreadyExists as error:
            result.append([type(error).__name__, str(error), error.run_id])
    return result


with DAG("af2_triggered", start_date=datetime(2024, 1, 1), schedule=None) as triggered:
    PythonOperator(task_id="work", python_callable=lambda: 1)

with DAG("af2_trigger_again", start_date=datetime(2024, 1, 1), schedule=None) as dag:
    first = TriggerDagRunOperator(
        task_id="first", trigger_dag_id="af2_triggered", trigger_run_id="once", execution_date="2024-02-01T00:00:00+00:00"
    )
    again = TriggerDagRunOperator(
        task_id="again", trigger_dag_id="af2_triggered", trigger_run_id="once", on_failure_callback=failed
    )
    same_date = TriggerDagRunOperator(
        task_id="same_date",
        trigger_dag_id="af2_triggered",
        trigger_run_id="another",
        execution_date="2024-02-01T00:00:00+00:00",
        on_failure_callback=failed,
        trigger_rule="all_done",
    )
    reset = TriggerDagRunOperator(
        task_id="reset", trigger_dag_id="af2_triggered", trigger_run_id="once", reset_dag_run=True, trigger_rule="all_done"
    )
    skips = TriggerDagRunOperator(
        task_id="skips",
        trigger_dag_id="af2_triggered",
        trigger_run_id="once",
        skip_when_already_exists=True,
        trigger_rule="all_done",
    )
    unknown = TriggerDagRunOperator(task_id="unknown", trigger_dag_id="af2_no_such_dag", trigger_rule="all_done")
    function = PythonOperator(task_id="function", python_callable=by_function, trigger_rule="all_done")
    first >> again >> same_date >> reset >> skips >> unknown >> function
