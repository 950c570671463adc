"""Whatever dies, the run goes on, and nothing goes on that should not."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Xcom

KILLS_WORKER = """
    from airflow.sdk import get_current_context
    if get_current_context()["ti"].try_number == 1:
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
"""


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came to that"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def failures(xcom: Xcom, run_id: str = "r", dag_id: str = "one") -> list[str]:
    rows = xcom.json("tasks", "--dag-id", dag_id, "--run-id", run_id)
    return [f"{failure['type']}: {failure['message']}" for row in rows for failure in row["failures"]]


@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_a_lost_worker_is_a_lost_try(xcom: Xcom, one_task: Callable[..., Path], isolation: str) -> None:
    file = one_task(KILLS_WORKER + "    return 7", "retries=1, retry_delay=0.01")
    done = xcom("run", file, "--run-id", "r", "--isolation", isolation)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The worker process was lost (it was killed by signal 9 (SIGKILL)). Another one goes on" in done.stderr
    assert failures(xcom) == [
        "WorkerLost: the worker process was lost that ran it: it was killed by signal 9 (SIGKILL)"
    ]
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    assert json.loads(log.read_text().splitlines()[-1])["error"]["type"] == "WorkerLost"


def test_a_task_that_crashes_the_worker_itself_is_a_lost_try(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    body = """
        from airflow.sdk import get_current_context
        if get_current_context()["ti"].try_number == 1:
            import ctypes
            ctypes.string_at(0)
        return 7
    """
    file = one_task(body, "retries=1, retry_delay=0.01")
    done = xcom("run", file, "--run-id", "r", "--isolation", "inline")
    assert done.returncode == 0, done.stdout + done.stderr
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    assert "in work" in log.read_text()
    assert failures(xcom) == [
        "WorkerLost: the worker process was lost that ran it: it was killed by signal 11 (SIGSEGV)"
    ]


def test_without_retries_a_lost_worker_fails_its_task_and_the_rest_goes_on(xcom: Xcom) -> None:
    file = xcom.dag("""
        import os, signal, time
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def one():
            @task
            def first():
                return 1

            @task
            def dies(x):
                os.kill(os.getppid(), signal.SIGKILL)
                time.sleep(60)

            @task(trigger_rule="all_done")
            def after(x):
                return "ran"

            x = first()
            dies(x) >> after(x)

        one()
    """)
    done = xcom("run", file, "--jobs", "1")
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom.states() == {"first": "success", "dies": "failed", "after": "success"}


def test_what_had_not_begun_loses_no_try_with_the_worker(xcom: Xcom) -> None:
    file = xcom.dag("""
        import os, signal, time
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def one():
            @task(retries=1, retry_delay=0.01)
            def dies(ti=None):
                if ti.try_number == 1:
                    os.kill(os.getppid(), signal.SIGKILL)
                    time.sleep(60)

            @task
            def other(number):
                return number

            dies()
            other.expand(number=list(range(30)))

        one()
    """)
    done = xcom("run", file, "--run-id", "r", "--jobs", "2")
    # Those that ran beside it may have lost their only try, too.
    lost = failures(xcom)
    assert 1 <= len(lost) <= 3
    states = xcom.states()
    assert states["dies"] == "success"
    assert sum(state == "success" for state in states.values()) == 32 - len(lost), done.stderr


def test_a_trigger_goes_on_with_another_worker(xcom: Xcom) -> None:
    file = xcom.dag("""
        import os, signal, time
        from datetime import timedelta
        from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
        from airflow.sdk import BaseOperator, dag, task

        class Waits(BaseOperator):
            def execute(self, context):
                self.defer(trigger=TimeDeltaTrigger(timedelta(seconds=2)), method_name="resume")

            def resume(self, context, event=None):
                return "resumed"

        @dag(schedule=None)
        def one():
            Waits(task_id="waits", priority_weight=2)

            @task(retries=1, retry_delay=0.01)
            def dies(ti=None):
                if ti.try_number == 1:
                    time.sleep(0.5)
                    os.kill(os.getppid(), signal.SIGKILL)
                    time.sleep(60)

            dies()

        one()
    """)
    done = xcom("run", file, "--run-id", "r")
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom.states() == {"waits": "success", "dies": "success"}
    assert len(failures(xcom)) == 1


def test_a_worker_that_cannot_be_started_again_ends_the_run(xcom: Xcom) -> None:
    file = xcom.dag("""
        import os, signal, time
        from airflow.sdk import dag, task

        if os.path.exists("broken"):
            os.kill(os.getpid(), signal.SIGKILL)

        @dag(schedule=None)
        def one():
            @task
            def breaks():
                open("broken", "w").close()
                os.kill(os.getppid(), signal.SIGKILL)
                time.sleep(60)

            breaks()

        one()
    """)
    done = xcom("run", file, "--run-id", "r")
    assert done.returncode == 1
    # The run had nothing left to do, or another worker was tried for: either way it has an end.
    assert xcom.states() == {"breaks": "failed"}
    assert xcom.json("runs")[0]["state"] == "failed"


@pytest.mark.parametrize("victim", ["task", "worker", "runner"])
def test_what_a_lost_task_started_is_killed(xcom: Xcom, victim: str) -> None:
    file = xcom.dag("""
        import os, subprocess, sys, time
        from airflow.providers.standard.operators.bash import BashOperator
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def one():
            BashOperator(task_id="bash", bash_command="echo $$ $PPID > bash; sleep 300", cwd=os.getcwd())

            @task
            def python():
                child = subprocess.Popen(["sleep", "300"])
                open("python", "w").write(f"{child.pid} {os.getpid()}")
                child.wait()

            python()

        one()
    """)
    process = xcom.start("run", file, "--jobs", "2", start_new_session=True)
    notes = [xcom.folder / "bash", xcom.folder / "python"]
    wait_for(lambda: all(note.exists() and len(note.read_text().split()) == 2 for note in notes))
    pids = [[int(pid) for pid in note.read_text().split()] for note in notes]
    tasks = [task for _, task in pids]
    worker = int(Path(f"/proc/{tasks[0]}/stat").read_text().rpartition(")")[2].split()[1])
    victims = {"task": tasks, "worker": [worker], "runner": [process.pid]}[victim]
    for pid in victims:
        os.kill(pid, signal.SIGKILL)
    process.communicate(timeout=30)
    wait_for(lambda: not any(is_alive(pid) for pair in pids for pid in pair))
    wait_for(lambda: not is_alive(worker))


def test_what_a_task_leaves_running_goes_on_when_the_task_ends_well(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    body = """
        import subprocess
        child = subprocess.Popen(["sleep", "300"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        open("pid", "w").write(str(child.pid))
    """
    assert xcom("run", one_task(body)).returncode == 0
    pid = int((xcom.folder / "pid").read_text())
    assert is_alive(pid)
    os.kill(pid, signal.SIGKILL)


def test_one_run_is_executed_once_whatever_the_home_is(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    marker = xcom.folder / "started"
    file = one_task(f"open({str(marker)!r}, 'a').write('x')\nwhile not os.path.exists('go'): time.sleep(0.01)")
    store = f"sqlite:///{xcom.folder}/shared.db"
    first = xcom.start("run", file, "--run-id", "r", "--store", store)
    wait_for(marker.exists)
    xcom.environment["XCOM_HOME"] += "-other"
    second = xcom("run", file, "--run-id", "r", "--store", store)
    assert second.returncode == 1
    assert "The run r of DAG one is being executed by another process." in second.stderr
    (xcom.folder / "go").touch()
    assert first.wait(30) == 0
    assert marker.read_text() == "x"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["INT", "TERM", "HUP"]
)
def test_signals_end_the_run_and_what_it_started(xcom: Xcom, number: int, code: int) -> None:
    file = xcom.dag("""
        import os
        from airflow.providers.standard.operators.bash import BashOperator
        from airflow.sdk import dag

        @dag(schedule=None)
        def one():
            BashOperator(task_id="bash", bash_command="echo $$ > pid; sleep 300", cwd=os.getcwd())

        one()
    """)
    process = xcom.start("run", file, start_new_session=True)
    note = xcom.folder / "pid"
    wait_for(lambda: note.exists() and note.read_text().strip())
    process.send_signal(number)
    process.communicate(timeout=30)
    assert process.returncode == code
    wait_for(lambda: not is_alive(int(note.read_text())))
    assert xcom.states()["bash"] != "running"


def test_a_hangup_is_ignored_where_the_command_was_started_so(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    file = one_task("open('started', 'w').close()\nwhile not os.path.exists('go'): time.sleep(0.01)")
    process = xcom.start("run", file, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    wait_for((xcom.folder / "started").exists)
    process.send_signal(signal.SIGHUP)
    (xcom.folder / "go").touch()
    assert process.wait(30) == 0


def test_a_second_ctrl_c_does_not_wait(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    xcom.environment["AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME"] = "600"
    body = """
        open("started", "w").close()
        while True:
            try:
                time.sleep(1000)
            except BaseException:
                open("asked", "w").close()
    """
    process = xcom.start("run", one_task(body), start_new_session=True)
    wait_for((xcom.folder / "started").exists)
    process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130


@pytest.mark.parametrize("number", ["SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL"])
@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_a_signal_of_a_crash_that_a_task_sends_itself_ends_it(
    xcom: Xcom, one_task: Callable[..., Path], number: str, isolation: str
) -> None:
    done = xcom("run", one_task(f"os.kill(os.getpid(), signal.{number})"), "--isolation", isolation)
    assert done.returncode == 1
    assert (
        f"work failed: ProcessKilled: the process was killed by signal {int(getattr(signal, number))} ({number})"
        in done.stderr
    )
    assert "debug" not in done.stderr
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    assert "in work" in log.read_text()
    assert "registers" not in log.read_text().lower()


def test_python_has_no_handler_of_another_language(xcom: Xcom) -> None:
    done = xcom("python", "-c", "import os, signal; os.kill(os.getpid(), signal.SIGABRT); print('survived')")
    assert done.returncode == -signal.SIGABRT
    assert done.stdout == ""


@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_a_task_may_close_all_descriptors_and_use_their_numbers(
    xcom: Xcom, one_task: Callable[..., Path], isolation: str
) -> None:
    body = """
        from airflow.sdk import Variable, get_current_context
        ti = get_current_context()["ti"]
        ti.xcom_push("before", 1)
        os.closerange(3, 1_000_000)
        files = [open(f"file{number}", "w+") for number in range(5000)] if LIMIT > 5000 else [
            open(f"file{number}", "w+") for number in range(LIMIT - 20)
        ]
        print("still logged")
        ti.xcom_push("after", list(range(20_000)))
        Variable.set("name", "value")
        assert ti.xcom_pull(task_ids="work", key="before") == 1
        assert len(ti.xcom_pull(task_ids="work", key="after")) == 20_000
        assert not any(file.read() for file in files)
        return "done"
    """
    file = one_task(body)
    file.write_text("import resource\nLIMIT = resource.getrlimit(resource.RLIMIT_NOFILE)[0]\n" + file.read_text())
    done = xcom("run", file, "--run-id", "r", "--isolation", isolation)
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom("get", "--dag-id", "one", "--run-id", "r", "--task-id", "work").stdout == '"done"\n'
    assert not [path for path in xcom.folder.glob("file*") if path.stat().st_size]
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    assert "still logged" in log.read_text()
    assert xcom("db", "check").returncode == 0


def test_a_task_in_the_worker_that_closes_all_descriptors_is_a_lost_try(
    xcom: Xcom, one_task: Callable[..., Path]
) -> None:
    body = """
        os.closerange(3, 1_000_000)
        files = [open(f"file{number}", "w+") for number in range(500)]
        time.sleep(2)
    """
    done = xcom("run", one_task(body), "--run-id", "r", "--isolation", "inline")
    assert done.returncode == 1
    assert failures(xcom) == [
        "WorkerLost: the worker process was lost that ran it: it closed its connection to the main process"
    ]
    assert not [path for path in xcom.folder.glob("file*") if path.stat().st_size]


def test_a_process_that_a_task_forks_has_what_it_needs(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    body = """
        from airflow.sdk import get_current_context
        ti = get_current_context()["ti"]
        ti.xcom_push("parent", 1)
        if not (child := os.fork()):
            ti.xcom_push("child", ti.xcom_pull(task_ids="work", key="parent") + 1)
            os.write(1, b"from the child\\n")
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        return ti.xcom_pull(task_ids="work", key="child")
    """
    done = xcom("run", one_task(body), "--run-id", "r")
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom("get", "--dag-id", "one", "--run-id", "r", "--task-id", "work").stdout == "2\n"


def test_a_killed_try_of_a_deferred_task_leaves_no_trigger(xcom: Xcom) -> None:
    file = xcom.dag("""
        import os, signal
        from airflow.sdk import BaseOperator, dag
        from airflow.triggers.base import BaseTrigger, TriggerEvent

        class Dies(BaseTrigger):
            def serialize(self):
                return (f"{__name__}.Dies", {})

            async def run(self):
                os.kill(os.getpid(), signal.SIGKILL)
                yield TriggerEvent(1)

        class Waits(BaseOperator):
            def execute(self, context):
                self.defer(trigger=Dies(), method_name="resume")

        @dag(schedule=None)
        def one():
            Waits(task_id="waits")

        one()
    """)
    done = xcom("run", file)
    assert done.returncode == 1
    assert xcom.states() == {"waits": "failed"}
    store = Path(xcom.environment["XCOM_HOME"]) / "xcom.db"
    rows = subprocess.run(
        ["python3", "-c", "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('select count(*) from \"trigger\"').fetchone()[0])", store],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert rows.stdout.strip() == "0"


def test_a_run_is_not_taken_up_before_the_last_process_of_it_is_gone(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    """The task forks a process that outlives it, the worker and the command."""
    body = """
        if os.path.exists("child"):
            return 1
        if not os.fork():
            open("child", "w").write(str(os.getpid()))
            os.setsid()
            while not os.path.exists("go"):
                time.sleep(0.01)
            open("gone", "w").close()
            os._exit(0)
        time.sleep(600)
    """
    file = one_task(body, "retries=1, retry_delay=0.01")
    process = xcom.start("run", file, "--run-id", "r")
    wait_for(lambda: (xcom.folder / "child").exists() and (xcom.folder / "child").read_text())
    process.kill()
    process.communicate()
    second = xcom.start("run", file, "--run-id", "r")
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(1)
    assert not (xcom.folder / "gone").exists()
    (xcom.folder / "go").touch()
    assert second.wait(30) == 0
    assert (xcom.folder / "gone").exists()
