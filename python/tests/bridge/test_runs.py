"""What a run will be, before there is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DAGS = """
import datetime as dt
from airflow.sdk import DAG, Param
from airflow.timetables.base import DataInterval, Timetable
from airflow.timetables.interval import CronDataIntervalTimetable, DeltaDataIntervalTimetable
from dateutil.relativedelta import relativedelta


class Own(Timetable):
    def infer_manual_data_interval(self, *, run_after):
        return DataInterval(run_after - dt.timedelta(hours=1), dt.datetime(2026, 6, 1))

    def generate_run_id(self, *, run_type, run_after, data_interval, **extra):
        return f"own__{run_type.value}__{data_interval.start:%H}" if data_interval else 5


class Silent(Timetable):
    pass


dags = [
    DAG("plain", params={"n": Param(1, type="integer")}),
    DAG("cron", schedule=CronDataIntervalTimetable("@daily", "UTC")),
    DAG("month", schedule=DeltaDataIntervalTimetable(relativedelta(months=1))),
    DAG("own", schedule=Own()),
    DAG("silent", schedule=Silent()),
    DAG("closed", schedule="@daily", allowed_run_types=["scheduled"]),
    DAG("begins", default_args={"start_date": dt.datetime(2026, 1, 1)}),
]
globals().update({dag.dag_id: dag for dag in dags})
"""

LOAD = """
import xcom_bridge
file, *asked = args
xcom_bridge.load_dags(json.dumps({"paths": [file], "store": "sqlite://"}).encode())
"""
PLAN = (
    LOAD
    + """
defaults = {"run_id": None, "conf": None, "logical_date": None, "run_after": "2026-01-05T06:00:00+00:00"}
result = [
    json.loads(xcom_bridge.plan_run(json.dumps({**defaults, "is_triggered": False, **request}).encode()))
    for request in asked
]
"""
)
TRIGGER = (
    LOAD
    + """
from datetime import datetime
from xcom_bridge.runs import planned_trigger
result = []
for message in asked:
    if message["logical_date"]:
        message["logical_date"] = datetime.fromisoformat(message["logical_date"])
    result.append(planned_trigger({"run_id": "r", "conf": None, **message}))
"""
)

NOON = "2026-01-03T12:00:00+00:00"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "dags.py"
    path.write_text(DAGS)
    return str(path)


def test_the_id_and_the_interval(fresh: Callable[..., Any], file: str) -> None:
    found = fresh(
        PLAN,
        file,
        {"dag_id": "plain", "logical_date": NOON},
        {"dag_id": "plain"},
        {"dag_id": "cron", "logical_date": NOON, "run_id": "mine"},
        {"dag_id": "cron", "logical_date": NOON, "is_triggered": True},
        {"dag_id": "own", "logical_date": NOON},
    )
    moment = "manual__2026-01-05T06:00:00+00:00"
    days = ["2026-01-02T00:00:00+00:00", "2026-01-03T00:00:00+00:00"]
    assert found == [
        {"run_id": moment, "logical_date": NOON, "data_interval": [NOON, NOON]},
        {"run_id": moment, "logical_date": None, "data_interval": None},
        {"run_id": "mine", "logical_date": NOON, "data_interval": days},
        {
            "run_id": moment,
            "logical_date": NOON,
            "data_interval": ["2026-01-04T00:00:00+00:00", "2026-01-05T00:00:00+00:00"],
        },
        {
            "run_id": "own__manual__11",
            "logical_date": NOON,
            "data_interval": ["2026-01-03T11:00:00+00:00", "2026-06-01T00:00:00+00:00"],
        },
    ]


def test_a_date_without_offset_is_in_the_default_time_zone(fresh: Callable[..., Any], file: str) -> None:
    dates = ["2026-03-29T02:30", "2026-10-25T02:30:00", "2026-07-01", "2026-03-01T00:30+02:00"]
    asked = [{"dag_id": "month", "logical_date": date} for date in dates]
    found = fresh(PLAN, file, *asked, env={"AIRFLOW__CORE__DEFAULT_TIMEZONE": "Europe/Amsterdam"})
    assert [plan["logical_date"] for plan in found] == [
        "2026-03-29T01:30:00+00:00",
        "2026-10-25T01:30:00+00:00",
        "2026-06-30T22:00:00+00:00",
        "2026-02-28T22:30:00+00:00",
    ]
    # A month before is counted by the clock that the date was given in.
    assert found[3]["data_interval"][0] == "2026-01-31T22:30:00+00:00"


def test_what_is_refused(fresh: Callable[..., Any], file: str) -> None:
    found = fresh(
        PLAN,
        file,
        {"dag_id": "plain", "conf": {"n": "x"}},
        {"dag_id": "plain", "run_id": "scheduled__x"},
        {"dag_id": "silent", "logical_date": NOON},
        {"dag_id": "own"},
    )
    assert [plan["error"]["type"] for plan in found] == [
        "builtins.ValueError",
        "builtins.ValueError",
        "builtins.NotImplementedError",
        "builtins.ValueError",
    ]
    assert found[2]["error"]["message"] == "the DAG's timetable has no infer_manual_data_interval"
    assert found[3]["error"]["message"] == "`run_id` should be a str, not <class 'int'>"


def test_a_triggered_run(fresh: Callable[..., Any], file: str) -> None:
    dated, dateless, unknown, early, wrong, denied = fresh(
        TRIGGER,
        file,
        {"dag_id": "cron", "logical_date": NOON},
        {"dag_id": "cron", "logical_date": None},
        {"dag_id": "elsewhere", "logical_date": NOON},
        {"dag_id": "begins", "logical_date": "2025-12-31T00:00:00+00:00"},
        {"dag_id": "plain", "logical_date": NOON, "conf": {"n": "x"}},
        {"dag_id": "closed", "logical_date": NOON},
    )
    # The last whole day before now, whatever the logical date.
    assert dated["data_interval_end"] <= dated["run_after"] and dated["data_interval_start"] > NOON
    assert (dateless["data_interval_start"], dateless["data_interval_end"]) == (None, None)
    assert unknown == {}
    assert early["refusal"] == (
        "builtins.ValueError: Logical date [2025-12-31T00:00:00+00:00] should be >= start_date "
        "[2026-01-01T00:00:00+00:00] from DAG's default_args"
    )
    assert wrong["refusal"].startswith("builtins.ValueError: Invalid input for param n: ")
    assert "refusal_reason" not in wrong
    assert denied == {
        "refusal": "Dag with dag_id 'closed' does not allow manual runs",
        "refusal_reason": "denied_run_type",
    }


def test_a_run_that_a_task_in_another_language_triggers(fresh: Callable[..., Any], file: str) -> None:
    raw = (
        LOAD
        + "from xcom_bridge.runs import planned_trigger\nresult = [planned_trigger(message) for message in asked]\n"
    )
    dateless, early = fresh(
        raw,
        file,
        {"type": "TriggerDagRun", "dag_id": "cron", "run_id": "r"},
        {"dag_id": "begins", "run_id": "r", "logical_date": "2025-12-31T00:00:00+00:00", "conf": {"n": 1}},
    )
    assert (dateless["data_interval_start"], dateless["data_interval_end"]) == (None, None)
    assert early["refusal"].startswith("builtins.ValueError: Logical date [2025-12-31T00:00:00+00:00] should be >= ")


def test_what_airflow_3_3_says_of_a_run_that_a_task_may_not_trigger(fresh: Callable[..., Any], file: str) -> None:
    newer = TRIGGER.replace(
        "result = []",
        "from xcom_bridge import task_sdk\n"
        "task_sdk.version = lambda: '1.3.2'\n"
        "task_sdk.current.cache_clear()\n"
        "result = []",
    )
    early, wrong, denied = fresh(
        newer,
        file,
        {"dag_id": "begins", "logical_date": "2025-12-31T00:00:00+00:00"},
        {"dag_id": "plain", "logical_date": NOON, "conf": {"n": "x"}},
        {"dag_id": "closed", "logical_date": NOON},
    )
    assert early["refusal_reason"] == "value_error" and early["refusal"].endswith("from Dag's default_args")
    # Its class is a ValueError since 3.3.
    assert wrong["refusal"].partition(": ")[2].startswith("Invalid input for param n: ")
    assert denied == {
        "refusal": "Dag with dag_id 'closed' does not allow operator-triggered runs",
        "refusal_reason": "denied_run_type",
    }
