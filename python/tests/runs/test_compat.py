"""By whose rules a run is made: the option, the variable, what the store says of it, and what differs between two."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from .conftest import Xcom

DAG = """
    from airflow import DAG
    from airflow.operators.python import PythonOperator

    with DAG("d", schedule=None):
        first = PythonOperator(task_id="first", python_callable=lambda: {"t": (1, 2), "n": None})
        same = PythonOperator(task_id="same", python_callable=lambda: [1])
        same >> first >> PythonOperator(task_id="second", python_callable=lambda ti: str(ti.xcom_pull()))
"""


def values(xcom: Xcom, run: str) -> dict[str, object]:
    return {row["task_id"]: row["value"] for row in xcom.json("list", "--dag-id", "d", "--run-id", run)}


@pytest.fixture
def both(xcom: Xcom) -> Xcom:
    path = xcom.dag(DAG)
    for run, date, option in (("two", "2026-01-01", ["--compat", "2"]), ("three", "2026-01-02", [])):
        done = xcom("run", path, "--run-id", run, "--logical-date", date, *option)
        assert done.returncode == 0, done.stderr
    return xcom


def test_the_store_says_by_which_rules_a_run_was_made(both: Xcom) -> None:
    assert {run["run_id"]: run["rules"] for run in both.json("runs")} == {"two": "2", "three": "3"}
    assert values(both, "two")["second"] == "{'t': [1, 2], 'n': None}"
    assert values(both, "three")["second"] == "None"


def test_the_variable_says_the_same_as_the_option(xcom: Xcom) -> None:
    xcom.environment["XCOM_COMPAT"] = "2"
    assert xcom.json("run", xcom.dag(DAG))["rules"] == "2"


@pytest.mark.parametrize("command", [["run"], ["dags", "list"], ["dags", "show"]], ids=" ".join)
def test_another_version_is_one_error(xcom: Xcom, command: list[str]) -> None:
    path = xcom.dag(DAG)
    done = xcom(*command, path, "--compat", "3")
    assert done.returncode == 2
    assert done.stderr.startswith("Error: The value '3' is invalid for '--compat <version>'.")
    xcom.environment["XCOM_COMPAT"] = "3"
    done = xcom(*command, path)
    assert (done.returncode, done.stderr) == (
        2,
        "xcom: XCOM_COMPAT is '3'; it takes 2 (Airflow 2's rules), or nothing (Airflow 3's)\n",
    )


def test_files_are_loaded_by_the_option(xcom: Xcom) -> None:
    path = xcom.dag("from airflow.operators.dummy import DummyOperator\nfrom airflow import DAG\ndag = DAG('old')\n")
    assert xcom("dags", "list", path).returncode == 1
    assert [dag["dag_id"] for dag in xcom.json("dags", "list", path, "--compat", "2")] == ["old"]


def unfinish(xcom: Xcom, run: str) -> None:
    """Makes of a run one that was killed before its task `second` began."""
    with sqlite3.connect(Path(xcom.environment["XCOM_HOME"]) / "xcom.db") as database:
        database.execute("UPDATE dag_run SET state = 'running', end_date = NULL WHERE run_id = ?", (run,))
        database.execute("DELETE FROM xcom WHERE run_id = ? AND task_id = 'second'", (run,))
        database.execute(
            "UPDATE task_instance SET state = NULL, try_number = 0 WHERE run_id = ? AND task_id = 'second'", (run,)
        )
    database.close()


def test_a_run_goes_on_by_the_rules_that_it_was_made_with(both: Xcom) -> None:
    for run, second in (("two", "{'t': [1, 2], 'n': None}"), ("three", "None")):
        unfinish(both, run)
        done = both("run", both.folder / "dag.py", "--run-id", run)
        assert done.returncode == 0, done.stderr
        assert values(both, run)["second"] == second
    unfinish(both, "three")
    done = both("run", both.folder / "dag.py", "--run-id", "three", "--compat", "2")
    assert done.returncode == 1
    assert done.stderr == (
        "xcom: The run three of DAG d was made by the rules of Airflow 3, and goes on by them: take it up without"
        " --compat 2 (XCOM_COMPAT=2).\n"
    )


def test_a_triggered_run_has_the_rules_of_the_one_that_triggered_it(xcom: Xcom) -> None:
    path = xcom.dag(
        """
        from airflow import DAG
        from airflow.operators.trigger_dagrun import TriggerDagRunOperator

        with DAG("other", schedule=None):
            ...
        with DAG("d", schedule=None):
            TriggerDagRunOperator(task_id="t", trigger_dag_id="other")
        """
    )
    assert xcom("run", path, "--dag-id", "d", "--compat", "2").returncode == 0
    assert {run["dag_id"]: run["rules"] for run in xcom.json("runs")} == {"d": "2", "other": "2"}


def test_the_difference_of_both_is_what_a_move_changes(both: Xcom) -> None:
    done = both("diff", "--dag-id", "d", "two", "three", "--output", "plain")
    assert done.returncode == 1
    assert [line.split()[:2] for line in done.stdout.splitlines()[1:]] == [["form", "first"], ["changed", "second"]]
    with sqlite3.connect(Path(both.environment["XCOM_HOME"]) / "xcom.db") as database:
        database.execute("DELETE FROM xcom WHERE task_id = 'second'")
    database.close()
    done = both("diff", "--dag-id", "d", "two", "three", "--output", "plain")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)


def test_what_is_no_json_to_others_is_shown_and_is_no_damage(xcom: Xcom) -> None:
    path = xcom.dag(
        """
        from airflow import DAG
        from airflow.operators.python import PythonOperator

        with DAG("d", schedule=None):
            PythonOperator(task_id="t", python_callable=lambda: [float("nan"), -float("inf"), "\\ud800"])
        """
    )
    assert xcom("run", path, "--compat", "2").returncode == 0
    assert '"value": [NaN, -Infinity, "\\ud800"]' in xcom("list", "--dag-id", "d", "-o", "json").stdout
    assert xcom("db", "check").returncode == 0


def test_an_old_store_counts_as_airflow_3(both: Xcom) -> None:
    path = Path(both.environment["XCOM_HOME"]) / "xcom.db"
    with sqlite3.connect(path) as database:
        database.execute("ALTER TABLE dag_run DROP COLUMN airflow_rules")
    database.close()
    path.chmod(0o444)
    try:
        assert {run["rules"] for run in both.json("runs")} == {"3"}
    finally:
        path.chmod(0o644)
