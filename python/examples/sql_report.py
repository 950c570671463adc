# conformance: {"expect_dag_state": "success"}
"""SQL that Jinja builds from XComs, run on a real SQLite database that the DAG makes and removes again."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from datetime import datetime

from airflow.sdk import DAG, task

from airflow.models import BaseOperator


class SQLiteOperator(BaseOperator):
    """Runs one statement on the database whose path a task has pushed; its rows are the XCom."""

    template_fields = ("sql", "database")
    template_ext = (".sql",)

    def __init__(self, *, sql: str, database: str, **kwargs):
        super().__init__(**kwargs)
        self.sql = sql
        self.database = database

    def execute(self, context):
        connection = sqlite3.connect(self.database)
        try:
            with connection:
                return [list(row) for row in connection.execute(self.sql).fetchall()]
        finally:
            connection.close()


with DAG(
    dag_id="sql_report",
    schedule=None,
    start_date=datetime(2026, 1, 1),
    catchup=False,
    tags=["example"],
    params={"least": 10},
) as dag:

    @task
    def make_database() -> str:
        handle, path = tempfile.mkstemp(suffix=".db")
        os.close(handle)
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE sales (region TEXT, amount INTEGER)")
            connection.executemany(
                "INSERT INTO sales VALUES (?, ?)",
                [("north", 30), ("south", 5), ("north", 12), ("west", 40), ("south", 4)],
            )
        connection.close()
        return path

    @task
    def choose_regions() -> list:
        return ["north", "south"]

    database = make_database()
    regions = choose_regions()
    report = SQLiteOperator(
        task_id="report",
        database="{{ ti.xcom_pull(task_ids='make_database') }}",
        sql="""
            SELECT region, sum(amount) FROM sales
            WHERE region IN ({% for region in ti.xcom_pull(task_ids='choose_regions') -%}
                '{{ region }}'{{ ", " if not loop.last }}
            {%- endfor %}) AND amount >= {{ params.least }}
            GROUP BY region ORDER BY region
        """,
    )

    @task(trigger_rule="all_done")
    def remove_database(path: str) -> bool:
        os.remove(path)
        return os.path.exists(path)

    [database, regions] >> report >> remove_database(database)
