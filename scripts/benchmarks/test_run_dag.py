"""One test text for two plugins, ours and pytest-airflow-in-a-box; RUN_DAG_SECONDS names a file for the times."""

from __future__ import annotations

import os
import time

import pytest

from airflow.sdk import DAG, task


@pytest.mark.parametrize("number", range(11))
def test_three_tasks(run_dag, number) -> None:
    with DAG(f"bench_{number}", schedule=None) as dag:

        @task
        def extract():
            return [1, 2, 3]

        @task
        def transform(rows):
            return [row * 2 for row in rows]

        @task
        def load(rows):
            return sum(rows)

        load(transform(extract()))

    begun = time.perf_counter()
    result = run_dag(dag)
    seconds = time.perf_counter() - begun
    assert result.xcoms == {"extract": [1, 2, 3], "transform": [2, 4, 6], "load": 12}
    with open(os.environ["RUN_DAG_SECONDS"], "a") as file:
        print(seconds, file=file)
