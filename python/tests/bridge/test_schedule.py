"""The runs of schedules, against those that whole Airflows have recorded (`python/tests/runs/record_runs.py`)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RUNS = Path(__file__).resolve().parents[1] / "runs"
RECORDED = json.loads((RUNS / "recorded/runs_of_schedules.json").read_text())
RECORDED_3_3 = json.loads((RUNS / "recorded/runs_of_schedules_3.3.json").read_text())
DAGS = str(RUNS / "scheduled_dags.py")

PLAN = """
import xcom_bridge
file, *asked = args
loaded = json.loads(xcom_bridge.load_dags(json.dumps({"paths": [file], "store": "sqlite://"}).encode()))
assert not loaded["import_errors"], loaded["import_errors"]
result = [json.loads(xcom_bridge.plan_schedule(json.dumps(request).encode())) for request in asked]
"""


# What takes the place of Airflow 3.2's rules, before anything of Airflow's is loaded.
AS_3_3 = """
from airflow._facade import release
from xcom_bridge import task_sdk
release.IS_3_3 = True
task_sdk.version = lambda: "1.3.2"
"""
both = pytest.mark.parametrize(
    ("code", "records"), [(PLAN, RECORDED), (AS_3_3 + PLAN, RECORDED_3_3)], ids=["3.2", "3.3"]
)


def planned(run: dict[str, Any]) -> dict[str, Any]:
    """A recorded run, or a planned one, without what is drawn at random."""
    interval = run.get("data_interval") or [run.get("data_interval_start"), run.get("data_interval_end")]
    random = r"__\w{8}$" if run.get("partition_key") else "$"
    return {
        "run_id": re.sub(random, "", run["run_id"]),
        "logical_date": run["logical_date"],
        "data_interval": interval,
        "run_after": run["run_after"],
        "partition_key": run.get("partition_key"),
        "partition_date": run.get("partition_date"),
    }


@both
def test_the_scheduled_run_of_each_date(fresh: Callable[..., Any], code: str, records: dict[str, Any]) -> None:
    recorded = [(dag_id, run) for dag_id, runs in records["scheduled"].items() for run in runs]
    assert len(recorded) > 25
    asked = [{"dag_id": dag_id, "date": run["logical_date"] or run["run_after"]} for dag_id, run in recorded]
    for answer, (dag_id, run) in zip(fresh(code, DAGS, *asked), recorded, strict=True):
        assert [planned(found) for found in answer["runs"]] == [planned(run)], dag_id


@both
def test_the_runs_of_a_backfill(fresh: Callable[..., Any], code: str, records: dict[str, Any]) -> None:
    recorded = records["backfill"]
    asked = [{"dag_id": dag_id, "first": records["first"], "last": records["last"]} for dag_id in recorded]
    for answer, (dag_id, runs) in zip(fresh(code, DAGS, *asked), recorded.items(), strict=True):
        if isinstance(runs, str):
            # Airflow's own words for it.
            assert runs == f"{dag_id} has a non-periodic schedule that does not support backfills"
            assert (
                answer["error"]["message"]
                == f"DAG {dag_id} has no schedule by dates (@once), and so no runs to backfill"
            )
            continue
        assert [planned(found) for found in answer["runs"]] == [planned(run) for run in runs], dag_id


@pytest.mark.parametrize(
    ("dag_id", "date", "nearest"),
    [
        ("daily", "2026-03-28T01:00", "2026-03-28T00:00:00+00:00 and 2026-03-29T00:00:00+00:00"),
        ("daily", "2026-03-26", "2026-03-28T00:00:00+00:00"),
        ("amsterdam", "2026-03-29T02:00Z", "2026-03-29T01:30:00+00:00 and 2026-03-30T00:30:00+00:00"),
        ("several", "2026-03-28T21:30Z", "2026-03-28T09:00:00+00:00 and 2026-03-29T09:00:00+00:00"),
        ("trigger", "2026-03-28T13:00Z", "2026-03-27T17:00:00+00:00 and 2026-03-28T17:00:00+00:00"),
        ("months", "2026-06-26", "2026-05-27T03:00:00+00:00 and 2026-06-27T03:00:00+00:00"),
        ("delta", "2027-03-28T10:00Z", "2027-03-28T09:00:00+00:00 and 2027-03-29T15:00:00+00:00"),
        ("once", "2026-03-28", "2026-03-27T03:00:00+00:00"),
    ],
)
def test_a_date_that_is_none_of_the_schedule(fresh: Callable[..., Any], dag_id: str, date: str, nearest: str) -> None:
    (answer,) = fresh(PLAN, DAGS, {"dag_id": dag_id, "date": date})
    assert answer["error"]["type"] == "xcom_bridge.schedule.NoSuchRun"
    message = answer["error"]["message"]
    assert "is no logical date of a scheduled run" in message
    assert message.endswith(f"the nearest {'are' if ' and ' in nearest else 'is'} {nearest}")


SCHEDULES = """
import datetime as dt, itertools
from airflow.sdk import DAG, DeltaDataIntervalTimetable
from airflow.timetables.base import DagRunInfo, Timetable

class Hourly(Timetable):
    def next_dagrun_info(self, *, last_automated_data_interval, restriction):
        start = last_automated_data_interval.end if last_automated_data_interval else restriction.earliest
        return DagRunInfo.interval(start, start + dt.timedelta(minutes=61))

class Silent(Timetable):
    pass

class Still(Hourly):
    def next_dagrun_info(self, *, last_automated_data_interval, restriction):
        return DagRunInfo.exact(restriction.earliest)

start = dt.datetime(2026, 1, 1, tzinfo=dt.timezone.utc)
dags = [
    DAG("none"),
    DAG("own", schedule=Hourly(), start_date=start),
    DAG("silent", schedule=Silent()),
    DAG("still", schedule=Still(), start_date=start),
    DAG("epoch", schedule=DeltaDataIntervalTimetable(dt.timedelta(hours=5)), start_date=start),
    DAG("ended", schedule="@daily", start_date=start, end_date=dt.datetime(2026, 1, 3, tzinfo=dt.timezone.utc)),
]
globals().update({dag.dag_id: dag for dag in dags})
"""


def test_schedules_of_other_kinds(fresh: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "dags.py"
    path.write_text(SCHEDULES)
    span = {"first": "2026-01-01", "last": "2026-01-05"}
    none, silent, own, not_own, epoch, first, ended, still, future, empty, nothing = fresh(
        PLAN,
        str(path),
        {"dag_id": "none", "date": "2026-01-01"},
        {"dag_id": "silent", "date": "2026-01-01"},
        # Its runs are counted from the start date, as those of a user's own timetable may be.
        {"dag_id": "own", "date": "2026-01-01T02:02"},
        {"dag_id": "own", "date": "2026-01-01T02:00"},
        # Without catchup a scheduler that comes later counts from the epoch.
        {"dag_id": "epoch", "date": "2026-01-02T01:00"},
        {"dag_id": "epoch", "date": "2026-01-01T05:00"},
        {"dag_id": "ended", "date": "2026-01-04"},
        {"dag_id": "still", **span},
        {"dag_id": "ended", "first": "2100-01-01", "last": "2100-02-01"},
        {"dag_id": "ended", "first": "2026-01-01T01:00", "last": "2026-01-01T02:00"},
        {"dag_id": "none", **span},
    )
    assert none["error"]["message"].endswith("its schedule (None) has none")
    assert silent["error"]["type"] == "builtins.NotImplementedError"
    assert own["runs"][0]["run_id"] == "scheduled__2026-01-01T03:03:00+00:00"
    assert not_own["error"]["message"].endswith("2026-01-01T01:01:00+00:00 and 2026-01-01T02:02:00+00:00")
    assert "runs" in epoch and "runs" in first
    assert ended["error"]["message"].endswith("the nearest is 2026-01-03T00:00:00+00:00")
    assert "more than 100,000 runs" in still["error"]["message"]
    assert future["error"]["message"] == "there is nothing to backfill in the future"
    assert empty["error"]["message"] == "the schedule of DAG ended has no runs in this time that are due"
    assert nothing["error"]["message"] == "DAG none has no schedule, and so no runs to backfill"
