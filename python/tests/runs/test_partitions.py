"""Runs that partitions of assets bring about, against those that a whole Airflow has made (`record_partitions.py`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .conftest import Xcom

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded/partitions.json").read_text())
RUNS = """
    SELECT run.dag_id, run.run_id, run.run_after, run.run_type, run.state, run.triggered_by, run.logical_date,
        run.partition_key, run.partition_date, asset.name, event.partition_key
    FROM dag_run AS run LEFT JOIN dagrun_asset_event AS consumed ON consumed.dag_run_id = run.id
    LEFT JOIN asset_event AS event ON event.id = consumed.event_id LEFT JOIN asset ON asset.id = event.asset_id
    WHERE run.run_type = 'asset_triggered' ORDER BY run.dag_id, run.partition_key, run.id, event.id
"""
NAMES = ["run_type", "state", "triggered_by", "logical_date", "partition_key", "partition_date"]
WAITING = """
    SELECT target_dag_id, partition_key FROM asset_partition_dag_run
    WHERE created_dag_run_id IS NULL ORDER BY target_dag_id, partition_key
"""


def runs(xcom: Xcom) -> dict[str, dict[str, Any]]:
    """The runs for assets by their ids."""
    found: dict[str, dict[str, Any]] = {}
    for dag_id, run_id, run_after, *values, asset, key in xcom.sql(RUNS):
        moment = run_after.replace(" ", "T") + "+00:00"
        assert run_id.startswith(f"asset_triggered__{moment}_"), (run_id, run_after)
        run = found.setdefault(run_id, {"dag_id": dag_id, **dict(zip(NAMES, values, strict=True)), "events": []})
        run["events"].append([asset, key])
    return found


def test_they_are_those_of_a_whole_airflow(xcom: Xcom) -> None:
    known: set[str] = set()
    for step in RECORDED:
        done = xcom("run", HERE / "partition_dags.py", "--dag-id", step["dag_id"], "--scheduled", step["moment"])
        assert done.returncode == 0, done.stderr
        now = runs(xcom)
        made = [run for run_id, run in now.items() if run_id not in known]
        known = set(now)
        expected = [{name: value for name, value in run.items() if name != "run_id"} for run in step["runs"]]
        assert made == expected, step
        assert [list(row) for row in xcom.sql(WAITING)] == step["waiting"], step
        said = done.stderr.count("queues no run of DAG")
        assert said == len(step["logs"]), step
        for text in step["logs"]:
            if text.startswith("no key for "):
                dag_id = text.removeprefix("no key for ")
                what = (
                    "Task make of DAG makes_plain changed an asset without a partition key: that queues no run of DAG"
                )
                assert f"{what} {dag_id}, which partitions schedule." in done.stderr
            else:
                assert f"({text})." in done.stderr


def test_they_are_followed_and_know_their_partition(xcom: Xcom) -> None:
    path = xcom.dag("""
        from airflow.sdk import DAG, Asset, CronPartitionTimetable, PartitionedAssetTimetable, StartOfDayMapper, task

        a, b = Asset("a"), Asset("b")
        with DAG("makes", schedule=CronPartitionTimetable("0 * * * *", timezone="UTC")):
            @task(outlets=[a])
            def make():
                return None
            make()
        with DAG("takes", schedule=PartitionedAssetTimetable(assets=a, default_partition_mapper=StartOfDayMapper())):
            @task(outlets=[b])
            def take(dag_run=None, triggering_asset_events=None):
                events = [event for events in triggering_asset_events.values() for event in events]
                return [dag_run.partition_key, [event.asset.name for event in events]]
            take()
        with DAG("takes_again", schedule=PartitionedAssetTimetable(assets=b)):
            @task
            def again(dag_run=None):
                return dag_run.partition_key
            again()
    """)
    done = xcom("run", path, "--dag-id", "makes", "--scheduled", "2026-03-01T05:00Z", "--follow", "-o", "json")
    assert done.returncode == 0, done.stderr
    others = json.loads(done.stdout)["other_runs"]
    assert [run["dag_id"] for run in others] == ["takes", "takes_again"]
    values = [
        xcom.json("get", "--dag-id", run["dag_id"], "--run-id", run["run_id"], "--task-id", task_id)
        for run, task_id in zip(others, ["take", "again"], strict=True)
    ]
    assert values == [["2026-03-01", ["a"]], "2026-03-01"]


def test_a_mapper_that_fails_is_told_of(xcom: Xcom) -> None:
    path = xcom.dag("""
        from airflow.partition_mappers.base import PartitionMapper
        from airflow.sdk import DAG, Asset, CronPartitionTimetable, PartitionedAssetTimetable, task

        class Broken(PartitionMapper):
            def to_downstream(self, key):
                return [key, 5]

        with DAG("makes", schedule=CronPartitionTimetable("@daily", timezone="UTC")):
            @task(outlets=[Asset("a")])
            def make():
                return None
            make()
        with DAG("takes", schedule=PartitionedAssetTimetable(assets=Asset("a"), default_partition_mapper=Broken())):
            @task
            def take():
                return None
            take()
    """)
    done = xcom("run", path, "--dag-id", "makes", "--scheduled", "2026-03-01", "--follow")
    assert done.returncode == 0
    assert (
        "The partition 2026-03-01T00:00:00 of asset a queues no run of DAG takes "
        "(TypeError: Broken gives 5, which is no key).\n"
    ) in done.stderr
    assert xcom.sql("SELECT * FROM asset_partition_dag_run") == []
