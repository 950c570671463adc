"""Runs of DAGs that assets schedule."""

from __future__ import annotations

import json

from .conftest import Xcom

DAGS = """
    from airflow.sdk import DAG, Asset, task

    a, b = Asset("a"), Asset("b", uri="x://b")
    for name in ("a", "b"):
        with DAG(f"makes_{name}"):
            @task(outlets=[Asset("a") if name == "a" else b])
            def make(*, outlet_events, name=name):
                outlet_events[Asset("a") if name == "a" else b].extra = {"from": name}
            make()
    with DAG("takes_both", schedule=[a, b]):
        @task
        def take(triggering_asset_events=None, dag_run=None):
            events = [event for events in triggering_asset_events.values() for event in events]
            return [dag_run.run_type.value, sorted(event.extra["from"] for event in events), str(dag_run.logical_date)]
        take()
    with DAG("takes_one", schedule=(a | b)):
        @task
        def one():
            return 1
        one()
"""


def run(xcom: Xcom, dag_id: str, *options: str) -> tuple[dict, str]:
    done = xcom("run", xcom.folder / "dag.py", "--dag-id", dag_id, *options, "-o", "json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), done.stderr


def test_they_are_followed(xcom: Xcom) -> None:
    xcom.dag(DAGS)
    report, _ = run(xcom, "makes_a", "--follow")
    assert [(other["dag_id"], other["run_type"], other["state"]) for other in report["other_runs"]] == [
        ("takes_one", "asset_triggered", "success")
    ]
    report, _ = run(xcom, "makes_b", "--follow")
    assert [other["dag_id"] for other in report["other_runs"]] == ["takes_both", "takes_one"]
    both = report["other_runs"][0]["run_id"]
    value = xcom.json("get", "--dag-id", "takes_both", "--run-id", both, "--task-id", "take")
    assert value == ["asset_triggered", ["a", "b"], "None"]
    # What was consumed does not count again.
    report, _ = run(xcom, "makes_b", "--follow")
    assert [other["dag_id"] for other in report["other_runs"]] == ["takes_one"]


def test_or_they_are_named(xcom: Xcom) -> None:
    xcom.dag(DAGS)
    report, stderr = run(xcom, "makes_a")
    (queued,) = report["queued_runs"]
    assert queued["dag_id"] == "takes_one" and queued["run_id"].startswith("asset_triggered__")
    command = f"xcom run {xcom.folder}/dag.py --dag-id takes_one --run-id {queued['run_id']}"
    assert stderr.endswith(f"executes such runs, and so does: {command}\n")
    assert xcom(*command.split()[1:]).returncode == 0
    assert ("asset_triggered", "success") in [(row["run_type"], row["state"]) for row in xcom.json("runs")]
