"""Pools are those of a store: commands that run at the same time share their slots."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(os.environ.get("XCOM_PROGRAM", ROOT / ".build" / "release" / "xcom"))

DAG = """
import pathlib, time
from airflow.sdk import dag, task

HERE = pathlib.Path(__file__).parent

@dag(schedule=None)
def shared():
    @task({options})
    def work(dag_run=None):
        (HERE / f"{{dag_run.run_id}}.began").touch()
        deadline = time.monotonic() + 60
        while not (HERE / f"{{dag_run.run_id}}.go").exists():
            assert time.monotonic() < deadline
            time.sleep(0.02)

    @task
    def free(dag_run=None):
        (HERE / f"{{dag_run.run_id}}.free").touch()

    work()
    free()

shared()
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts `xcom ARGUMENTS`; what is left at the end is killed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM"))}
    environment["XCOM_HOME"] = str(tmp_path / "home")
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [PROGRAM, *map(str, arguments)],
            cwd=tmp_path,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def _until(there: Path) -> None:
    deadline = time.monotonic() + 60
    while not there.exists():
        assert time.monotonic() < deadline, there
        time.sleep(0.02)


def _told(process: subprocess.Popen[str], text: str) -> None:
    """Waits for a line on standard error."""
    assert process.stderr is not None
    for line in process.stderr:
        if text in line:
            return
    raise AssertionError(f"{text} was not told")


LIMITS = {
    "a pool": ('pool="small"', "DAG shared wait for slots of pool small, which"),
    "a limit of the task": (
        "max_active_tis_per_dag=1",
        "DAG shared wait for max_active_tis_per_dag of task work, which",
    ),
}


def _one_waits(
    tmp_path: Path, start: Start, options: str, told: str
) -> tuple[subprocess.Popen[str], subprocess.Popen[str]]:
    """Two commands, of which the second waits for what the first has."""
    file = tmp_path / "shared.py"
    file.write_text(DAG.format(options=options))
    assert start("pools", "set", "small", "1", "text").wait() == 0
    first = start("run", file, "--run-id", "first")
    _until(tmp_path / "first.began")
    second = start("run", file, "--run-id", "second")
    _told(second, told)
    return first, second


@pytest.mark.parametrize(("options", "told"), LIMITS.values(), ids=list(LIMITS))
def test_two_commands_share_what_is_limited(tmp_path: Path, start: Start, options: str, told: str) -> None:
    first, second = _one_waits(tmp_path, start, options, told)
    # What needs none of it runs.
    _until(tmp_path / "second.free")
    assert not (tmp_path / "second.began").exists()
    (tmp_path / "first.go").touch()
    assert first.communicate(timeout=60)[1].count("wait for") == 0
    assert first.returncode == 0
    _until(tmp_path / "second.began")
    (tmp_path / "second.go").touch()
    assert second.wait(timeout=60) == 0


@pytest.mark.parametrize(("options", "told"), LIMITS.values(), ids=list(LIMITS))
def test_what_a_killed_command_had_is_free(tmp_path: Path, start: Start, options: str, told: str) -> None:
    first, second = _one_waits(tmp_path, start, options, told)
    first.send_signal(signal.SIGKILL)
    _until(tmp_path / "second.began")
    # It takes its run up again, and waits in its turn.
    resumed = start("run", tmp_path / "shared.py", "--run-id", "first")
    (tmp_path / "second.go").touch()
    assert second.wait(timeout=60) == 0
    (tmp_path / "first.go").touch()
    # Its try was lost with its process, as in Airflow.
    assert resumed.wait(timeout=60) == 1


def test_many_commands_never_have_more_than_there_is(tmp_path: Path, start: Start) -> None:
    file = tmp_path / "many.py"
    file.write_text("""
import time
from airflow.sdk import dag, task

@dag(schedule=None)
def many():
    @task(pool="small")
    def work(number):
        begun = time.monotonic()
        time.sleep(0.05)
        return [begun, time.monotonic()]

    work.expand(number=list(range(6)))

many()
""")
    assert start("pools", "set", "small", "2", "text").wait() == 0
    runs = [start("run", file, "--run-id", f"run{number}", "-q") for number in range(3)]
    for run in runs:
        _, err = run.communicate(timeout=120)
        assert run.returncode == 0, err
    listed = start("list", "--dag-id", "many", "-o", "json").communicate()[0]

    spans = [row["value"] for row in json.loads(listed)]
    assert len(spans) == 18
    assert max(sum(begun <= moment < end for begun, end in spans) for moment, _ in spans) <= 2
