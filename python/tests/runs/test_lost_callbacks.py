"""What is called for a task whose process was lost: as a whole Airflow calls it (`record_lost.py`)."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Xcom
from .mail_server import Mail, described

HERE = Path(__file__).parent
RECORDED = {name: json.loads((HERE / f"recorded/{name}.json").read_text()) for name in ("lost", "lost_3.3")}
DAGS = sorted({dag_id for dag_id, *_ in RECORDED["lost"]["tries"]})
AIRFLOW33 = ROOT / ".build" / "airflow33"
RUN = "scheduled__2026-01-01T00:00:00+00:00"


class Told:
    """A shell with the DAGs, and what their callbacks have told."""

    def __init__(self, xcom: Xcom, mail: Mail) -> None:
        self.xcom, self.mail = xcom, mail
        self.file = xcom.dag((HERE / "lost_dag.py").read_text(), "lost_dag.py")
        self._told = xcom.folder / "told.jsonl"
        address = f"smtp://127.0.0.1:{mail.port}/?disable_ssl=true&disable_tls=true&from_email=x%40y.z"
        xcom.environment |= {"LOST": str(self._told), "AIRFLOW_CONN_SMTP_DEFAULT": address}

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._told.read_text().splitlines()] if self._told.exists() else []

    def run(self, dag_id: str, *words: str) -> Any:
        return self.xcom("run", self.file, "--dag-id", dag_id, "--run-id", "r", "--logical-date", "2026-01-01", *words)


@pytest.fixture
def told(xcom: Xcom) -> Iterator[Told]:
    with Mail() as mail:
        yield Told(xcom, mail)


def _comparable(row: dict[str, Any], run_id: str) -> dict[str, Any]:
    found = {name: value.replace(run_id, "RUN") if name == "rendered" else value for name, value in row.items()}
    if found.get("max_tries"):
        # The next try may have begun, and its XComs be there.
        del found["own"]
    return found


def _compare(told: Told, dag_id: str, *words: str, record: str = "lost") -> None:
    done = told.run(dag_id, *words)
    recorded = RECORDED[record]
    rows = [_comparable(row, RUN) for row in recorded["told"] if row["dag_id"] == dag_id]
    assert [_comparable(row, "r") for row in told.rows] == rows, done.stderr
    mails = [mail for mail in recorded["mails"] if f"dag_id='{dag_id}'" in mail["subject"]]
    assert [described(mail) for mail in told.mail.messages] == mails
    last = {(task, index): state for dag, task, index, _, state in recorded["tries"] if dag == dag_id}
    assert done.returncode == (0 if set(last.values()) == {"success"} else 1)


@pytest.mark.parametrize("isolation", ["fork", "spawn"])
@pytest.mark.parametrize("dag_id", DAGS)
def test_a_lost_try_is_told_of_as_airflow_tells_it(told: Told, dag_id: str, isolation: str) -> None:
    _compare(told, dag_id, "--isolation", isolation)


@pytest.mark.parametrize("dag_id", ["kill_with_retry", "supervisor_with_retry", "supervisor_without_retry"])
def test_airflow_3_3_tells_of_it_otherwise(told: Told, dag_id: str) -> None:
    if not AIRFLOW33.exists():
        pytest.skip("scripts/setup --airflow33 .build/airflow33 makes its environment")
    _compare(told, dag_id, "--python", str(AIRFLOW33), record="lost_3.3")


@pytest.mark.parametrize("dag_id", ["kill_with_retry", "kill_without_retry", "exit_0_without_retry"])
def test_so_is_that_of_a_task_in_the_worker_itself(told: Told, dag_id: str) -> None:
    _compare(told, dag_id, "--isolation", "inline")


def test_callbacks_that_airflow_does_not_call_are_spoken_of(told: Told) -> None:
    done = told.run("kill_without_retry")
    words = (
        "Airflow calls no on_failure_callback and writes no mail where a task's process ends like that without a retry left,"
        " and so does xcom (dies)."
    )
    assert f"xcom: {words}\n" in done.stderr
    assert words in told.xcom("logs", "r", "dies").stdout


def test_the_log_of_the_try_has_what_its_callbacks_say(told: Told) -> None:
    assert told.run("kill_with_retry").returncode == 0
    shown = told.xcom("logs", "r", "dies", "--try", "1").stdout
    assert "ProcessKilled: the process was killed by signal 9 (SIGKILL)" in shown
    for line in (
        "The process of this try was lost: calling raising of on_retry_callback",
        "raising of on_retry_callback failed",
        "ValueError: of a callback",
        "The process of this try was lost: calling retried of on_retry_callback",
    ):
        assert line in shown
    assert "on_retry_callback" not in told.xcom("logs", "r", "dies", "--try", "2").stdout


CALLED = """
    import os, time
    from airflow.sdk import dag, task

    def tell(word):
        with open({told!r}, "a") as file:
            print(word, file=file)

    def first(context):
        tell(f"first {{context['ti'].task_id}} {{context['ti'].try_number}}")
        while os.path.exists({hang!r}):
            time.sleep(0.05)

    def second(context):
        tell("second")

    def of_run(context):
        tell("run")
        while os.path.exists({hang_run!r}):
            time.sleep(0.05)

    @dag(on_failure_callback=of_run)
    def called():
        @task(retries={retries}, retry_delay=0, on_retry_callback=second, on_failure_callback=[first, second])
        def dies(ti=None):
            tell(f"task {{ti.try_number}}")
            while os.path.exists({wait!r}):
                time.sleep(0.05)
            if ti.try_number == 1:
                os._exit(0)

        dies()

    called()
"""


class Called:
    """A DAG whose task is lost, and whose callbacks hang as long as there are files that say so."""

    def __init__(self, xcom: Xcom, retries: int = 0) -> None:
        self.xcom = xcom
        for name in ("told", "hang", "hang_run", "wait"):
            setattr(self, name, xcom.folder / name)
        paths = {name: str(xcom.folder / name) for name in ("told", "hang", "hang_run", "wait")}
        self.file = xcom.dag(CALLED.format(retries=retries, **paths))

    hang: Path
    hang_run: Path
    wait: Path
    told: Path

    @property
    def words(self) -> list[str]:
        return self.told.read_text().splitlines() if self.told.exists() else []

    def limit(self, seconds: int) -> None:
        self.xcom.environment["AIRFLOW__DAG_PROCESSOR__DAG_FILE_PROCESSOR_TIMEOUT"] = str(seconds)


LIMIT = "took longer than 1 seconds ([dag_processor] dag_file_processor_timeout) and were killed."


def test_callbacks_that_hang_are_killed_and_the_next_ones_are_called(xcom: Xcom) -> None:
    called = Called(xcom)
    called.limit(1)
    called.hang.touch()
    done = xcom("run", called.file, "--run-id", "r")
    assert done.returncode == 1
    assert called.words == ["task 1", "first dies 1", "run"]
    said = f"The callbacks for the lost try 1 of dies {LIMIT}"
    assert f"xcom: {said}\n" in done.stderr
    assert said in xcom("logs", "r", "dies").stdout
    assert xcom.states() == {"dies": "failed"}


def test_a_callback_of_the_dag_that_hangs_is_killed(xcom: Xcom) -> None:
    called = Called(xcom)
    called.limit(1)
    called.hang_run.touch()
    done = xcom("run", called.file)
    assert done.returncode == 1
    assert called.words == ["task 1", "first dies 1", "second", "run"]
    assert f"xcom: The failure callbacks of DAG called {LIMIT}\n" in done.stderr


def test_ctrl_c_ends_callbacks(xcom: Xcom) -> None:
    called = Called(xcom)
    called.hang.touch()
    process = xcom.start("run", called.file)
    xcom.until(lambda: "first dies 1" in called.words)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "second" not in called.words
    assert "did not come to their end" not in err


def test_a_run_waits_for_callbacks_while_the_next_try_runs(xcom: Xcom) -> None:
    called = Called(xcom, retries=1)
    assert xcom("run", called.file).returncode == 0
    assert sorted(called.words) == ["second", "task 1", "task 2"]


@pytest.mark.parametrize("retries", [0, 1])
def test_a_resumed_run_tells_of_the_tries_that_were_lost_with_all_that_ran_them(xcom: Xcom, retries: int) -> None:
    called = Called(xcom, retries)
    called.wait.touch()
    process = xcom.start("run", called.file, "--run-id", "r")
    xcom.until(lambda: called.words)
    process.kill()
    process.communicate()
    called.wait.unlink()
    done = xcom("resume", "r")
    assert done.returncode == 1 - retries, done.stderr
    # As where a supervisor is lost.
    told = (
        ["first dies 1", "second", "first dies 1", "second", "run"]
        if retries == 0
        else ["first dies 1", "second", "second"]
    )
    assert [word for word in called.words if not word.startswith("task")] == told


def test_a_task_that_is_stopped_with_its_run_is_not_lost(xcom: Xcom) -> None:
    called = Called(xcom)
    called.wait.touch()
    process = xcom.start("run", called.file)
    xcom.until(lambda: called.words)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert called.words == ["task 1"]


def test_a_task_runner_that_fails_itself_is_a_lost_process(xcom: Xcom) -> None:
    """The Task SDK ends with an exit code then, and says nothing of the task."""
    file = xcom.dag("""
        from airflow.sdk import Param, dag, task

        @dag(schedule=None)
        def unfit():
            @task(retries=1, retry_delay=0, on_retry_callback=print, params={"x": Param("a", type="integer")})
            def never():
                pass

            never()

        unfit()
    """)
    assert xcom("run", file, "--run-id", "r").returncode == 1
    # Its callbacks have no context either.
    assert "on_retry_callback failed" in xcom("logs", "r", "never", "--try", "1").stdout
    assert "on_retry_callback" not in xcom("logs", "r", "never", "--try", "2").stdout


def test_a_lost_trigger_has_the_callbacks_of_the_state_that_comes_of_it(xcom: Xcom) -> None:
    """Airflow has no such loss: another triggerer takes over."""
    told = xcom.folder / "told"
    file = xcom.dag(f"""
        import os, signal
        from airflow.sdk import BaseOperator, dag
        from airflow.triggers.base import BaseTrigger

        def tell(context):
            open({str(told)!r}, "a").close()

        class Dies(BaseTrigger):
            def serialize(self):
                return (f"{{__name__}}.Dies", {{}})

            async def run(self):
                os.kill(os.getpid(), signal.SIGKILL)
                yield

        class Waits(BaseOperator):
            def execute(self, context):
                self.defer(trigger=Dies(), method_name="resume")

        @dag(schedule=None)
        def one():
            Waits(task_id="waits", on_failure_callback=tell)

        one()
    """)
    done = xcom("run", file)
    assert done.returncode == 1
    assert told.exists(), done.stderr
