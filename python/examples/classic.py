# conformance: {"expect_dag_state": "success"}
"""Classic operators whose callables pull XComs by hand, as DAG files have done since long before TaskFlow."""

from datetime import datetime, timedelta

from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator

from airflow import DAG

default_args = {"owner": "airflow", "retries": 1, "retry_delay": timedelta(seconds=1)}


def count_rows(rows):
    return rows


def push_function(**kwargs):
    ti = kwargs["ti"]
    ti.xcom_push(key="source", value={"name": "orders", "rows": 17})


def pull_function(**kwargs):
    ti = kwargs["ti"]
    source = ti.xcom_pull(task_ids="push_task", key="source")
    print(f"{source['name']} has {source['rows']} rows")
    return source["rows"]


def sum_function(**context):
    values = context["task_instance"].xcom_pull(task_ids=["task_a", "task_b"], key="return_value")
    return sum(values)


with DAG(
    dag_id="classic",
    default_args=default_args,
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    tags=["example"],
) as dag:
    push_task = PythonOperator(task_id="push_task", python_callable=push_function)
    pull_task = PythonOperator(task_id="pull_task", python_callable=pull_function)
    task_a = PythonOperator(task_id="task_a", python_callable=count_rows, op_kwargs={"rows": 40})
    task_b = PythonOperator(task_id="task_b", python_callable=count_rows, op_args=[2])
    sum_task = PythonOperator(task_id="sum_task", python_callable=sum_function)
    announce = BashOperator(
        task_id="announce",
        bash_command="""
            echo "sum {{ ti.xcom_pull(task_ids='sum_task') }}, rows {{ ti.xcom_pull(task_ids='pull_task') }}"
        """,
    )

    push_task >> pull_task
    [task_a, task_b] >> sum_task
    [pull_task, sum_task] >> announce
