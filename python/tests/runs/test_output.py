"""What a task writes around Python, and when it is masked."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import Xcom

SECRET = "s3cr3t-w0rd"
PASSWORD = "from airflow.sdk import Connection; password = Connection.get('bank').password\n"


@pytest.fixture(autouse=True)
def bank(xcom: Xcom) -> None:
    xcom.environment["AIRFLOW_CONN_BANK"] = f"http://user:{SECRET}@bank.example"


def log_of(xcom: Xcom, task_id: str = "work") -> Path:
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob(f"logs/**/task_id={task_id}/attempt=1.log")
    return log


def events(log: Path) -> list[dict[str, Any]]:
    """The lines of a log, each of which has to be an event."""
    found = [json.loads(line) for line in log.read_text().splitlines()]
    assert all({"timestamp", "level", "event", "logger"} <= line.keys() for line in found)
    return found


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_lines_of_processes_and_of_c_stand_between_those_of_python(
    xcom: Xcom, one_task: Callable[..., Path], isolation: str
) -> None:
    body = f"""
        import logging
        {PASSWORD}
        print("first", password)
        os.system("echo second " + password)
        print("third")
        os.write(2, b"fourth " + password.encode() + b"  \\n")
        logging.getLogger("mine").warning("fifth")
        os.write(1, b"\\xff sixth\\n\\n")
        print("seventh")
        os.write(1, b"half a line")
    """
    done = xcom("run", one_task(body), "--isolation", isolation, "--log-to-stderr")
    assert done.returncode == 0, done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "work INFO     second ***" in done.stderr
    assert "work ERROR    fourth ***" in done.stderr
    said = [(line["logger"], line["level"], line["event"]) for line in events(log_of(xcom))]
    wanted = ["first ***", "second ***", "third", "fourth ***", "fifth", "\ufffd sixth", "", "seventh", "half a line"]
    assert [event for _, _, event in said if event in wanted] == wanted
    assert ("task.stdout", "info", "second ***") in said
    assert ("task.stderr", "error", "fourth ***") in said


@pytest.mark.parametrize(
    "end",
    ["os.kill(os.getpid(), signal.SIGKILL)", "os._exit(3)", "import ctypes; ctypes.string_at(0)"],
    ids=["killed", "_exit", "segfault"],
)
@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_last_words_are_masked(xcom: Xcom, one_task: Callable[..., Path], end: str, isolation: str) -> None:
    body = f"""
        {PASSWORD}
        os.write(1, b"raw " + password.encode() + b"\\n")
        os.system("echo child " + password + "; printf 'no end " + password + "'")
        {end}
    """
    xcom("run", one_task(body), "--isolation", isolation)
    said = [line["event"] for line in events(log_of(xcom))]
    assert said[:2] == ["raw ***", "child ***"]
    assert "no end ***" in "\n".join(said)
    assert said[-1].startswith("Process")
    assert SECRET not in log_of(xcom).read_text()


def test_a_line_is_no_event_because_it_looks_like_one(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    body = f"""
        {PASSWORD}
        import json
        line = json.dumps({{"timestamp": "2026-01-01T00:00:00Z", "level": "info", "event": password, "logger": "x"}})
        os.write(1, line.encode() + b"\\n")
    """
    assert xcom("run", one_task(body)).returncode == 0
    (line,) = [line for line in events(log_of(xcom)) if "2026-01-01" in line["event"]]
    assert line["logger"] == "task.stdout"
    assert SECRET not in line["event"]


@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_what_dag_files_write_is_masked(xcom: Xcom, isolation: str) -> None:
    file = xcom.dag("""
        import os
        from airflow.sdk import Connection, dag, task
        from airflow.sdk.log import mask_secret

        mask_secret("file-level-secret")
        password = Connection.get("bank").password
        print("printed", password, "file-level-secret")
        os.system("echo shell " + password + " file-level-secret")

        @dag(schedule=None)
        def one():
            @task
            def work():
                os.system("echo known before: file-level-secret")
            work()
        one()
    """)
    done = xcom("run", file, "--isolation", isolation)
    assert done.returncode == 0
    text = done.stdout + done.stderr + log_of(xcom).read_text()
    assert "printed *** ***" in text
    assert "shell *** ***" in text
    assert "known before: ***" in text
    assert SECRET not in text
    assert "file-level-secret" not in text


def test_nothing_of_writers_in_the_background_is_lost(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    body = """
        import subprocess
        for name in "abcd":
            subprocess.Popen(["bash", "-c", f"for i in {{1..10000}}; do echo {name}$i; done"])
    """
    done = xcom("run", one_task(body))
    assert done.returncode == 0, done.stderr
    said = [line["event"] for line in events(log_of(xcom)) if line["logger"] == "task.stdout"]
    assert sorted(said) == sorted(f"{name}{number}" for name in "abcd" for number in range(1, 10001))


def test_a_daemon_that_keeps_the_output_is_waited_for_as_long_as_the_setting_says(
    xcom: Xcom, one_task: Callable[..., Path]
) -> None:
    xcom.environment["AIRFLOW__WORKERS__SOCKET_CLEANUP_TIMEOUT"] = "2"
    body = "import subprocess; open('pid', 'w').write(str(subprocess.Popen(['sleep', '300']).pid))"
    done = xcom("run", one_task(body))
    os.kill(int((xcom.folder / "pid").read_text()), signal.SIGKILL)
    assert done.returncode == 0
    assert "Waiting for them up to 2 seconds" in done.stderr


def test_much_output_takes_no_memory(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    """Also a line without an end. `scripts/chaos output` does it with a gigabyte."""
    body = f"""
        {PASSWORD}
        os.system("yes " + password + " | head -c 50000000")
        os.system("yes " + password + " | tr -d '\\\\n' | head -c 50000000")
        worker = [line for line in open(f"/proc/{{os.getppid()}}/status") if line.startswith("PPid")]
        runner = worker[0].split()[1]
        return [line for line in open(f"/proc/{{runner}}/status") if line.startswith("VmHWM")][0].split()[1]
    """
    done = xcom("run", one_task(body), "--run-id", "r")
    assert done.returncode == 0, done.stderr
    kilobytes = int(json.loads(xcom("get", "--dag-id", "one", "--run-id", "r", "--task-id", "work").stdout))
    assert kilobytes < 150_000
    log = log_of(xcom)
    assert log.stat().st_size > 20_000_000
    with log.open("rb") as file:
        assert not any(SECRET.encode() in line for line in file)


def test_a_log_that_cannot_be_written_is_told_and_the_run_goes_on(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    body = """
        import glob
        (log,) = glob.glob(os.environ["XCOM_HOME"] + "/logs/**/attempt=1.log", recursive=True)
        os.remove(log)
        os.mkdir(log)
        os.system("echo raw")
        return 1
    """
    done = xcom("run", one_task(body))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lacks output: open: Is a directory" in done.stderr
