# conformance: {"expect_dag_state": "success", "runs": 2, "logical_dates": ["2026-03-29T03:30:00.500000+00:00", "2026-10-25T01:00:00+00:00"]}
# conformance: {"files": [{"from": "include/timetable_plugin.py", "to": "plugins/timetable_plugin.py"}], "env": {"AIRFLOW__CORE__PLUGINS_FOLDER": "${DAGS}/plugins"}}
"""Data intervals of runs by hand, inferred from the DAG's timetable, and what tasks see of them."""
import datetime as dt

import pendulum
from airflow.sdk import DAG, Asset, task
from airflow.timetables.assets import AssetOrTimeSchedule
from airflow.timetables.events import EventsTimetable
from airflow.timetables.interval import CronDataIntervalTimetable, DeltaDataIntervalTimetable
from airflow.timetables.trigger import CronTriggerTimetable, MultipleCronTriggerTimetable
from dateutil.relativedelta import relativedelta
from timetable_plugin import Workdays

AMSTERDAM = pendulum.timezone("Europe/Amsterdam")
START = pendulum.datetime(2024, 1, 1, tz="Europe/Amsterdam")
DAY = dt.timedelta(days=1)

SCHEDULES = {
    "none": None,
    "daily": "@daily",
    "delta": DAY,
    "relativedelta": relativedelta(months=1),
    "cron_data_interval": CronDataIntervalTimetable("30 2 * * *", timezone="Europe/Amsterdam"),
    "relativedelta_data_interval": DeltaDataIntervalTimetable(relativedelta(months=1)),
    "cron_trigger_interval": CronTriggerTimetable("@daily", timezone=AMSTERDAM, interval=dt.timedelta(hours=3)),
    "multiple": MultipleCronTriggerTimetable("@daily", "0 5 * * *", timezone="UTC", interval=DAY),
    "events": EventsTimetable([pendulum.datetime(2026, 6, 1), pendulum.datetime(2026, 1, 5)], restrict_to_events=True),
    "asset_or_time": AssetOrTimeSchedule(timetable=CronDataIntervalTimetable("@daily", "UTC"), assets=[Asset("a")]),
    "own": Workdays(hour=7),
}


def show(dag_run=None, data_interval_start=None, data_interval_end=None, ts=None, ds=None, **context):
    return {
        "interval": [data_interval_start.isoformat(), data_interval_end.isoformat()],
        "types": [type(data_interval_start).__name__, type(dag_run.data_interval_start).__name__],
        "dag_run": [str(dag_run.data_interval_start), str(dag_run.data_interval_end), str(dag_run.logical_date)],
        "ds, ts": [ds, ts],
        "before": [str(context[f"prev_data_interval_{end}_success"]) for end in ("start", "end")],
    }


for name, schedule in SCHEDULES.items():
    with DAG(f"interval_{name}", schedule=schedule, start_date=START, catchup=False):
        task(show)()
