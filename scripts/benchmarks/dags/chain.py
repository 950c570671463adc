"""A chain of tasks that do next to nothing; CHAIN_LENGTH says how many."""

import os
from datetime import datetime

from airflow.sdk import DAG, task

with DAG(dag_id="chain", schedule=None, start_date=datetime(2026, 1, 1), catchup=False):

    @task
    def link(value: int = 0) -> int:
        return value + 1

    value = link()
    for _ in range(int(os.environ.get("CHAIN_LENGTH", "50")) - 1):
        value = link(value)
