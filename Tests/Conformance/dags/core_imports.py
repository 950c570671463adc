# conformance: {"expect_dag_state": "success", "dags": ["core_imports", "core_timetables"], "env": {"AIRFLOW__CELERY__POOL": "solo"}}
"""What DAG files import of a whole Airflow: core's timetables with core's arguments, options of other providers, the
packages that come with it, and small modules of core."""
import warnings
from datetime import timedelta

import click
import jwt
import pendulum
import requests
import urllib3
from cryptography.fernet import Fernet
from dotenv import dotenv_values
from rich.text import Text
from slugify import slugify
from tabulate import tabulate

from airflow.configuration import conf
from airflow.models import DagBag
from airflow.models.crypto import get_fernet
from airflow.models.trigger import TriggerFailureReason
from airflow.sdk import Asset, dag, task
from airflow.timetables.assets import AssetOrTimeSchedule
from airflow.timetables.events import EventsTimetable
from airflow.timetables.interval import CronDataIntervalTimetable, DeltaDataIntervalTimetable
from airflow.timetables.simple import ContinuousTimetable, NullTimetable, OnceTimetable
from airflow.timetables.trigger import (
    CronPartitionTimetable,
    CronTriggerTimetable,
    DeltaTriggerTimetable,
    MultipleCronTriggerTimetable,
)
from airflow.triggers.testing import SuccessTrigger
from airflow.typing_compat import Literal
from airflow.utils.dates import cron_presets

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from airflow.security import permissions
    from airflow.utils.dag_cycle_tester import check_cycle

NAMESPACE = conf.get("kubernetes_executor", "namespace")
TIMETABLES = {
    "cron": CronDataIntervalTimetable(cron="@daily", timezone="UTC"),
    "delta": DeltaDataIntervalTimetable(delta=timedelta(days=1)),
    "trigger": CronTriggerTimetable(cron="5 4 * * *", timezone=pendulum.timezone("Europe/Amsterdam")),
    "with interval": CronTriggerTimetable("@hourly", timezone="UTC", interval=timedelta(hours=1), run_immediately=True),
    "delta trigger": DeltaTriggerTimetable(timedelta(hours=6), interval=timedelta(hours=3)),
    "multiple": MultipleCronTriggerTimetable("0 1 * * *", "0 2 * * *", timezone="UTC", interval=timedelta(hours=1)),
    "partition": CronPartitionTimetable("@daily", timezone="UTC", run_offset=-1),
    "events": EventsTimetable(event_dates=[pendulum.datetime(2026, 1, 2), pendulum.datetime(2026, 1, 1)], description="e"),
    "null": NullTimetable(),
    "once": OnceTimetable(),
    "continuous": ContinuousTimetable(),
    "asset or": AssetOrTimeSchedule(timetable=CronTriggerTimetable("@daily", timezone="UTC"), assets=[Asset("a")]),
}


def wrong(make):
    try:
        return repr(make())
    except Exception as e:
        return [type(e).__name__, str(e)]


@dag(schedule=TIMETABLES["with interval"], start_date=pendulum.datetime(2026, 1, 1), catchup=False)
def core_timetables():
    @task
    def says(dag=None):
        return {"summary": dag.timetable.summary, "expression": dag.timetable._expression, "equal": dag.timetable == TIMETABLES["with interval"]}

    says()


@dag(schedule=None)
def core_imports():
    @task
    def timetables():
        found = {
            name: [timetable.summary, timetable.description, timetable.type_name, timetable.can_be_scheduled]
            for name, timetable in TIMETABLES.items()
        }
        found["expression="] = wrong(lambda: CronTriggerTimetable(expression="@daily", timezone="UTC"))
        found["by position"] = wrong(lambda: CronTriggerTimetable("@daily", "UTC"))
        found["no zone"] = wrong(lambda: CronDataIntervalTimetable("@daily", "Nowhere/At_All"))
        return found

    @task
    def options():
        return {
            "namespace": [NAMESPACE, conf.get("kubernetes_executor", "namespace", fallback="mine")],
            "celery": [conf.get("celery", "pool"), conf.getint("celery", "worker_concurrency")],
            "elasticsearch": conf.get("elasticsearch", "log_id_template"),
            "no option": wrong(lambda: conf.get("celery", "nothing_here")),
        }

    @task
    def packages():
        key = b"cXVpdGUgc2VjcmV0IGtleSBvZiAzMiBieXRlcyBoZXI="
        return {
            "tabulate": tabulate([[1, 2]], headers=["a", "b"]),
            "slugify": slugify("Grüße, Welt"),
            "jwt": jwt.decode(jwt.encode({"a": 1}, "k" * 32, "HS256"), "k" * 32, ["HS256"]),
            "fernet": Fernet(key).decrypt(Fernet(key).encrypt(b"x")).decode(),
            "rich": Text("a").plain,
            "versions": [click.__name__, requests.__version__, urllib3.__version__],
            "dotenv": dict(dotenv_values(stream=__import__("io").StringIO("A=1"))),
        }

    @task
    def of_core():
        return {
            "preset": cron_presets["@weekly"],
            "reason": TriggerFailureReason.TRIGGER_TIMEOUT.value,
            "permission": permissions.ACTION_CAN_READ,
            "trigger": list(SuccessTrigger().serialize()),
            "fernet": hasattr(get_fernet(), "encrypt"),
            "literal": str(Literal["a"]),
            "functions": [callable(check_cycle), DagBag.__name__],
        }

    timetables() >> options() >> packages() >> of_core()


core_timetables()
core_imports()
