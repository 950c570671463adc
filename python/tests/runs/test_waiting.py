"""Runs that tasks trigger or wait for are executed in the same command."""

from __future__ import annotations

import json
from typing import Any

import pytest

from .conftest import Xcom

DAGS = """
    import datetime as dt
    from airflow.sdk import DAG, task
    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
    from airflow.providers.standard.sensors.external_task import ExternalTaskSensor

    def trigger(target, **kwargs):
        return TriggerDagRunOperator(task_id="trigger", trigger_dag_id=target, **kwargs)

    def sensor(target, **kwargs):
        return ExternalTaskSensor(
            task_id="wait", external_dag_id=target, poke_interval=0.2, timeout=60, poll_interval=0.2, **kwargs
        )

    waits = {"wait_for_completion": True, "poke_interval": 1}
    with DAG("target"):
        @task
        def work(dag_run=None):
            return dag_run.conf
        work()
    with DAG("bad"):
        @task
        def fails():
            raise ValueError
        fails()
    with DAG("waits"):
        trigger("target", conf={"a": 1}, **waits)
    with DAG("defers"):
        trigger("target", deferrable=True, **waits)
    with DAG("fails_too"):
        trigger("bad", **waits)
    with DAG("goes_on"):
        trigger("target", trigger_run_id="made")
    with DAG("further"):
        trigger("goes_on", trigger_run_id="first")
    with DAG("endless"):
        trigger("endless")
    with DAG("elsewhere"):
        trigger("in_no_file", **waits)
    with DAG("scheduled", schedule="@daily", start_date=dt.datetime(2026, 1, 1)):
        @task
        def daily(dag_run=None):
            return dag_run.run_type.value
        daily()
    with DAG("senses", schedule="@daily"):
        sensor("scheduled")
    with DAG("senses_task", schedule="@daily"):
        sensor("scheduled", external_task_id="daily", mode="reschedule")
    with DAG("senses_deferred", schedule="@daily"):
        sensor("scheduled", deferrable=True)
    with DAG("senses_earlier", schedule="@daily"):
        sensor("scheduled", execution_delta=dt.timedelta(days=1))
    with DAG("senses_unscheduled"):
        sensor("target")
    with DAG("circle_a", schedule="@daily"):
        sensor("circle_b", failed_states=["failed"])
    with DAG("circle_b", schedule="@daily"):
        sensor("circle_a")
    with DAG("nobody"):
        ExternalTaskSensor(task_id="wait", external_dag_id="in_no_file", poke_interval=0.1, timeout=0.3)
    with DAG("counts"):
        @task
        def count(ti=None, logical_date=None):
            return ti.get_dr_count(dag_id="scheduled", logical_dates=[logical_date])
        count()
"""
NEW_YEAR = ["--logical-date", "2026-01-01"]


def run(xcom: Xcom, dag_id: str, *options: str) -> tuple[int, Any, str]:
    path = xcom.folder / "dag.py"
    done = xcom("run", path if path.exists() else xcom.dag(DAGS), "--dag-id", dag_id, *options, "-o", "json")
    return done.returncode, json.loads(done.stdout), done.stderr


def others(report: Any) -> list[tuple[str, str, str]]:
    return [(other["dag_id"], other["run_type"], other["state"]) for other in report["other_runs"]]


@pytest.mark.parametrize("options", [[], ["--jobs", "1"], ["--isolation", "spawn"]])
@pytest.mark.parametrize("dag_id", ["waits", "defers"])
def test_what_is_waited_for_runs_beside(xcom: Xcom, dag_id: str, options: list[str]) -> None:
    code, report, _ = run(xcom, dag_id, *options)
    assert (code, report["state"], others(report)) == (0, "success", [("target", "manual", "success")])
    assert report["queued_runs"] == []


def test_a_run_that_is_waited_for_may_fail(xcom: Xcom) -> None:
    code, report, stderr = run(xcom, "fails_too")
    assert (code, report["state"], others(report)) == (1, "failed", [("bad", "manual", "failed")])
    assert "\nfails failed: ValueError\n" in stderr and "\ntrigger failed: DagRun finished" in stderr


def test_what_nobody_waits_for_is_named(xcom: Xcom) -> None:
    code, report, stderr = run(xcom, "goes_on")
    assert (code, others(report)) == (0, [])
    assert report["queued_runs"] == [{"dag_id": "target", "run_id": "made"}]
    command = f"xcom run {xcom.folder}/dag.py --dag-id target --run-id made"
    assert stderr.endswith(
        f"xcom: run made of DAG target is queued; --follow executes such runs, and so does: {command}\n"
    )
    done = xcom(*command.split()[1:])
    assert done.returncode == 0
    assert done.stderr.startswith("Running target, run made\n")


def test_what_nobody_waits_for_is_followed(xcom: Xcom) -> None:
    code, report, stderr = run(xcom, "further", "--follow")
    assert (code, report["queued_runs"]) == (0, [])
    assert others(report) == [("goes_on", "manual", "success"), ("target", "manual", "success")]
    assert [line for line in stderr.splitlines() if line.startswith("Run ")] == [
        "Run first of goes_on: success",
        "Run made of target: success",
    ]


def test_a_followed_run_that_fails_is_a_failure(xcom: Xcom) -> None:
    xcom.dag(DAGS.replace('trigger("target", trigger_run_id="made")', 'trigger("bad", trigger_run_id="made")'))
    code, report, _ = run(xcom, "goes_on", "--follow")
    assert (code, report["state"], others(report)) == (1, "success", [("bad", "manual", "failed")])


def test_following_has_an_end(xcom: Xcom) -> None:
    code, report, stderr = run(xcom, "endless", "--follow")
    assert code == 0
    assert len(report["other_runs"]) == 31
    assert len(report["queued_runs"]) == 1
    assert "is queued, below too long a chain of runs that have made each other; what executes it: xcom run " in stderr


@pytest.mark.parametrize("dag_id", ["senses", "senses_task", "senses_deferred"])
def test_a_sensor_waits_for_the_scheduled_run_of_its_date(xcom: Xcom, dag_id: str) -> None:
    code, report, stderr = run(xcom, dag_id, *NEW_YEAR)
    assert (code, others(report)) == (0, [("scheduled", "scheduled", "success")])
    assert report["other_runs"][0]["run_id"] == "scheduled__2026-01-01T00:00:00+00:00"
    assert "xcom: " not in stderr
    # It is there by now.
    code, report, _ = run(xcom, dag_id, "--logical-date", "2026-01-02")
    assert report["other_runs"][0]["logical_date"] == "2026-01-02T00:00:00+00:00"


def test_the_date_is_the_sensors(xcom: Xcom) -> None:
    _, report, _ = run(xcom, "senses_earlier", "--logical-date", "2026-01-03")
    assert [other["run_id"] for other in report["other_runs"]] == ["scheduled__2026-01-02T00:00:00+00:00"]


def test_a_date_that_the_schedule_does_not_have_is_told(xcom: Xcom) -> None:
    xcom.dag(DAGS.replace("timeout=60", "timeout=1"))
    code, report, stderr = run(xcom, "senses_unscheduled", *NEW_YEAR)
    assert (code, report["state"], others(report)) == (1, "failed", [])
    assert (
        "xcom: Task wait of DAG senses_unscheduled waits for the logical date 2026-01-01T00:00:00+00:00 of DAG target, which "
        "its schedule does not have: somebody has to make that run. --follow does, or in another shell xcom run FILE --dag-id "
        "target --logical-date 2026-01-01T00:00:00+00:00.\n"
    ) in stderr


def test_following_makes_the_run_of_such_a_date(xcom: Xcom) -> None:
    code, report, stderr = run(xcom, "senses_unscheduled", *NEW_YEAR, "--follow")
    assert (code, others(report)) == (0, [("target", "manual", "success")])
    assert report["other_runs"][0]["logical_date"] == "2026-01-01T00:00:00+00:00"
    assert (
        "xcom: Task wait of DAG senses_unscheduled waits for the logical date 2026-01-01T00:00:00+00:00 of DAG target, which "
        "its schedule does not have: a run by hand is made for it. In Airflow somebody has to.\n"
    ) in stderr


def test_who_only_counts_does_not_wait(xcom: Xcom) -> None:
    code, report, _ = run(xcom, "counts", *NEW_YEAR)
    assert (code, others(report)) == (0, [])


def test_runs_that_wait_for_each_other_are_told(xcom: Xcom) -> None:
    code, report, stderr = run(xcom, "circle_a", *NEW_YEAR)
    assert (code, report["state"], others(report)) == (1, "failed", [("circle_b", "scheduled", "failed")])
    assert (
        f"xcom: wait of DAG circle_b: the task waits for the run {report['run_id']} of DAG circle_a, which waits for the run "
        "of this task: neither could end.\n"
    ) in stderr
    (row,) = xcom.sql("SELECT type, message FROM task_failure WHERE dag_id = 'circle_b'")
    assert row[0] == "WaitsInCircle"


def test_a_dag_that_is_in_no_loaded_file_is_named(xcom: Xcom) -> None:
    code, _, stderr = run(xcom, "nobody", *NEW_YEAR)
    assert code == 1
    assert (
        "xcom: Task wait of DAG nobody waits for DAG in_no_file, which is in none of the loaded files. Run it in another shell "
        "with this store, or name a folder that has both.\n"
    ) in stderr


def test_a_worker_that_runs_the_task_itself_cannot_run_another(xcom: Xcom) -> None:
    code, report, stderr = run(xcom, "waits", "--isolation", "inline")
    assert (code, report["state"]) == (1, "failed")
    assert "cannot run beside it with --isolation inline" in stderr
    assert report["tasks"][0]["failures"][0]["type"] == "WaitsForRun"
