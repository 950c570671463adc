# conformance: {"expect_dag_state": "success", "logical_dates": ["2026-03-29T03:30:00+00:00"], "env": {"AIRFLOW__SCHEDULER__CREATE_CRON_DATA_INTERVALS": "True", "AIRFLOW__SCHEDULER__CREATE_DELTA_DATA_INTERVALS": "True"}}
"""Data intervals of plain schedules where the settings ask for them."""
import datetime as dt

import pendulum
from airflow.sdk import DAG, task
from dateutil.relativedelta import relativedelta

START = pendulum.datetime(2024, 1, 1, tz="Europe/Amsterdam")
SCHEDULES = {
    "none": None,
    "daily": "@daily",
    "cron": "30 2 * * *",
    "delta": dt.timedelta(hours=5),
    "relativedelta": relativedelta(months=1),
}


def show(dag=None, data_interval_start=None, data_interval_end=None):
    return [str(dag.timetable.__class__.__name__), str(data_interval_start), str(data_interval_end)]


for name, schedule in SCHEDULES.items():
    with DAG(f"settings_{name}", schedule=schedule, start_date=START, catchup=False):
        task(show)()
