# conformance: {"expect_dag_state": "success"}
"""A branch that skips: the size of a batch decides which way it goes, and the join takes what there is."""

from __future__ import annotations

from datetime import datetime

from airflow.operators.empty import EmptyOperator
from airflow.sdk import DAG, Param, task

with DAG(
    dag_id="branch",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    tags=["example"],
    params={"rows": Param(250, type="integer", minimum=0)},
) as dag:

    @task
    def measure(params: dict) -> int:
        return params["rows"]

    @task.branch
    def choose(rows: int):
        if rows == 0:
            return "nothing_to_do"
        return ["load_in_bulk", "notify"] if rows > 100 else "load_row_by_row"

    @task
    def load_in_bulk() -> str:
        return "loaded in bulk"

    @task
    def load_row_by_row() -> str:
        return "loaded row by row"

    @task
    def notify(ti) -> str:
        return f"{ti.xcom_pull(task_ids='measure')} rows"

    nothing_to_do = EmptyOperator(task_id="nothing_to_do")

    @task(trigger_rule="none_failed_min_one_success")
    def join(ti) -> list:
        values = ti.xcom_pull(task_ids=["load_in_bulk", "load_row_by_row", "notify"])
        return [value for value in values if value is not None]

    choose(measure()) >> [load_in_bulk(), load_row_by_row(), notify(), nothing_to_do] >> join()
