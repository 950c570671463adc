"""Arguments of DAGs and operators under compat 2: taken with one warning each, or refused as by Airflow 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

ATTEMPT = """
from datetime import datetime, timedelta
from airflow import DAG
from airflow.decorators import dag, task
from airflow.operators.bash import BashOperator
from airflow.operators.empty import EmptyOperator
from airflow.operators.python import PythonOperator
from airflow.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sensors.external_task import ExternalTaskMarker
from airflow.models.baseoperator import BaseOperator
from airflow.utils.task_group import TaskGroup
from airflow.utils.trigger_rule import TriggerRule
START = datetime(2025, 1, 1)

class Own(BaseOperator):
    def __init__(self, provide_context=None, **kwargs):
        super().__init__(**kwargs)
        self.own = provide_context

def attempt(expression):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            said = str(eval(expression))
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
    return [said, *(str(w.message) for w in caught if type(w.message).__name__ == "RemovedInAirflow3Warning")]

result = {expression: attempt(expression) for expression in args}
"""
NEW = "is not in Airflow 3:"
TAKEN = {
    "DAG('d', start_date=START, schedule_interval='@daily').timetable.expression": [
        "@daily",
        f"DAG's argument schedule_interval {NEW} use schedule",
    ],
    "DAG('d', 'text', '@hourly', start_date=START).schedule_interval": ["@hourly"],
    "DAG('d', start_date=START).schedule": [
        "1 day, 0:00:00",
        "A DAG without schedule is daily in Airflow 2, and has no schedule in Airflow 3: use schedule=",
    ],
    "DAG('d', schedule=None).schedule": ["None"],
    "DAG('d', schedule=None).catchup": ["True"],
    "DAG('d', schedule=None, concurrency=3).max_active_tasks": [
        "3",
        f"DAG's argument concurrency {NEW} use max_active_tasks",
    ],
    "DAG('d', schedule=None, fail_stop=True).fail_fast": ["True", f"DAG's argument fail_stop {NEW} use fail_fast"],
    "DAG('d', schedule=None, default_view='tree').default_view": [
        "grid",
        f"DAG's argument default_view {NEW} remove it",
    ],
    "DAG('d', schedule=None, orientation='TB').orientation": ["TB", f"DAG's argument orientation {NEW} remove it"],
    "DAG('d', schedule=None, full_filepath='x').dag_id": [
        "d",
        f"DAG's argument full_filepath {NEW} remove it, it has no effect",
    ],
    "dag('d', schedule_interval=None)(lambda: None)().dag_id": [
        "d",
        f"DAG's argument schedule_interval {NEW} use schedule",
    ],
    "PythonOperator(task_id='a', python_callable=print, provide_context=True).task_id": [
        "a",
        f"PythonOperator's argument provide_context {NEW} remove it, the context is always there",
    ],
    "EmptyOperator(task_id='a', default_args={'task_concurrency': 2}).max_active_tis_per_dag": [
        "2",
        f"EmptyOperator's argument task_concurrency {NEW} use max_active_tis_per_dag",
    ],
    "EmptyOperator.partial(task_id='a', task_concurrency=2, dag=DAG('d', schedule=None)).kwargs['max_active_tis_per_dag']": [
        "2",
        f"The argument task_concurrency {NEW} use max_active_tis_per_dag",
    ],
    "EmptyOperator(task_id='a', sla=timedelta(hours=1)).sla": [
        "1:00:00",
        f"EmptyOperator's argument sla {NEW} remove it, nobody looks at it here",
    ],
    "EmptyOperator(task_id='a', trigger_rule='dummy').trigger_rule": [
        "always",
        "The trigger rule dummy is not in Airflow 3: use always",
    ],
    "EmptyOperator(task_id='a', trigger_rule=TriggerRule.NONE_FAILED_OR_SKIPPED).trigger_rule": [
        "none_failed_min_one_success",
        "The trigger rule none_failed_or_skipped is not in Airflow 3: use none_failed_min_one_success",
    ],
    "EmptyOperator(task_id='a', trigger_rule=TriggerRule.ALL_DONE).trigger_rule": ["all_done"],
    "TriggerRule.DUMMY in TriggerRule.all_triggers(), TriggerRule.is_valid('dummy'), TriggerRule('dummy').name": [
        "(True, True, 'DUMMY')"
    ],
    "TriggerRule.is_valid('all_done_min_one_success')": ["False"],
    "Own(task_id='a', provide_context=7).own": ["7"],
    "BashOperator(task_id='a', bash_command='true', skip_exit_code=7).skip_on_exit_code": [
        "[7]",
        f"BashOperator's argument skip_exit_code {NEW} use skip_on_exit_code",
    ],
    "TriggerDagRunOperator(task_id='a', trigger_dag_id='b', execution_date='{{ ds }}').logical_date": [
        "{{ ds }}",
        f"TriggerDagRunOperator's argument execution_date {NEW} use logical_date",
    ],
    "ExternalTaskMarker(task_id='a', external_dag_id='b', external_task_id='c', execution_date='{{ ds }}').logical_date": [
        "{{ ds }}",
        f"ExternalTaskMarker's argument execution_date {NEW} use logical_date",
    ],
}
REFUSED = {
    "DAG('d', start_date=START, schedule='@daily', schedule_interval='@daily')": (
        "ValueError: At most one allowed for args 'schedule_interval', 'timetable', and 'schedule'."
    ),
    "DAG('d', schedule='@daily')": "ValueError: DAG is missing the start_date parameter",
    "DAG('d', schedule=None, nothing_like_it=1)": (
        "TypeError: DAG.__init__() got an unexpected keyword argument 'nothing_like_it'"
    ),
    "DAG('d', schedule=None, orientation='XY')": (
        "AirflowException: Invalid values of dag.orientation: only support ['LR', 'TB', 'RL', 'BT'], but get XY"
    ),
    "EmptyOperator(task_id='a', provide_context=True)": (
        "AirflowException: Invalid arguments were passed to EmptyOperator (task_id: a). Invalid arguments were:\n"
        "**kwargs: {'provide_context': True}"
    ),
    "PythonOperator(task_id='a')": "AirflowException: missing keyword argument 'python_callable'",
    "EmptyOperator(task_id='a b')": (
        "AirflowException: The key 'a b' has to be made of alphanumeric characters, dashes, dots and underscores"
        " exclusively"
    ),
    "TaskGroup('g.h', dag=DAG('d', schedule=None))": (
        "AirflowException: The key 'g.h' has to be made of alphanumeric characters, dashes and underscores exclusively"
    ),
    "task(lambda ti=5: 1)()": "ValueError: Context key parameter ti can't have a default other than None",
    "task(lambda next_ds='x': 1)()": "ValueError: Context key parameter next_ds can't have a default other than None",
}


def test_taken(compat: Callable[..., Any]) -> None:
    assert compat(ATTEMPT, *TAKEN) == TAKEN


def test_refused(compat: Callable[..., Any]) -> None:
    assert {name: said[0] for name, said in compat(ATTEMPT, *REFUSED).items()} == REFUSED


def test_a_rule_that_only_airflow_3_has(compat: Callable[..., Any]) -> None:
    rule = "EmptyOperator(task_id='a', trigger_rule='all_done_min_one_success')"
    (said, *_) = compat(ATTEMPT, rule)[rule]
    assert said.startswith("AirflowException: The trigger_rule must be one of [")
    assert said.endswith("'.a'; received 'all_done_min_one_success (Airflow 3 only)'.")


def test_a_range_is_mapped_over_by_its_numbers(compat: Callable[..., Any]) -> None:
    code = """
from airflow.decorators import dag, task
from xcom_bridge.graph import described_dag
@dag("d", schedule=None)
def make():
    task(task_id="t")(lambda x: x).expand(x=range(2))
result = next(t["expand"] for t in described_dag(make())["tasks"])
"""
    assert "2" in str(compat(code)) and "11" not in str(compat(code))


@pytest.mark.parametrize("zone", ["UTC", "Asia/Seoul"])
def test_the_interval_of_a_run_by_hand_is_the_last_complete_one(zone: str, compat: Callable[..., Any]) -> None:
    code = f"""
import pendulum
from airflow import DAG
from airflow.serialization.encoders import coerce_to_core_timetable
made = DAG("d", start_date=pendulum.datetime(2025, 1, 1, tz={zone!r}), schedule_interval="@daily")
interval = coerce_to_core_timetable(made.timetable).infer_manual_data_interval(run_after=pendulum.datetime(2026, 1, 1))
result = [date.in_timezone("UTC").isoformat() for date in interval]
"""
    ends = {"UTC": "2026-01-01T00:00:00+00:00", "Asia/Seoul": "2025-12-31T15:00:00+00:00"}
    assert compat(code)[1] == ends[zone]


def test_a_class_behind_the_operators_is_not_initialized(compat: Callable[..., Any]) -> None:
    code = """
from airflow.models.baseoperator import BaseOperator
class Mixin:
    def __init__(self, configuration): self.configuration = configuration
class Own(BaseOperator, Mixin):
    def __init__(self, **kwargs):
        BaseOperator.__init__(self, **kwargs)
        Mixin.__init__(self, "mine")
result = Own(task_id="t").configuration
"""
    assert compat(code) == "mine"
