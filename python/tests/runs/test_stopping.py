"""Ctrl-C, SIGTERM and SIGHUP: what a run says then, how its tasks end, and when."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Terminal, Xcom

HEAD = """
import os, signal, time
from airflow.sdk import BaseOperator, DAG, task

def begin():
    open("begun", "w").close()

class Waits(BaseOperator):
    told = False

    def __init__(self, *, hears, **arguments):
        super().__init__(**arguments)
        self.hears = hears

    def execute(self, context):
        begin()
        while not self.told:
            time.sleep(0.01)
        return "told"

    def on_kill(self):
        open("killed", "w").close()
        self.told = self.hears

with DAG("stops", schedule="@daily", default_args={"retries": 1, "retry_delay": 0}):
"""
TASKS = {
    "sleeps": """
    @task
    def work():
        print("has begun")
        begin()
        time.sleep(600)
    work()
""",
    "loops": """
    @task
    def work():
        print("has begun")
        begin()
        while True:
            pass
    work()
""",
    "handles": """
    @task
    def work():
        told = []
        signal.signal(signal.SIGTERM, lambda *_: told.append(1))
        begin()
        while not told:
            time.sleep(0.01)
        return "told"
    work()
""",
    "hears": """
    Waits(task_id="work", hears=True)
""",
    "deaf": """
    Waits(task_id="work", hears=False)
""",
}
ISOLATIONS = ("fork", "spawn", "inline")
RUN = ("--run-id", "r")
BACKFILL = ("--from", "2026-01-01", "--to", "2026-01-03", "--max-active-runs", "1")


@pytest.fixture
def dag(xcom: Xcom) -> Callable[[str], Path]:
    """Writes the DAG with one of the tasks. Nobody waits so long for one that goes on after SIGTERM."""
    xcom.environment["AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME"] = "600"
    return lambda name: xcom.dag(HEAD + TASKS[name])


def _begun(xcom: Xcom) -> bool:
    return (xcom.folder / "begun").exists()


@pytest.mark.parametrize(("name", "isolation"), [*(("sleeps", name) for name in ISOLATIONS), ("loops", "fork")])
def test_a_plain_task_ends_at_once(xcom: Xcom, dag: Callable[[str], Path], name: str, isolation: str) -> None:
    terminal = Terminal(xcom, "run", dag(name), *RUN, "--isolation", isolation)
    xcom.until(lambda: _begun(xcom))
    terminal.type("\x03")
    assert terminal.end() == 130
    assert re.search(r"Stopping: waiting for work \(pid \d+\); Ctrl-C again kills it\.", terminal.screen)
    assert "The run was stopped." in terminal.screen
    assert "Another one goes on" not in terminal.screen
    (row,) = xcom.json("tasks", *RUN)
    assert (row["state"], row["try_number"]) == ("up_for_retry", 1)
    (failure,) = row["failures"]
    assert failure["message"] == "the run was stopped before this task had finished"
    assert "has begun" in xcom("logs", "work").stdout


@pytest.mark.parametrize(("name", "isolation"), [*(("hears", name) for name in ISOLATIONS), ("handles", "fork")])
def test_a_task_that_does_something_about_it_has_the_time(
    xcom: Xcom, dag: Callable[[str], Path], name: str, isolation: str
) -> None:
    terminal = Terminal(xcom, "run", dag(name), *RUN, "--isolation", isolation)
    xcom.until(lambda: _begun(xcom))
    terminal.type("\x03")
    assert terminal.end() == 130
    assert (xcom.folder / "killed").exists() == (name == "hears")
    assert [row["state"] for row in xcom.json("tasks", *RUN)] == ["success"]
    assert xcom.json("get", "--dag-id", "stops", *RUN, "--task-id", "work") == "told"


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_ctrl_c_again_kills(xcom: Xcom, dag: Callable[[str], Path], isolation: str) -> None:
    terminal = Terminal(xcom, "run", dag("deaf"), *RUN, "--isolation", isolation)
    xcom.until(lambda: _begun(xcom))
    terminal.type("\x03")
    terminal.until("Ctrl-C again kills it.")
    xcom.until(lambda: (xcom.folder / "killed").exists())
    terminal.type("\x03")
    assert terminal.end() == 130
    assert [row["state"] for row in xcom.json("tasks", *RUN)] == ["up_for_retry"]


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (signal.SIGTERM, 143, RUN),
        (signal.SIGHUP, 129, RUN),
        (signal.SIGINT, 130, BACKFILL),
        (signal.SIGTERM, 143, BACKFILL),
    ],
)
def test_a_signal_ends_a_run_and_a_backfill(
    xcom: Xcom, dag: Callable[[str], Path], number: signal.Signals, code: int, words: tuple[str, ...]
) -> None:
    process = xcom.start("run", dag("sleeps"), *words)
    xcom.until(lambda: _begun(xcom))
    process.send_signal(number)
    _, error = process.communicate(timeout=60)
    assert process.returncode == code
    again = "Ctrl-C again" if number == signal.SIGINT else "another signal"
    assert re.search(rf"xcom: Stopping: waiting for work \(pid \d+\); {again} kills it\.\n", error)
    states = [run["state"] for run in xcom.json("runs")]
    assert states == ["running"] if words == RUN else states == ["running", "queued", "queued"]


def test_a_terminal_that_is_closed_ends_the_run(xcom: Xcom, dag: Callable[[str], Path]) -> None:
    terminal = Terminal(xcom, "run", dag("sleeps"), *RUN)
    xcom.until(lambda: _begun(xcom))
    assert terminal.close() == 129
    (row,) = xcom.json("tasks", *RUN)
    assert row["state"] == "up_for_retry"
