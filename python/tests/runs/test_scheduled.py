"""Runs of a schedule made by hand, and data intervals that are given."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Xcom

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded/runs_of_schedules.json").read_text())["scheduled"]
SEEN = """
    from airflow.sdk import dag, task

    @dag(schedule="@daily")
    def seen():
        @task
        def show(dag_run=None, data_interval_start=None, data_interval_end=None, logical_date=None):
            interval = [data_interval_start.isoformat(), data_interval_end.isoformat()]
            return [dag_run.run_type.value, logical_date.isoformat(), *interval, dag_run.run_after.isoformat()]
        show()
    seen()
"""


@pytest.mark.parametrize("dag_id", ["amsterdam", "hours", "trigger"])
def test_the_run_that_the_scheduler_makes(xcom: Xcom, dag_id: str) -> None:
    run = RECORDED[dag_id][1]
    done = xcom("run", HERE / "scheduled_dags.py", "--dag-id", dag_id, "--scheduled", run["logical_date"])
    assert done.returncode == 0, done.stderr
    (found,) = xcom.json("runs")
    assert {name: found[name] for name in ("run_id", "run_type", "logical_date", "conf")} == {
        name: run[name] for name in ("run_id", "run_type", "logical_date", "conf")
    }
    row = xcom.sql("SELECT data_interval_start, data_interval_end, run_after, triggered_by FROM dag_run")[0]
    assert [f"{text[:19].replace(' ', 'T')}+00:00" for text in row[:3]] == [
        run["data_interval_start"],
        run["data_interval_end"],
        run["run_after"],
    ]
    assert row[3] == run["triggered_by"]


def test_it_is_made_once(xcom: Xcom) -> None:
    path = xcom.dag(SEEN)
    assert xcom("run", path, "--scheduled", "2026-01-01").returncode == 0
    again = xcom("run", path, "--scheduled", "2026-01-01")
    assert again.returncode == 1
    assert (
        again.stderr == "xcom: The run scheduled__2026-01-01T00:00:00+00:00 of DAG seen has ended already (success). "
        "--run-id with --again executes it again, with --failed what has failed in it.\n"
    )


def test_one_that_was_interrupted_is_taken_up(xcom: Xcom) -> None:
    path = xcom.dag("""
        import os, signal
        from airflow.sdk import dag, task

        @dag(schedule="@daily")
        def cut():
            @task
            def stop():
                if not os.path.exists("stopped"):
                    open("stopped", "w").close()
                    os.kill(int(open("pid").read()), signal.SIGKILL)
                    signal.pause()
            stop()
        cut()
    """)
    process = xcom.start("run", path, "--scheduled", "2026-01-01")
    (xcom.folder / "pid").write_text(str(process.pid))
    process.communicate(timeout=60)
    assert process.returncode == -9
    assert [run["state"] for run in xcom.json("runs")] == ["running"]
    # The try is lost with its process.
    assert xcom("run", path, "--scheduled", "2026-01-01").returncode == 1
    assert [(run["run_type"], run["state"]) for run in xcom.json("runs")] == [("scheduled", "failed")]


def test_a_date_that_is_none_of_the_schedule(xcom: Xcom) -> None:
    done = xcom("run", xcom.dag(SEEN), "--scheduled", "2026-01-01T06:00")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "xcom: 2026-01-01T06:00:00+00:00 is no logical date of a scheduled run of DAG seen (0 0 * * *); the nearest are "
        "2026-01-01T00:00:00+00:00 and 2026-01-02T00:00:00+00:00\n"
    )
    assert xcom.json("runs") == []


def test_a_date_without_offset_is_in_the_default_time_zone(xcom: Xcom) -> None:
    xcom.environment["AIRFLOW__CORE__DEFAULT_TIMEZONE"] = "Europe/Amsterdam"
    path = xcom.dag(SEEN)
    assert xcom("run", path, "--scheduled", "2026-07-01").returncode == 0
    assert [run["logical_date"] for run in xcom.json("runs")] == ["2026-06-30T22:00:00+00:00"]


def test_a_data_interval_by_hand(xcom: Xcom) -> None:
    path = xcom.dag(SEEN)
    interval = ["--data-interval-start", "2025-01-01", "--data-interval-end", "2025-03-01T12:00+02:00"]
    done = xcom("run", path, "--run-id", "r", "--logical-date", "2026-01-05", *interval)
    assert done.returncode == 0, done.stderr
    value = xcom.json("get", "--dag-id", "seen", "--run-id", "r", "--task-id", "show")
    assert value[:4] == [
        "manual",
        "2026-01-05T00:00:00+00:00",
        "2025-01-01T00:00:00+00:00",
        "2025-03-01T10:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--data-interval-start", "2025-01-01"], "are given both or not at all"),
        (["--data-interval-end", "2025-01-01"], "are given both or not at all"),
        (
            ["--data-interval-start", "2025-01-01", "--data-interval-end", "2025-01-02", "--logical-date", "none"],
            "A run without a logical date has no data interval.",
        ),
        (["--scheduled", "2025-01-01", "--run-id", "r"], "--scheduled has the schedule say what the run is"),
        (["--scheduled", "yesterday"], "The value 'yesterday' is invalid for '--scheduled <iso>'"),
    ],
)
def test_options_that_do_not_go_together(xcom: Xcom, options: list[str], message: str) -> None:
    done = xcom("run", xcom.dag(SEEN), *options)
    assert done.returncode == 2
    assert message in done.stderr
