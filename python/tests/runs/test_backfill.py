"""Backfills: the runs of a schedule, in order."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import BINARY, Xcom

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded/runs_of_schedules.json").read_text())
DAILY = """
    from airflow.sdk import dag, task

    @dag(schedule="@daily")
    def daily():
        @task
        def show(dag_run=None, logical_date=None):
            return [dag_run.run_type.value, logical_date.isoformat(), dag_run.conf]
        show()
    daily()
"""
PAST = """
    import os
    from airflow.sdk import dag, task

    def note(name, logical_date):
        with open("order", "a") as file:
            file.write(f"{name}{logical_date.day} ")

    @dag(schedule="@daily", catchup=True, start_date=__import__("datetime").datetime(2026, 1, 1))
    def past():
        @task(depends_on_past=True, wait_for_downstream=True)
        def first(logical_date=None):
            note("a", logical_date)
            if logical_date.day == 2 and os.path.exists("bad"):
                raise ValueError("bad")

        @task
        def second(logical_date=None):
            note("b", logical_date)

        first() >> second()
    past()
"""


def rows(xcom: Xcom) -> list[tuple[str, str]]:
    return [(run["run_id"], run["state"]) for run in xcom.json("runs")]


@pytest.mark.parametrize("dag_id", ["amsterdam", "hours", "trigger", "months", "once"])
def test_the_runs_are_those_of_airflow(xcom: Xcom, dag_id: str) -> None:
    span = ["--from", RECORDED["first"], "--to", RECORDED["last"]]
    done = xcom("run", HERE / "scheduled_dags.py", "--dag-id", dag_id, *span)
    assert done.returncode == 0, done.stderr
    query = "SELECT run_id, run_type, triggered_by, logical_date, run_after, state FROM dag_run ORDER BY id"
    found = [[*row[:3], *(text[:19].replace(" ", "T") for text in row[3:5]), row[5]] for row in xcom.sql(query)]
    assert found == [
        [
            *(run[name] for name in ("run_id", "run_type", "triggered_by")),
            *(run[name][:19] for name in ("logical_date", "run_after")),
            "success",
        ]
        for run in RECORDED["backfill"][dag_id]
    ]


def test_the_report(xcom: Xcom) -> None:
    path = xcom.dag(DAILY)
    xcom("run", path, "--logical-date", "2026-01-02", "--run-id", "mine")
    span = ["--from-date", "2026-01-01", "--to-date", "2026-01-03T12:00"]
    done = xcom("run", path, *span, "--conf", '{"a": 1}', "-o", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert {
        name: report[name] for name in ("dag_id", "from_date", "to_date", "max_active_runs", "reprocess_behavior")
    } == {
        "dag_id": "daily",
        "from_date": "2026-01-01T00:00:00+00:00",
        "to_date": "2026-01-03T12:00:00+00:00",
        "max_active_runs": 10,
        "reprocess_behavior": "none",
    }
    assert [(run["run_id"], run["state"], run["left_out"]) for run in report["runs"]] == [
        ("backfill__2026-01-01T00:00:00+00:00", "success", None),
        (None, None, "already exists"),
        ("backfill__2026-01-03T00:00:00+00:00", "success", None),
    ]
    value = xcom.json("get", "--dag-id", "daily", "--run-id", report["runs"][2]["run_id"], "--task-id", "show")
    assert value == ["backfill", "2026-01-03T00:00:00+00:00", {"a": 1}]
    text = xcom("run", path, "--from", "2026-01-03", "--to", "2026-01-04").stdout
    assert text.startswith(
        "DAG daily, backfill from 2026-01-03T00:00:00+00:00 to 2026-01-04T00:00:00+00:00: 1 success, 1 left out\n\n"
    )


def test_tasks_wait_for_those_of_the_run_before(xcom: Xcom) -> None:
    path = xcom.dag(PAST)
    span = ["--from", "2026-01-01", "--to", "2026-01-04"]
    refused = xcom("run", path, *span)
    assert refused.returncode == 1
    assert refused.stderr == (
        "xcom: Say what becomes of runs that there are, by --reprocess-behavior failed or completed: task first of DAG past "
        "has depends_on_past.\n"
    )
    (xcom.folder / "bad").touch()
    assert xcom("run", path, *span, "--reprocess-behavior", "failed").returncode == 1
    assert [state for _, state in rows(xcom)] == ["success", "failed", "failed", "failed"]
    assert (xcom.folder / "order").read_text() == "a1 b1 a2 "
    (xcom.folder / "bad").unlink()
    (xcom.folder / "order").unlink()
    done = xcom("run", path, *span, "--reprocess-behavior", "failed")
    assert done.returncode == 0, done.stderr
    assert [state for _, state in rows(xcom)] == ["success"] * 4
    assert (xcom.folder / "order").read_text() == "a2 b2 a3 b3 a4 b4 "


@pytest.mark.parametrize("options", [[], ["--run-backwards"]])
def test_so_many_runs_at_once_and_in_which_order(xcom: Xcom, options: list[str]) -> None:
    path = xcom.dag("""
        import os, time
        from airflow.sdk import dag, task

        @dag(schedule="@daily")
        def counted():
            @task
            def enter(logical_date=None):
                open(f"in-{logical_date.day}", "x").close()

            @task
            def leave(logical_date=None):
                with open("seen", "a") as file:
                    days = sorted(int(name[3:]) for name in os.listdir() if name.startswith("in-"))
                    file.write(f"{days} ")
                os.unlink(f"in-{logical_date.day}")

            enter() >> leave()
        counted()
    """)
    span = ["--from", "2026-01-01", "--to", "2026-01-05"]
    done = xcom("run", path, *span, "--max-active-runs", "1", *options)
    assert done.returncode == 0, done.stderr
    days = [1, 2, 3, 4, 5]
    assert (xcom.folder / "seen").read_text() == "".join(f"[{day}] " for day in (reversed(days) if options else days))
    order = [line.split("__")[1][:10] for line in done.stderr.splitlines() if line.startswith("Running")]
    assert order == [f"2026-01-0{day}" for day in (reversed(days) if options else days)]


CUT = """
        import os, signal
        from airflow.sdk import dag, task

        @dag(schedule="@daily")
        def cut():
            @task(retries=1, retry_delay=__import__("datetime").timedelta(0))
            def work(logical_date=None):
                with open("worked", "a") as file:
                    file.write(f"{logical_date.day} ")
                if logical_date.day == 2 and not os.path.exists("killed"):
                    open("killed", "w").close()
                    os.kill(int(open("pid").read()), signal.SIGKILL)
                    signal.pause()
            work()
        cut()
"""
CUT_SPAN = ["--from", "2026-01-01", "--to", "2026-01-04"]


def kill(xcom: Xcom) -> Path:
    """A backfill that is killed within its second run; its DAG file."""
    path = xcom.dag(CUT)
    process = xcom.start("run", path, *CUT_SPAN, "--max-active-runs", "1")
    (xcom.folder / "pid").write_text(str(process.pid))
    process.communicate(timeout=60)
    assert process.returncode == -9
    return path


def test_a_killed_backfill_goes_on(xcom: Xcom) -> None:
    path = kill(xcom)
    assert [state for _, state in rows(xcom)] == ["success", "running", "queued", "queued"]
    other = xcom("run", path, "--from", "2026-01-01", "--to", "2026-01-05")
    assert other.returncode == 1
    assert other.stderr == (
        "xcom: A backfill of DAG cut has not come to its end: take it up by --from 2026-01-01T00:00:00+00:00 --to "
        "2026-01-04T00:00:00+00:00, or end it by xcom backfill cancel --dag-id cut.\n"
    )
    done = xcom("run", path, *CUT_SPAN)
    assert done.returncode == 0, done.stderr
    assert "xcom: The backfill goes on as it was made; its runs that have ended are not repeated.\n" in done.stderr
    assert [state for _, state in rows(xcom)] == ["success"] * 4
    assert (xcom.folder / "worked").read_text() == "1 2 2 3 4 "
    assert xcom.sql("SELECT count(*) FROM backfill WHERE completed_at IS NULL") == [(0,)]
    assert xcom("db", "check").returncode == 0


def test_a_dry_run_makes_nothing(xcom: Xcom) -> None:
    path = xcom.dag(DAILY)
    xcom("run", path, "--logical-date", "2026-01-02", "--run-id", "mine")
    span = ["--from", "2026-01-01", "--to", "2026-01-03"]
    report = json.loads(xcom("run", path, *span, "--dry-run", "-o", "json").stdout)
    assert report["dry_run"] is True
    told = [(run["logical_date"][:10], run["run_id"], run["left_out"]) for run in report["runs"]]
    assert rows(xcom) == [("mine", "success")]
    assert xcom.sql("SELECT count(*) FROM backfill") == [(0,)]
    assert xcom("run", path, *span, "--dry-run").stdout.startswith(
        "DAG daily, dry run of a backfill from 2026-01-01T00:00:00+00:00 to 2026-01-03T00:00:00+00:00: 2 to be executed, "
        "1 left out\n"
    )
    report = json.loads(xcom("run", path, *span, "-o", "json").stdout)
    assert [(run["logical_date"][:10], run["run_id"], run["left_out"]) for run in report["runs"]] == told


def test_a_backfill_is_cancelled(xcom: Xcom) -> None:
    kill(xcom)
    (listed,) = xcom.json("backfill", "list", "--dag-id", "cut")
    assert {name: listed[name] for name in ("dag_id", "queued", "running", "success", "failed", "completed_at")} == {
        "dag_id": "cut", "queued": 2, "running": 1, "success": 1, "failed": 0, "completed_at": None
    }  # fmt: skip
    done = xcom("backfill", "cancel", "--dag-id", "cut")
    assert done.returncode == 0, done.stderr
    assert done.stdout == (
        "Cancelled the backfill of cut from 2026-01-01T00:00:00+00:00 to 2026-01-04T00:00:00+00:00.\n"
    )
    assert done.stderr == (
        "xcom: run backfill__2026-01-02T00:00:00+00:00 had begun; xcom run FILE --dag-id cut --run-id "
        "backfill__2026-01-02T00:00:00+00:00 ends it\n"
    )
    assert [state for _, state in rows(xcom)] == ["success", "running", "failed", "failed"]
    assert xcom.json("backfill", "list")[0]["completed_at"] is not None
    again = xcom("backfill", "cancel", "--dag-id", "cut")
    assert (again.returncode, again.stderr) == (
        1, "xcom: DAG cut has no backfill that has not come to its end.\n"
    )  # fmt: skip


def test_a_backfill_that_is_executed_is_not_cancelled(xcom: Xcom) -> None:
    path = xcom.dag(
        """
        import subprocess
        from airflow.sdk import dag, task

        @dag(schedule="@daily")
        def busy():
            @task
            def cancel():
                done = subprocess.run([XCOM, "backfill", "cancel", "--dag-id", "busy"], capture_output=True, text=True)
                return [done.returncode, done.stderr]
            cancel()
        busy()
    """.replace("XCOM", repr(str(BINARY)))
    )
    done = xcom("run", path, "--from", "2026-01-01", "--to", "2026-01-01")
    assert done.returncode == 0, done.stderr
    (value,) = xcom.sql("SELECT value FROM xcom WHERE key = 'return_value'")[0]
    assert json.loads(value) == [
        1,
        "xcom: The backfill is being executed (run backfill__2026-01-01T00:00:00+00:00): stop that command first, by "
        "Ctrl-C.\n",
    ]


@pytest.mark.parametrize(
    ("options", "code", "message"),
    [
        (["--from", "2026-01-01"], 2, "--from and --to are given both or not at all."),
        (["--max-active-runs", "2"], 2, "belong to --from and --to."),
        (["--from", "2026-01-01", "--to", "2026-01-02", "--run-id", "r"], 2, "leave out --run-id"),
        (["--from", "2026-01-01", "--to", "2026-01-02", "--max-active-runs", "0"], 2, "needs a number above 0"),
        (["--from", "2100-01-01", "--to", "2100-01-02"], 1, "there is nothing to backfill in the future"),
        (["--from", "2026-01-02", "--to", "2026-01-01"], 1, "has no runs in this time that are due"),
    ],
)
def test_what_is_refused(xcom: Xcom, options: list[Any], code: int, message: str) -> None:
    done = xcom("run", xcom.dag(DAILY), *options)
    assert done.returncode == code
    assert message in done.stderr
    assert xcom.json("runs") == []
