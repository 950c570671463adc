# conformance: {"dags": ["af2_latest_daily", "af2_latest_none", "af2_latest_delta", "af2_latest_once", "af2_latest_ended", "af2_latest_default"]}
"""LatestOnlyOperator in runs of the past, under different schedules, and a mapped task of one callable that cannot be stored."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.decorators import task
from airflow.operators.latest_only import LatestOnlyOperator
from airflow.operators.python import PythonOperator

DAGS = {
    "daily": {"schedule": "@daily"},
    "none": {"schedule": None},
    "delta": {"schedule": timedelta(hours=6)},
    "once": {"schedule": "@once"},
    "ended": {"schedule": "0 6 * * *", "end_date": datetime(2026, 1, 2)},
    "default": {},
}


@task
def unstorable():
    return map(str, range(3))


@task
def shown(x):
    return x


for name, arguments in DAGS.items():
    with DAG(f"af2_latest_{name}", start_date=datetime(2024, 1, 1), catchup=False, **arguments) as dag:
        latest = LatestOnlyOperator(task_id="latest")
        below = PythonOperator(task_id="below", python_callable=lambda: "below")
        always = PythonOperator(task_id="always", python_callable=lambda: "always", trigger_rule="all_done")
        latest >> below >> always
        if name == "none":
            shown.expand(x=unstorable())
    globals()[f"dag_{name}"] = dag
