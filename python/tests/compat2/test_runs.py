"""What a run by hand is under compat 2, and what it stays without."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PLANS = """
import xcom_bridge
from xcom_bridge import loading
failed = json.loads(xcom_bridge.load_dags(json.dumps({"paths": [args[1]], "store": None}).encode()))["import_errors"]
xcom_bridge.load_dags(json.dumps({"paths": [args[0]], "store": None}).encode())
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
