"""Core's timetables: what they take, and what they say of themselves, against what a whole Airflow 3.2.1 has recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from . import timetable_cases

RECORDS = Path(__file__).parent / "recorded"
RECORDED = [json.loads(line) for line in (RECORDS / "timetables.jsonl").read_text().splitlines()]
INTERVALS = [json.loads(line) for line in (RECORDS / "data_intervals.jsonl").read_text().splitlines()]
SCHEDULES = [json.loads(line) for line in (RECORDS / "schedules.jsonl").read_text().splitlines()]


def of(kind: str) -> Any:
    entries = [entry for entry in RECORDED if kind in entry]
    return pytest.mark.parametrize("entry", entries, ids=[entry[kind] for entry in entries])


def test_all_classes_take_what_cores_take() -> None:
    assert timetable_cases.signatures() == {e["class"]: e["parameters"] for e in RECORDED if "class" in e}


@of("case")
def test_a_timetable_says_what_cores_says(entry: dict[str, Any]) -> None:
    expected = {name: value for name, value in entry.items() if name != "case"}
    assert timetable_cases.looked_at(entry["case"]) == expected


@of("equality")
def test_equal_where_cores_are(entry: dict[str, Any]) -> None:
    assert timetable_cases.equality(entry["equality"]) == entry["result"]


@pytest.mark.parametrize("entry", INTERVALS, ids=[entry["timetable"] for entry in INTERVALS])
def test_the_data_interval_of_a_run_by_hand(entry: dict[str, Any]) -> None:
    for moment, zone, *interval in entry["intervals"]:
        assert timetable_cases.data_interval(entry["timetable"], moment, zone) == interval, (moment, zone)


@pytest.mark.parametrize("entry", SCHEDULES, ids=[entry["timetable"] for entry in SCHEDULES])
def test_the_runs_that_are_scheduled(entry: dict[str, Any]) -> None:
    for *asked, runs in entry["schedules"]:
        assert timetable_cases.scheduled_runs(entry["timetable"], *asked) == runs, asked


def test_the_names_of_the_task_sdk_are_there_too() -> None:
    from datetime import timedelta

    from airflow.timetables.trigger import CronTriggerTimetable

    timetable = CronTriggerTimetable("@daily", timezone="UTC", interval=timedelta(hours=1))
    assert (timetable.expression, timetable.timezone.name, timetable.interval) == (
        "0 0 * * *",
        "UTC",
        timedelta(hours=1),
    )


def test_a_class_of_the_users_own_on_top() -> None:
    from airflow.sdk import DAG
    from airflow.timetables.interval import CronDataIntervalTimetable

    class Nightly(CronDataIntervalTimetable):
        def __init__(self, hour: int) -> None:
            super().__init__(cron=f"0 {hour} * * *", timezone="UTC")
            self._expression = self._expression + " "

    dag = DAG("d", schedule=Nightly(3))
    assert dag.timetable.expression == "0 3 * * * "


def test_every_timetable_of_the_task_sdk_becomes_cores() -> None:
    from datetime import timedelta

    import pendulum

    from airflow.sdk import Asset
    from airflow.sdk.definitions.timetables import assets, events, interval, simple, trigger
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import Timetable

    asset, day = Asset("a"), timedelta(days=1)
    for timetable, summary in [
        (interval.CronDataIntervalTimetable("@daily", "UTC"), "0 0 * * *"),
        (interval.DeltaDataIntervalTimetable(day), "1 day, 0:00:00"),
        (trigger.CronTriggerTimetable("@daily", "UTC"), "0 0 * * *"),
        (trigger.CronPartitionTimetable("@daily", timezone="UTC", run_offset=1), "0 0 * * *"),
        (trigger.DeltaTriggerTimetable(day), "1 day, 0:00:00"),
        (trigger.MultipleCronTriggerTimetable("@daily", "@weekly", timezone="UTC"), "0 0 * * *, 0 0 * * 0"),
        (events.EventsTimetable([pendulum.datetime(2026, 1, 1)]), "1 events"),
        (simple.NullTimetable(), "None"),
        (simple.OnceTimetable(), "@once"),
        (simple.ContinuousTimetable(), "@continuous"),
        (assets.AssetTriggeredTimetable(asset), "Asset"),
        (assets.PartitionedAssetTimetable(asset), "Partitioned Asset"),
        (assets.AssetOrTimeSchedule(assets=asset, timetable=simple.OnceTimetable()), "Asset or @once"),
    ]:
        core = coerce_to_core_timetable(timetable)
        assert isinstance(core, Timetable) and type(core).__name__ == type(timetable).__name__
        assert core.summary == summary
        assert coerce_to_core_timetable(core) is core
    assert coerce_to_core_timetable("@daily") == "@daily"


def test_a_timetable_of_ones_own_adds_to_the_description() -> None:
    from airflow.timetables.interval import CronDataIntervalTimetable

    class Delayed(CronDataIntervalTimetable):
        def __init__(self) -> None:
            super().__init__("0 1 * * *", "UTC")
            self.description += ", an hour later"

    assert Delayed().description == "At 01:00, an hour later"
