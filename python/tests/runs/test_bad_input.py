"""Bad input gets one clear message, exit code 1 or 2, and nothing stored is lost."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import Xcom

GOOD = """
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def good():
        @task
        def work():
            return {"a": 1}
        work()

    good()
"""


def test_a_syntax_error_is_told_with_file_and_line(xcom: Xcom) -> None:
    file = xcom.dag("from airflow.sdk import dag\n\ndef broken(:\n    pass\n")
    done = xcom("run", file)
    assert done.returncode == 1
    assert "dag.py" in done.stderr
    assert "line 3" in done.stderr or "dag.py:3" in done.stderr
    assert "SyntaxError" in done.stderr
    assert "Fatal" not in done.stderr


def test_an_import_that_is_not_provided_names_itself_and_its_line(xcom: Xcom) -> None:
    file = xcom.dag("import os\nfrom airflow.operators.bash_operator import BashOperator\n")
    done = xcom("run", file)
    assert done.returncode == 1
    assert "airflow.operators.bash_operator" in done.stderr
    assert "line 2" in done.stderr or "dag.py:2" in done.stderr


def test_a_cycle_is_named(xcom: Xcom) -> None:
    file = xcom.dag("""
        from airflow.sdk import DAG
        from airflow.providers.standard.operators.empty import EmptyOperator

        with DAG("round", schedule=None):
            a, b = EmptyOperator(task_id="a"), EmptyOperator(task_id="b")
            a >> b >> a
    """)
    done = xcom("run", file)
    assert done.returncode == 1
    assert "ycle" in done.stderr
    assert "round" in done.stderr


def test_duplicate_task_ids_are_named(xcom: Xcom) -> None:
    file = xcom.dag("""
        from airflow.sdk import DAG
        from airflow.providers.standard.operators.empty import EmptyOperator

        with DAG("twice", schedule=None):
            EmptyOperator(task_id="a")
            EmptyOperator(task_id="a")
    """)
    done = xcom("run", file)
    assert done.returncode == 1
    assert "DuplicateTaskIdFound" in done.stderr
    assert "'a'" in done.stderr


def test_an_unknown_dag_id_lists_those_that_are_there(xcom: Xcom) -> None:
    done = xcom("run", xcom.dag(GOOD), "--dag-id", "bad")
    assert done.returncode == 2
    assert "no DAG bad in" in done.stderr
    assert "there are: good" in done.stderr


def test_a_missing_file_is_a_usage_error(xcom: Xcom) -> None:
    done = xcom("run", "no_such.py")
    assert done.returncode == 2
    assert "no_such.py" in done.stderr


def test_a_file_without_dags_is_told(xcom: Xcom) -> None:
    done = xcom("run", xcom.dag("x = 1\n"))
    assert done.returncode == 2
    assert "dag.py" in done.stderr


@pytest.mark.parametrize("option", [["--conf", "{"], ["--conf", "[1]"], ["--logical-date", "soon"], ["--jobs", "0"]])
def test_a_bad_option_is_a_usage_error(xcom: Xcom, option: list[str]) -> None:
    done = xcom("run", xcom.dag(GOOD), *option)
    assert done.returncode == 2
    assert option[0] in done.stderr


def test_a_store_that_is_no_database_is_left_as_it_is(xcom: Xcom) -> None:
    path = xcom.folder / "notes.db"
    path.write_text("these are notes, not a database, but long enough to look at\n" * 100)
    before = path.read_bytes()
    done = xcom("run", xcom.dag(GOOD), "--store", f"sqlite:///{path}")
    assert done.returncode == 1
    assert "notes.db" in done.stderr
    assert "not an SQLite database" in done.stderr
    assert path.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only files")
def test_a_read_only_store_is_told(xcom: Xcom) -> None:
    path = xcom.folder / "fixed.db"
    assert xcom("run", xcom.dag(GOOD), "--store", f"sqlite:///{path}").returncode == 0
    path.chmod(0o444)
    done = xcom("run", xcom.dag(GOOD), "--store", f"sqlite:///{path}")
    assert done.returncode == 1
    assert "read-only" in done.stderr or "readonly" in done.stderr


def test_a_locked_store_is_told(xcom: Xcom) -> None:
    path = xcom.folder / "busy.db"
    assert xcom("run", xcom.dag(GOOD), "--store", f"sqlite:///{path}").returncode == 0
    xcom.environment["XCOM_BUSY_TIMEOUT"] = "0.5"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin exclusive")
        done = xcom("run", xcom.dag(GOOD), "--store", f"sqlite:///{path}")
    assert done.returncode == 1
    assert "locked" in done.stderr
    assert "busy.db" in done.stderr


@pytest.fixture
def small_disk(tmp_path: Path):
    """A file system of 1 MB, where this user may mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_a_full_disk_fails_the_push_and_keeps_what_was_stored(xcom: Xcom, small_disk: Path) -> None:
    store = f"sqlite:///{small_disk}/xcom.db"
    file = xcom.dag("""
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def big():
            @task
            def small():
                return "kept"

            @task
            def large(_):
                return "x" * 3_000_000
            large(small())

        big()
    """)
    done = xcom("run", file, "--store", store, "--run-id", "r")
    assert done.returncode == 1
    assert "full" in (done.stdout + done.stderr)
    kept = xcom("get", "--store", store, "--dag-id", "big", "--run-id", "r", "--task-id", "small")
    assert kept.stdout.strip() == '"kept"'
    with contextlib.closing(sqlite3.connect(small_disk / "xcom.db")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


@pytest.mark.parametrize("dag_id", ["a/b", "bücher", "with space", "../up"])
def test_an_odd_dag_id_is_refused_as_airflow_refuses_it_or_runs(xcom: Xcom, dag_id: str) -> None:
    file = xcom.dag(f"""
        from airflow.sdk import DAG
        from airflow.providers.standard.operators.python import PythonOperator

        with DAG({dag_id!r}, schedule=None):
            PythonOperator(task_id="t", python_callable=lambda: 1)
    """)
    done = xcom("run", file, "--run-id", "r")
    # Airflow's rule for ids: letters (of any script), digits, dashes, dots and underscores.
    if dag_id == "bücher":
        assert done.returncode == 0, done.stderr
        assert xcom("get", "--dag-id", dag_id, "--run-id", "r", "--task-id", "t").stdout.strip() == "1"
    else:
        assert done.returncode == 1
        assert dag_id in done.stderr
    assert not list(xcom.folder.parent.glob("up*"))


def test_a_value_that_cannot_be_serialized_fails_the_task_and_names_the_type(
    xcom: Xcom, one_task: Callable[..., Path]
) -> None:
    done = xcom("run", one_task("return {'handle': object()}"))
    assert done.returncode == 1
    assert "cannot serialize object of type <class 'object'>" in done.stdout + done.stderr
    assert xcom.states() == {"work": "failed"}


def test_a_finished_run_id_is_not_run_again(xcom: Xcom) -> None:
    file = xcom.dag(GOOD)
    assert xcom("run", file, "--run-id", "r").returncode == 0
    done = xcom("run", file, "--run-id", "r")
    assert done.returncode == 1
    assert "run r of DAG good has ended already (success)" in done.stderr


def test_no_entry_is_told_by_its_address(xcom: Xcom) -> None:
    xcom("run", xcom.dag(GOOD), "--run-id", "r")
    done = xcom("get", "--dag-id", "good", "--run-id", "r", "--task-id", "nope")
    assert done.returncode == 1
    assert "nope" in done.stderr


@pytest.mark.parametrize(
    ("run_id", "words"),
    [
        ("a b", "The run_id provided 'a b' does not match regex pattern '^[A-Za-z0-9_.~:+-]+$' or '^(?:manual|"),
        ("scheduled__x", "A manual DAG run cannot use ID 'scheduled__x' since it is reserved for scheduled runs"),
    ],
)
def test_a_run_id_that_airflow_refuses(xcom: Xcom, run_id: str, words: str) -> None:
    done = xcom("run", xcom.dag(GOOD), "--run-id", run_id)
    assert done.returncode != 0
    assert words in done.stderr
    assert xcom("runs").stdout == "No data found\n"
    xcom.environment["AIRFLOW__SCHEDULER__ALLOWED_RUN_ID_PATTERN"] = "^.*$"
    assert xcom("run", xcom.dag(GOOD), "--run-id", "a b").returncode == 0


def test_an_old_spelling_gets_a_hint_below_airflows_error(xcom: Xcom) -> None:
    file = xcom.dag("from airflow.sdk import DAG\nDAG('d', schedule_interval='@daily')\n")
    done = xcom("run", file)
    assert done.returncode == 1
    assert done.stderr == (
        f"xcom: {file}:2: TypeError: DAG.__init__() got an unexpected keyword argument 'schedule_interval'\n"
        "      schedule_interval: Airflow 3 calls it schedule; `--compat 2` accepts it\n"
    )


def test_a_missing_package_names_the_environment(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    words = "no_such_package is not in the environment"
    done = xcom("run", xcom.dag("import no_such_package\n"))
    assert words in done.stderr and "--python" in done.stderr
    done = xcom("run", one_task("import no_such_package"))
    assert done.returncode == 1
    assert "work failed: ModuleNotFoundError: No module named 'no_such_package'\n" in done.stderr
    assert words in done.stderr
    assert words in xcom("logs", "work").stdout
