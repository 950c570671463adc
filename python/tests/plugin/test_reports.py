"""What somebody sees of a test that has failed, and snapshots."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import DAG, Session


def test_an_assertion_shows_how_the_run_went(session: Session) -> None:
    done = session(
        DAG
        + """
def test_it(run_dag):
    assert run_dag(make(fails=True)) == {"extract": succeeded([1]), "double[0]": succeeded(), "double[1]": succeeded(), "other": skipped()}

def test_value(run_dag):
    run_dag(make()).xcoms["extrakt"]
"""
    )
    done.assert_outcomes(failed=2)
    done.stdout.fnmatch_lines(
        [
            "E *extract: expected succeeded([[]1[]]), got TaskResult('extract', state=success, xcom=[[]1, 2[]])",
            "E *load: not expected, got TaskResult('load', state=failed, error=ValueError('no space left'))",
            "E *other: there is no such task instance, expected skipped()",
            "*- XComs of DAG etl, run manual__*",
            "  double[[]0[]]  success  xcom=2",
            "  load       failed   error=ValueError('no space left')",
            "load raised builtins.ValueError: no space left",
            "  test_it.py:20, in load: raise ValueError(*no space left*)",
            "warning of load: No XCom 'sauce' of task 'extract': *'source'*",
            "E *KeyError: *No XCom 'return_value' of task 'extrakt': *'extract'*",
        ]
    )


def test_what_a_task_did_not_push_is_explained(session: Session) -> None:
    done = session(
        DAG
        + """
def test_it(run_task):
    run_task(make().get_task("extract")).xcoms["sauce"]
"""
    )
    done.stdout.fnmatch_lines(["E *KeyError: *No XCom 'sauce' of task 'extract': *'source'*"])


def test_an_error_is_shown_without_the_code_that_found_it(session: Session) -> None:
    text = (
        DAG
        + """
def test_twice(run_dag):
    run_dag(make(), run_id="once")
    run_dag(make(), run_id="once")

def test_no_file(run_dag):
    run_dag("dags/none.py")

def test_no_xcom(run_dag, xcom_store):
    xcom_store.get(dag_id="etl", run_id=run_dag(make()).run_id, task_id="extract", key="sauce")

def test_fork(run_dag):
    run_dag(make(), isolation="fork")

def test_of_a_task(dag_maker):
    with dag_maker() as dag:
        @task
        def breaks():
            raise ValueError("broken")
        breaks()
    dag_maker.run_ti("breaks")
"""
    )
    done = session(text, "--show-capture=no")
    done.assert_outcomes(failed=5)
    done.stdout.fnmatch_lines(
        [
            ">       run_dag(make(), run_id=*once*)",
            "E       xcom_bridge.hosted.RunRefused: The run once of DAG etl has ended already (success)*",
            ">       run_dag(*dags/none.py*)",
            "E       xcom_pytest.files.DagFileError: *File not found: *dags/none.py",
            ">       xcom_store.get(*",
            "E       xcom.records.XComNotFound: No XCom 'sauce' of task 'extract' *'source'?",
            ">       run_dag(make(), isolation=*fork*)",
            "E       xcom_bridge.hosted.RunRefused: *mark it with @pytest.mark.xcom(isolation='fork'), or run pytest with --xcom-isolation fork",
            ">       dag_maker.run_ti(*breaks*)",
            ">*raise ValueError(*broken*)",
        ]
    )
    done.stdout.no_fnmatch_line("*/xcom*/*.py*")
    session(text, "--full-trace", "--show-capture=no").stdout.fnmatch_lines(["*/xcom_bridge/hosted.py:*: RunRefused"])


def test_a_large_value_is_warned_of(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XCOM_SOFT_LIMIT", "5")
    done = session(DAG + "def test_it(run_dag):\n    assert run_dag(make()).warnings == []\n")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["warning of extract: XCom 'source' of task 'extract' *8 bytes*"])


@pytest.mark.parametrize("name", ["snapshot", "xcom_snapshot"])
def test_snapshots(session: Session, folder: Path, name: str) -> None:
    text = (
        DAG
        + f"""
import os, pytest
@pytest.mark.parametrize("way", ["one/two"])
def test_it(run_dag, {name}, way):
    numbers = [int(os.environ.get("NUMBER", 1))]
    assert run_dag(make(), xcoms={{"extract": numbers}}).xcoms == {name}
    assert run_dag(make(), xcoms={{"extract": [1]}}).xcoms == {name}(volatile=["double[*].return_value", "load.*"])
"""
    )
    session(text).stdout.fnmatch_lines(
        ["E *there is no */__xcoms__/test_it/test_it[[]one_two[]].json: write it by --xcom-snapshot-update"]
    )
    session(text, "--xcom-snapshot-update").assert_outcomes(passed=1)
    files = sorted((folder / "__xcoms__/test_it").iterdir())
    assert [file.name for file in files] == ["test_it[one_two].2.json", "test_it[one_two].json"]
    assert json.loads(files[1].read_text()) == {
        "double[0]": {"return_value": 2},
        "extract": {"return_value": [1]},
        "load": {"return_value": 2},
    }
    assert json.loads(files[0].read_text()) == {
        "double[0]": {"return_value": "<volatile>"},
        "extract": {"return_value": [1]},
        "load": {"return_value": "<volatile>"},
    }
    session(text).assert_outcomes(passed=1)


def test_what_a_snapshot_differs_in(session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        DAG
        + """
import os
def test_it(run_dag, snapshot):
    numbers = list(range(int(os.environ.get("NUMBER", 1))))
    assert run_dag(make(), xcoms={"extract": numbers}).xcoms == snapshot
"""
    )
    session(text, "--xcom-snapshot-update").assert_outcomes(passed=1)
    monkeypatch.setenv("NUMBER", "2")
    session(text).stdout.fnmatch_lines(
        [
            "E *extract.return_value: was [[]0[]], is [[]0, 1[]]",
            "E *load.return_value: was 0, is 2",
            "E *double[[]1[]]: new: {*}",
        ]
    )


def test_another_plugins_snapshot_stays(session: Session, folder: Path) -> None:
    (folder / "syrupy.py").write_text("import pytest\n@pytest.fixture\ndef snapshot(): return 'theirs'\n")
    done = session("def test_it(snapshot, xcom_snapshot): assert snapshot == 'theirs'\n", "-p", "syrupy")
    done.assert_outcomes(passed=1)


@pytest.mark.parametrize("way", ["option", "ini", "call"])
def test_bags(session: Session, folder: Path, way: str) -> None:
    (folder / "dags").mkdir()
    (folder / "dags/good.py").write_text("from airflow.sdk import DAG\nwith DAG('good'): pass\n")
    (folder / "dags/bad.py").write_text("# airflow dag\nimport nothing_there\n")
    if way == "ini":
        (folder / "pytest.ini").write_text("[pytest]\nairflow_dags_folder = dags\n")
    done = session(
        f"""
import pytest
@pytest.mark.parametrize("again", [1, 2])
def test_it(dag_bag, run_dag, again):
    bag = {'dag_bag("dags")' if way == "call" else "dag_bag"}
    assert bag.dag_ids == ["good"] and bag.size() == 1 and bag.get_dag("good").dag_id == "good"
    (file, error), = bag.import_errors.items()
    assert file.endswith("bad.py") and "nothing_there" in error
    assert sum(stat.dag_num for stat in bag.dagbag_stats) == 1
    assert run_dag(bag.dags["good"]).success
""",
        *(["--dag-folder=dags"] if way == "option" else []),
    )
    done.assert_outcomes(passed=2)


def test_a_bag_without_a_folder_says_what_to_do(session: Session) -> None:
    done = session("def test_it(dag_bag): dag_bag.dags\n")
    done.stdout.fnmatch_lines(["*LookupError: dag_bag knows no folder: give --dag-folder, *"])
