"""`xcom test`: one task alone, with the XComs that it is given, of which nothing stays."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from .conftest import Xcom

DAG = """
    import os
    import time
    from datetime import timedelta

    from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
    from airflow.sdk import DAG, BaseOperator, Variable, task, task_group

    class Defers(BaseOperator):
        def execute(self, context):
            self.defer(trigger=TimeDeltaTrigger(timedelta(seconds=0)), method_name="resumed")

        def resumed(self, context, event): return "resumed"

    def tell(context): print("told of", context["ti"].task_id)

    with DAG("alone", params={"p": 5}):
        @task
        def extract(): return {"a": 0}

        @task(trigger_rule="all_failed")
        def load(rows, **context):
            print("rows are", rows)
            context["ti"].xcom_push("seen", [context["params"]["p"], Variable.get("v", default=None)])
            context["ti"].xcom_push("key", context["ti"].xcom_pull(task_ids="extract", key="other"))
            return rows["a"]

        @task(retries=2, on_retry_callback=tell)
        def breaks(rows): return rows["absent"]

        @task
        def each(x): return x * 2

        @task
        def total(numbers): return sum(numbers)

        @task
        def killed(): os.kill(os.getpid(), 9)

        @task
        def sleeps():
            print("it sleeps", flush=True)
            time.sleep(600)

        @task_group
        def group():
            @task
            def inner(): return 1
            @task
            def outer(x): return x + 1
            outer(inner())

        rows = extract()
        load(rows), breaks(rows), killed(), sleeps(), group()
        total(each.expand(x=rows))
        each.override(task_id="fixed").expand(x=[1, 2])
        Defers(task_id="defers")

        @task(task_id=os.environ.get("NAMED", "unnamed"))
        def reads(): return [os.environ.get(name) for name in ("NAMED", "AIRFLOW_TEST_MODE", "AIRFLOW_VAR_V")]
        reads()

        class Stays(BaseOperator):
            def execute(self, context):
                print("it stays", flush=True)
                while True: time.sleep(0.1)

            def on_kill(self): print("it still stays", flush=True)
        Stays(task_id="stays")
"""


@pytest.fixture
def file(xcom: Xcom, tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    xcom.environment["TMPDIR"] = str(folder)
    return xcom.dag(DAG)


def left(xcom: Xcom) -> list[str]:
    """What is there afterwards."""
    homes = (Path(xcom.environment[name]) for name in ("TMPDIR", "XCOM_HOME"))
    return sorted(path.name for home in homes if home.exists() for path in home.iterdir())


def pushed(answer: Any) -> dict[str, Any]:
    return {row["key"]: row["value"] for row in answer["xcoms"]}


def test_a_task_with_what_it_is_given(xcom: Xcom, file: Path) -> None:
    given = ("--xcom", 'extract={"a": 1}', "--xcom", "extract.other=[null]", "--param", "p=7", "--var", "v=text")
    done = xcom("test", file, "load", *given)
    assert done.returncode == 0, done.stderr
    assert "INFO     rows are {'a': 1}\n" in done.stderr
    assert [line.split() for line in done.stdout.splitlines()][2][:5] == ["load", "|", "-1", "|", "success"]
    answer = xcom.json("test", file, "load", *given)
    assert [(row["task_id"], row["state"], row["try_number"]) for row in answer["tasks"]] == [("load", "success", 1)]
    assert pushed(answer) == {"key": [None], "return_value": 1, "seen": [7, "text"]}
    assert left(xcom) == []


def test_one_that_fails_shows_why(xcom: Xcom, file: Path) -> None:
    done = xcom("test", file, "breaks", "--xcom", "extract={}")
    assert done.returncode == 1
    assert "up_for_retry" in done.stdout
    assert "INFO     told of breaks\n" in done.stderr
    assert "\nbreaks failed (try 1 of 3): KeyError: 'absent'\n" in done.stderr
    assert ", in breaks\n" in done.stderr
    assert "xcom logs" not in done.stderr
    assert left(xcom) == []


def test_one_whose_process_is_lost(xcom: Xcom, file: Path) -> None:
    done = xcom("test", file, "killed")
    assert done.returncode == 1
    assert "killed failed: ProcessKilled: the process was killed by signal 9 (SIGKILL)" in done.stderr
    assert left(xcom) == []


@pytest.mark.parametrize(
    ("words", "key_values"),
    [
        (("fixed", "--map-index", "1"), {"return_value": 4}),
        (("each", "--map-index", "1", "--xcom", "extract=[5, 6]"), {"return_value": 12}),
        (("total", "--xcom", "each=[5, 6]"), {"return_value": 11}),
        (("group.outer", "--xcom", "group.inner=2"), {"return_value": 3}),
        (("defers",), {"return_value": "resumed"}),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_tasks_of_all_kinds(xcom: Xcom, file: Path, words: tuple[str, ...], key_values: dict[str, Any]) -> None:
    answer = xcom.json("test", file, *words)
    assert [row["state"] for row in answer["tasks"]] == ["success"]
    assert pushed(answer) == key_values


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("lod",), "DAG alone has no task lod; did you mean load?"),
        (("load", "--xcom", "extrat=1"), "--xcom names no task: extrat; did you mean extract?"),
        (("load", "--xcom", "extract={"), "the value of --xcom extract is not JSON"),
        (("load", "--map-index", "0"), "Task load is not mapped: it has no map index."),
        (("fixed",), "Task fixed is mapped: choose an instance of it by --map-index."),
        (("fixed", "--map-index", "2"), "Task fixed has no map index 2; it has 0 to 1."),
        (("each", "--map-index", "0"), "Task each is mapped over what these tasks return: extract."),
        (("each", "--map-index", "2", "--xcom", "extract=[1, 2]"), "Task each has no map index 2; it has 0 to 1."),
        (
            ("each", "--map-index", "0", "--xcom", "extract=[]"),
            "Task each has no instances: it is mapped over nothing.",
        ),
    ],
)
def test_wrong_usage(xcom: Xcom, file: Path, words: tuple[str, ...], message: str) -> None:
    done = xcom("test", file, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert left(xcom) == []


def test_variables_of_the_store_which_stays_as_it_is(xcom: Xcom, file: Path) -> None:
    assert xcom("variables", "set", "v", "stored").returncode == 0
    assert pushed(xcom.json("test", file, "load", "--xcom", 'extract={"a": 1}'))["seen"] == [5, "stored"]
    assert xcom.json("runs") == []
    assert xcom.sql("SELECT count(*) FROM xcom") == [(0,)]


def test_variables_of_the_environment(xcom: Xcom, file: Path) -> None:
    """As `airflow tasks test --env-vars`: while the file is loaded, and the task runs."""
    given = '{"NAMED": "a_task", "AIRFLOW_VAR_V": "other"}'
    answer = xcom.json("test", file, "a_task", "--env-vars", given)
    assert pushed(answer)["return_value"] == ["a_task", "True", "other"]
    answer = xcom.json("test", file, "a_task", "--env-vars", given, "--var", "v=given")
    assert pushed(answer)["return_value"] == ["a_task", "True", "given"]
    assert pushed(xcom.json("test", file, "unnamed"))["return_value"] == [None, None, None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1]", "--env-vars is not a JSON object"),
        ("{", "--env-vars is not JSON"),
        ('{"a": 1}', "--env-vars: a is no variable of the environment, or no text."),
        ('{"a=b": "1"}', "--env-vars: a=b is no variable of the environment, or no text."),
    ],
)
def test_what_is_no_environment(xcom: Xcom, file: Path, text: str, message: str) -> None:
    done = xcom("test", file, "unnamed", "--env-vars", text)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr


def test_one_that_does_not_end_is_killed(xcom: Xcom, file: Path) -> None:
    xcom.environment["AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME"] = "1"
    process = xcom.start("test", file, "stays")
    assert process.stderr is not None
    with process:
        while "it stays" not in process.stderr.readline():
            assert process.poll() is None
        process.terminate()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "it still stays" in err
    assert left(xcom) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_stays_of_one_that_is_stopped(xcom: Xcom, file: Path, number: int) -> None:
    process = xcom.start("test", file, "sleeps", start_new_session=True)
    assert process.stderr is not None
    with process:
        while "it sleeps" not in process.stderr.readline():
            assert process.poll() is None
        os.kill(process.pid, number)
        process.communicate(timeout=60)
    assert process.returncode == (-number if number == signal.SIGKILL else 128 + number)
    xcom.until(lambda: left(xcom) == [])
