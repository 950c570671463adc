"""`xcom resume`: runs that were lost with their process."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Xcom
from .test_faults import wait_for

DAG = """
    import os, time
    from airflow.sdk import dag, task

    def tell(context):
        with open({told!r}, "a") as told:
            print(context["run_id"], context["ti"].task_id, context["reason"], file=told)

    @dag(on_failure_callback=tell)
    def lost():
        @task(retries={retries}, retry_delay=0)
        def slow():
            open({begun!r} + os.environ["AIRFLOW_CTX_DAG_RUN_ID"], "w").close()
            while not os.path.exists({go!r}):
                time.sleep(0.05)
            return "done"

        @task
        def after(x):
            return x

        after(slow())

    lost()
"""


class Lost:
    """A DAG whose first task waits, so that its runs can be killed in it."""

    def __init__(self, xcom: Xcom, retries: int) -> None:
        self.xcom = xcom
        self.begun = xcom.folder / "begun-"
        self.go = xcom.folder / "go"
        self.told = xcom.folder / "told"
        paths = {name: str(getattr(self, name)) for name in ("begun", "go", "told")}
        self.file = xcom.dag(DAG.format(retries=retries, **paths))

    def kill(self, run: str) -> None:
        process = self.xcom.start("run", self.file, "--run-id", run)
        wait_for(Path(f"{self.begun}{run}").exists)
        process.kill()
        process.communicate()


def test_the_newest_run_that_did_not_end_is_taken_up(xcom: Xcom) -> None:
    lost = Lost(xcom, retries=1)
    lost.kill("r1")
    lost.kill("r2")
    lost.go.touch()
    for run in ("r2", "r1"):
        done = xcom("resume")
        assert done.returncode == 0, done.stderr
        lines = done.stderr.splitlines()
        assert lines[0] == f"xcom: the run {run} of DAG lost was left running; {lost.file} goes on with it"
        assert "xcom: Try 1 of slow was lost with its process: it is tried again." in lines
        assert xcom.json("get", "--dag-id", "lost", "--run-id", run, "--task-id", "after") == "done"
    assert [run["state"] for run in xcom.json("runs")] == ["success", "success"]
    assert xcom("resume").stderr == "xcom: all runs have ended; xcom run FILE --again executes the newest again\n"
    ended = xcom("resume", "r1")
    assert ended.returncode == 1
    assert "the run r1 of DAG lost has ended already (success)" in ended.stderr


def test_a_lost_try_without_a_retry_left_has_failed(xcom: Xcom) -> None:
    lost = Lost(xcom, retries=0)
    lost.kill("r1")
    lost.go.touch()
    done = xcom("resume", "r1")
    assert done.returncode == 1
    assert "xcom: Try 1 of slow was lost with its process: it has failed, without a retry left." in done.stderr
    assert xcom.states() == {"slow": "failed", "after": "upstream_failed"}
    # The callback of the DAG, once.
    assert lost.told.read_text().splitlines() == ["r1 slow task_failure"]


def test_a_file_that_has_moved_is_named(xcom: Xcom) -> None:
    lost = Lost(xcom, retries=1)
    lost.kill("r1")
    lost.go.touch()
    moved = lost.file.rename(xcom.folder / "moved.py")
    missing = xcom("resume")
    assert (missing.returncode, missing.stderr) == (
        2,
        "xcom: the file that DAG lost was in is not there any more; name it by --file\n",
    )
    done = xcom("resume", "--file", moved)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [(), ("r1",)])
def test_a_run_that_another_process_executes_stays_its(xcom: Xcom, words: tuple[str, ...]) -> None:
    lost = Lost(xcom, retries=0)
    process = xcom.start("run", lost.file, "--run-id", "r1")
    wait_for(Path(f"{lost.begun}r1").exists)
    refused = xcom("resume", *words)
    lost.go.touch()
    process.communicate()
    assert process.returncode == 0
    assert refused.returncode == 1
    assert "executed by" in refused.stderr


@pytest.mark.parametrize(("options", "day"), [((), 1), (("--run-backwards",), 3)], ids=["forwards", "backwards"])
def test_a_backfill_goes_on_in_its_order(xcom: Xcom, options: tuple[str, ...], day: int) -> None:
    path = xcom.dag("""
        from datetime import datetime
        from airflow.sdk import dag, task

        @dag(schedule="@daily", start_date=datetime(2026, 1, 1))
        def daily():
            @task
            def one(): return 1
            one()

        daily()
    """)
    span = ("--from", "2026-01-01", "--to", "2026-01-03")
    assert xcom("run", path, *span, *options).returncode == 0
    xcom.change("UPDATE dag_run SET state = 'queued'")
    done = xcom("resume")
    assert f"the run backfill__2026-01-0{day}" in done.stderr
    ended = [row["logical_date"] for row in xcom.json("runs") if row["state"] == "success"]
    assert [date[:10] for date in ended] == [f"2026-01-0{day}"]
