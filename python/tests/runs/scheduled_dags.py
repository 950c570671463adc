"""DAGs with all kinds of schedules: what core's scheduler and its backfill make of them is recorded by `record_runs.py`."""

import datetime as dt

import pendulum
from dateutil.relativedelta import relativedelta

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import (
    DAG,
    Asset,
    AssetOrTimeSchedule,
    CronDataIntervalTimetable,
    CronPartitionTimetable,
    CronTriggerTimetable,
    DeltaDataIntervalTimetable,
    MultipleCronTriggerTimetable,
)

START = pendulum.datetime(2026, 3, 27, 3)
SCHEDULES = {
    "daily": "@daily",
    "amsterdam": CronDataIntervalTimetable("30 2 * * *", pendulum.timezone("Europe/Amsterdam")),
    "hours": CronDataIntervalTimetable("0 */8 * * *", "UTC"),
    "trigger": CronTriggerTimetable("0 9 * * *", timezone="America/New_York", interval=dt.timedelta(hours=20)),
    "several": MultipleCronTriggerTimetable("0 9 * * *", "30 21 * * 1-5", timezone="UTC"),
    "delta": dt.timedelta(hours=30),
    "delta_interval": DeltaDataIntervalTimetable(dt.timedelta(hours=30)),
    "months": DeltaDataIntervalTimetable(relativedelta(months=1)),
    "partitions": CronPartitionTimetable("0 4 * * *", timezone="UTC", run_offset=-1, key_format="%Y-%m-%d"),
    "partitions_east": CronPartitionTimetable("0 4 * * *", timezone="Asia/Tokyo", run_offset=1),
    "beside": AssetOrTimeSchedule(timetable=CronTriggerTimetable("@daily", timezone="UTC"), assets=[Asset("a")]),
    "once": "@once",
}  # fmt: skip

for name, schedule in SCHEDULES.items():
    with DAG(name, schedule=schedule, start_date=START, catchup=True) as dag:
        EmptyOperator(task_id="nothing")
    globals()[name] = dag
