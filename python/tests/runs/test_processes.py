"""However a task's process ends, the run goes on by the rules and tells why."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Xcom


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("os._exit(0)", "exit code 0"),
        ("os._exit(7)", "exit code 7"),
        ("os.abort()", "SIGABRT"),
    ],
    ids=["segfault", "killed", "exit 0", "exit 7", "abort"],
)
@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_a_task_whose_process_dies_is_failed_with_the_reason(
    xcom: Xcom, one_task: Callable[..., Path], body: str, reason: str, isolation: str
) -> None:
    done = xcom("run", one_task(body), "--isolation", isolation)
    assert done.returncode == 1
    assert reason in done.stdout + done.stderr
    assert xcom.states() == {"work": "failed"}
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    assert reason in json.loads(log.read_text().splitlines()[-1])["error"]["message"]


def test_a_task_whose_process_dies_is_retried(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    body = """
        from airflow.sdk import get_current_context
        if get_current_context()["ti"].try_number == 1:
            os._exit(0)
        return "second"
    """
    done = xcom("run", one_task(body, "retries=1, retry_delay=0.01"), "--run-id", "r")
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom("get", "--dag-id", "one", "--run-id", "r", "--task-id", "work").stdout.strip() == '"second"'


def test_the_run_goes_on_after_a_crash(xcom: Xcom) -> None:
    file = xcom.dag("""
        import os
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def goes_on():
            @task
            def dies():
                os._exit(0)

            @task
            def needs(x):
                return x

            @task(trigger_rule="all_done")
            def after():
                return "ran"

            d = dies()
            needs(d)
            d >> after()

        goes_on()
    """)
    xcom("run", file)
    assert xcom.states() == {"dies": "failed", "needs": "upstream_failed", "after": "success"}


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_every_isolation_gives_the_same(xcom: Xcom, isolation: str) -> None:
    file = xcom.dag("""
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def same():
            @task
            def numbers():
                return [1, 2, 3]

            @task
            def double(x):
                return 2 * x

            @task
            def total(xs):
                return sum(xs)

            total(double.expand(x=numbers()))

        same()
    """)
    done = xcom("run", file, "--isolation", isolation, "--run-id", "r")
    assert done.returncode == 0, done.stderr
    assert xcom("get", "--dag-id", "same", "--run-id", "r", "--task-id", "total").stdout.strip() == "12"


def test_ctrl_c_ends_the_run_cleanly(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    marker = xcom.folder / "started"
    file = one_task(f"open({str(marker)!r}, 'w').close(); time.sleep(60)")
    process = xcom.start("run", file, start_new_session=True)
    deadline = time.monotonic() + 30
    while not marker.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err
    assert xcom.states() == {"work": "failed"}
    (run,) = xcom.json("runs")
    assert run["state"] == "running"
    assert err.count("work failed") == 1
    assert f"The run was stopped. Take it up again by xcom resume {run['run_id']}." in err
    (task,) = xcom.json("tasks", "--dag-id", run["dag_id"], "--run-id", run["run_id"])
    (failure,) = task["failures"]
    stopped = "TaskStopped: the run was stopped before this task had finished"
    assert f"{failure['type']}: {failure['message']}" == stopped
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    assert json.loads(log.read_text().splitlines()[-1])["event"] == stopped


@pytest.mark.parametrize("isolation", ["fork", "inline"])
def test_fail_fast_does_not_wait_for_a_trigger(xcom: Xcom, isolation: str) -> None:
    file = xcom.dag("""
        from datetime import timedelta
        from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
        from airflow.sdk import BaseOperator, dag, task

        class Waits(BaseOperator):
            def execute(self, context):
                self.defer(trigger=TimeDeltaTrigger(timedelta(hours=1)), method_name="resume")

            def resume(self, context, event=None):
                pass

        @dag(schedule=None, fail_fast=True)
        def fast():
            @task
            def fails():
                raise ValueError

            Waits(task_id="waits", priority_weight=2)
            fails()

        fast()
    """)
    done = xcom("run", file, "--isolation", isolation, "--jobs", "1")
    assert done.returncode == 1
    assert xcom.states() == {"waits": "skipped", "fails": "failed"}
    # Each end is told once, although the trigger's process ends after its task was skipped.
    ends = [line for line in done.stderr.splitlines() if line in ("fails failed", "waits skipped")]
    assert ends == ["fails failed", "waits skipped"]
    assert done.stderr.count("waits skipped") == 1


def test_a_run_that_was_killed_is_resumed(xcom: Xcom) -> None:
    marker = xcom.folder / "second"
    file = xcom.dag(f"""
        import os, time
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def resumed():
            @task
            def first():
                return os.getpid()

            @task(retries=1, retry_delay=0.01)
            def second(x):
                if not os.path.exists({str(marker)!r}):
                    open({str(marker)!r}, "w").close()
                    time.sleep(60)
                return x

            second(first())

        resumed()
    """)
    process = xcom.start("run", file, "--run-id", "r", start_new_session=True)
    deadline = time.monotonic() + 30
    while not marker.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.communicate(timeout=30)
    first = xcom("get", "--dag-id", "resumed", "--run-id", "r", "--task-id", "first").stdout
    done = xcom("run", file, "--run-id", "r")
    assert done.returncode == 0, done.stdout + done.stderr
    assert xcom("get", "--dag-id", "resumed", "--run-id", "r", "--task-id", "second").stdout == first


def test_a_task_that_fails_tells_type_and_message_and_where_its_log_is(
    xcom: Xcom, one_task: Callable[..., Path]
) -> None:
    done = xcom("run", one_task("raise KeyError('needle')"))
    text = done.stdout + done.stderr
    assert done.returncode == 1
    assert "KeyError" in text
    assert "needle" in text
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    assert str(log.parent) in text or str(log) in text or "logs" in text
    assert "needle" in log.read_text().splitlines()[-1]


def test_secrets_are_masked_in_the_log(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    xcom.environment["AIRFLOW_CONN_BANK"] = "http://user:s3cr3t-w0rd@bank.example"
    body = """
        from airflow.sdk import Connection
        password = Connection.get("bank").password
        print("the password is", password)
        os.write(1, b"raw " + password.encode() + b"\\n")
        os.system("echo child " + password)
        raise ValueError("failed with " + password)
    """
    done = xcom("run", one_task(body))
    assert done.returncode == 1
    assert "s3cr3t-w0rd" not in done.stdout + done.stderr
    (log,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")
    text = log.read_text()
    assert "the password is" in text
    assert "s3cr3t-w0rd" not in text


def test_a_run_that_a_task_triggered_is_taken_up_by_its_id(xcom: Xcom) -> None:
    file = xcom.dag("""
        from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
        from airflow.sdk import DAG, task

        with DAG("parent", schedule=None):
            TriggerDagRunOperator(task_id="trigger", trigger_dag_id="child", trigger_run_id="c", conf={"x": "{{ run_id }}"})

        with DAG("child", schedule=None):
            @task
            def work(dag_run):
                return dag_run.conf

            work()
    """)
    assert xcom("run", file, "--dag-id", "parent", "--run-id", "p").returncode == 0
    assert [run["state"] for run in xcom.json("runs", "--dag-id", "child")] == ["queued"]
    done = xcom("run", file, "--dag-id", "child", "--run-id", "c")
    assert done.returncode == 0, done.stderr
    assert xcom("get", "--dag-id", "child", "--run-id", "c", "--task-id", "work").stdout == '{"x": "p"}\n'
