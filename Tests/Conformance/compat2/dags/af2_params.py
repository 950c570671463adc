# conformance: {"dags": ["af2_params"]}
"""Params that JSON cannot say, and dates in other forms; settings by their older names."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from airflow import DAG
from airflow.configuration import conf
from airflow.models.param import Param
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator


class Thing:
    def __str__(self):
        return "thing"


def show(params, **context):
    return {key: [type(value).__name__, str(value)] for key, value in sorted(params.items())}


def settings():
    options = ["core.dag_concurrency", "core.remote_logging", "webserver.base_url", "webserver.dag_default_view"]
    options += ["scheduler.catchup_by_default", "scheduler.max_threads", "core.sql_alchemy_pool_enabled", "core.task_runner"]
    return {option: conf.get(*option.split(".")) for option in options}


with DAG(
    "af2_params",
    start_date=datetime(2024, 1, 1),
    schedule=None,
    params={
        "day": date(2024, 2, 3),
        "moment": datetime(2024, 2, 3, 4, 5),
        "step": timedelta(hours=1),
        "price": Decimal("1.50"),
        "ids": {3},
        "thing": Thing(),
        "at": Param("2024-02-03 04:05:06+00:00", type="string", format="date-time"),
        "local": Param("2024-02-03 04:05:06", type="string", format="date-time"),
        "text": "x",
    },
) as dag:
    first = PythonOperator(task_id="show", python_callable=show)
    own = PythonOperator(task_id="own", python_callable=show, params={"day": date(2025, 1, 1), "more": b"x"})
    bash = BashOperator(task_id="bash", bash_command="echo {{ params.day }} {{ params.price }} {{ params.at }} {{ params.thing }}")
    options = PythonOperator(task_id="settings", python_callable=settings)
    first >> own >> bash >> options
