"""The data intervals and ids of runs."""

from __future__ import annotations

import re

from .conftest import Xcom

TARGET = """
    from airflow.sdk import DAG, task
    from airflow.timetables.interval import CronDataIntervalTimetable

    with DAG("target", schedule=CronDataIntervalTimetable("@daily", "UTC")):

        @task
        def show(dag_run=None, data_interval_start=None, data_interval_end=None):
            days = (dag_run.run_after.date() - data_interval_end.date()).days
            return [days, (data_interval_end - data_interval_start).total_seconds(), data_interval_end.isoformat()[11:]]

        show()
"""
TRIGGER = """
    from airflow.sdk import DAG
    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

    with DAG("controller"):
        TriggerDagRunOperator(
            task_id="trigger", trigger_dag_id="target", trigger_run_id="r", logical_date="2026-01-03T12:00:00"
        )
"""


def test_the_interval_of_a_triggered_run_comes_from_its_own_dag(xcom: Xcom) -> None:
    for name in ("together", "apart"):
        (xcom.folder / name).mkdir()
    xcom.dag(TARGET, "together/target.py")
    controller = xcom.dag(TRIGGER, "together/controller.py")
    xcom.dag(TARGET, "apart/target.py")
    for path in ("together", controller):
        store = f"sqlite:///{xcom.folder}/{'together' if path == 'together' else 'apart'}.db"
        if path != "together":
            # The target is known to the store, but is in no file that the task's process has loaded.
            assert xcom("run", "apart", "--store", store, "--logical-date", "2020-01-01").returncode == 0
        assert xcom("run", path, "--dag-id", "controller", "--store", store).returncode == 0
        done = xcom("run", "apart", "--dag-id", "target", "--run-id", "r", "--store", store)
        assert done.returncode == 0, done.stderr
        value = xcom.json("get", "--store", store, "--dag-id", "target", "--run-id", "r", "--task-id", "show")
        assert value == [0, 86400.0, "00:00:00+00:00"]


def test_a_run_by_hand_is_named_by_the_moment_and_works_on_what_its_logical_date_says(xcom: Xcom) -> None:
    path = xcom.dag(TARGET)
    assert xcom("run", path, "--logical-date", "2026-01-03").returncode == 0
    run = xcom.json("runs")[-1]
    assert re.fullmatch(r"manual__2\d{3}-\d\d-\d\dT.*\+00:00", run["run_id"])
    assert not run["run_id"].startswith("manual__2026-01-03")
    value = xcom.json("get", "--dag-id", "target", "--run-id", run["run_id"], "--task-id", "show")
    assert value[1:] == [86400.0, "00:00:00+00:00"]
    assert value[0] > 300


def test_a_naive_logical_date_is_in_the_default_time_zone(xcom: Xcom) -> None:
    xcom.environment["AIRFLOW__CORE__DEFAULT_TIMEZONE"] = "Europe/Amsterdam"
    path = xcom.dag(TARGET)
    moments = {"2026-07-01": "2026-06-30T22:00:00+00:00", "2026-07-01T00:00Z": "2026-07-01T00:00:00+00:00"}
    for date, expected in moments.items():
        assert xcom("run", path, "--logical-date", date, "--run-id", date).returncode == 0
        assert [run["logical_date"] for run in xcom.json("runs") if run["run_id"] == date] == [expected]


def test_what_the_timetable_cannot_say_is_told(xcom: Xcom) -> None:
    path = xcom.dag("""
        from airflow.sdk import DAG
        from airflow.timetables.base import Timetable

        class Own(Timetable):
            pass

        dag = DAG("own", schedule=Own())
    """)
    done = xcom("run", path)
    assert done.returncode == 1
    assert "NotImplementedError: the DAG's timetable has no infer_manual_data_interval" in done.stderr
    assert xcom("run", path, "--logical-date", "none").returncode == 0


def test_what_the_logical_date_leaves_out_is_told(xcom: Xcom) -> None:
    file = xcom.dag("""
        import datetime as dt
        from airflow.providers.standard.operators.empty import EmptyOperator
        from airflow.sdk import DAG

        with DAG("dated", end_date=dt.datetime(2026, 1, 31)):
            first = EmptyOperator(task_id="first", start_date=dt.datetime(2026, 1, 10))
            first >> EmptyOperator(task_id="second", trigger_rule="always")
            EmptyOperator(task_id="last")
    """)
    since = "since the logical date is before their start_date or after their end_date"
    done = xcom("run", file, "--logical-date", "2026-01-05")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (0, f"xcom: Tasks are left out, {since}: first.")
    assert xcom.states() == {"second": "success", "last": "success"}
    done = xcom("run", file, "--logical-date", "2026-02-01")
    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == f"xcom: All tasks are left out, {since}. Choose another --logical-date."
    file.write_text(file.read_text().replace('trigger_rule="always"', 'trigger_rule="all_done"'))
    done = xcom("run", file, "--logical-date", "2026-01-06")
    assert done.returncode == 1
    deadlock = f"no task can run any more, though not all have ended (first left out, {since})."
    assert done.stderr.splitlines()[-1] == f"xcom: Deadlock: {deadlock}"
