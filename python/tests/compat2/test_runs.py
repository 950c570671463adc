"""What a run by hand is under compat 2, and what it stays without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PLANS = """
import xcom_bridge
from xcom_bridge import loading
failed = json.loads(xcom_bridge.load_dags(json.dumps({"paths": [args[1]], "store": "sqlite://"}).encode()))["import_errors"]
xcom_bridge.load_dags(json.dumps({"paths": [args[0]], "store": "sqlite://"}).encode())
def plan(date):
    request = {"dag_id": "d", "run_id": None, "conf": None, "logical_date": date, "run_after": "2026-03-01T10:00:00+00:00",
               "is_triggered": False}
    return json.loads(xcom_bridge.plan_run(json.dumps(request).encode()))
result = [plan(None), plan("2026-01-01T00:00:00+00:00"), [error["hint"] for error in failed]]
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    good, old = tmp_path / "good_dag.py", tmp_path / "old_dag.py"
    good.write_text(
        "import datetime\nfrom airflow import DAG\ndag = DAG('d', start_date=datetime.datetime(2025, 1, 1))\n"
    )
    old.write_text("from airflow.operators.dummy import DummyOperator\nprint(DummyOperator.dag)\n")
    return [str(good), str(old)]


def test_a_run_has_a_date_and_the_last_complete_interval(compat: Callable[..., Any], files: list[str]) -> None:
    without, dated, _ = compat(PLANS, *files)
    assert without["logical_date"] == "2026-03-01T10:00:00+00:00"
    assert dated == {
        "run_id": "manual__2026-01-01T00:00:00+00:00",
        "logical_date": "2026-01-01T00:00:00+00:00",
        "data_interval": ["2025-12-31T00:00:00+00:00", "2026-01-01T00:00:00+00:00"],
    }


def test_without_it_a_hint_changes_nothing(compat: Callable[..., Any], files: list[str]) -> None:
    without, dated, hints = compat(PLANS, *files, value=None)
    assert hints == ["airflow.operators.dummy: `--compat 2` accepts it"]
    assert (without["logical_date"], without["data_interval"]) == (None, None)
    assert dated["data_interval"] == ["2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00"]


SCHEDULE = """
import xcom_bridge
xcom_bridge.load_dags(json.dumps({"paths": [args[0]], "store": "sqlite://"}).encode())
def plan(**asked):
    request = {"dag_id": "d", "conf": None, **asked}
    found = json.loads(xcom_bridge.plan_schedule(json.dumps(request).encode()))
    return [[run["run_id"], run["logical_date"], *run["data_interval"]] for run in found["runs"]]
result = [plan(first="2026-01-01T00:00:00+00:00", last="2026-01-02T00:00:00+00:00"), plan(date="2026-01-01T00:00:00+00:00")]
"""
FIRST, SECOND, THIRD = (f"2026-01-0{day}T00:00:00+00:00" for day in (1, 2, 3))


@pytest.mark.parametrize(
    ("version", "suffixes"), [("2", (FIRST, SECOND, FIRST)), (None, (SECOND, THIRD, SECOND))], ids=["2", "3"]
)
def test_ids_of_runs_of_the_schedule(
    version: str | None, suffixes: tuple[str, str, str], compat: Callable[..., Any], tmp_path: Path
) -> None:
    """Airflow 2.11.2's `airflow dags backfill` gave these; Airflow 3 has in them when the interval is over."""
    file = tmp_path / "daily_dag.py"
    file.write_text(
        "import datetime\nfrom airflow import DAG\nfrom airflow.timetables.interval import CronDataIntervalTimetable\n"
        "dag = DAG('d', start_date=datetime.datetime(2025, 1, 1),"
        " schedule=CronDataIntervalTimetable('@daily', timezone='UTC'))\n"
    )
    backfill, scheduled = compat(SCHEDULE, str(file), value=version)
    assert backfill == [
        [f"backfill__{suffixes[0]}", FIRST, FIRST, SECOND],
        [f"backfill__{suffixes[1]}", SECOND, SECOND, THIRD],
    ]
    assert scheduled == [[f"scheduled__{suffixes[2]}", FIRST, FIRST, SECOND]]
