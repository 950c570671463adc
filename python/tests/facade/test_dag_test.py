"""`dag.test()`, against what a whole Airflow 3.2.1 has recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent.parent
XCOM = os.environ.get("XCOM_PROGRAM", str(ROOT / ".build" / "release" / "xcom"))
RECORDED = json.loads((HERE / "recorded/dag_test.json").read_text())

pytest.importorskip("_xcom", reason="build the product _xcom and put it on the path as _xcom.so")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("dag_test")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM"))}
    environment |= {"AIRFLOW_HOME": str(folder / "airflow"), "XCOM_HOME": str(folder / "home")}
    program = [sys.executable, str(HERE / "dag_test_cases.py"), str(folder / "seen.json"), "ours"]
    subprocess.run(program, env=environment, check=True, capture_output=True)
    assert (folder / "home/xcom.db").exists()
    return json.loads((folder / "seen.json").read_text())


def _without_moments(case: Any) -> Any:
    """The moment at which a run was made is another one."""
    if isinstance(case, dict) and case.get("run_id") is None and "last" in case:
        case = json.loads(json.dumps(case))
        case["last"][1]["dates"] = sorted(case["last"][1]["dates"])
    return case


@pytest.mark.parametrize("case", sorted(RECORDED.keys() - {"a conf that is none"}))
def test_it_does_what_airflows_does(seen: Any, case: str) -> None:
    assert _without_moments(seen[case]) == _without_moments(RECORDED[case])


def test_a_conf_that_is_none_is_refused(seen: Any) -> None:
    # Airflow's fails where it first looks into it.
    assert "error" in seen["a conf that is none"] and "error" in RECORDED["a conf that is none"]


PROGRAM = """
import datetime, os, sys
from airflow.sdk import DAG, task

with DAG("in_a_file") as dag:
    @task
    def says():
        print("printed by the task")
        return os.getpid()
    says()

if __name__ == "__main__":
    run = dag.test(use_executor="--executor" in sys.argv)
    print(run, len(run.get_task_instances()), run.get_task_instance("says").pid == os.getpid())
"""


@pytest.mark.parametrize("executor", [False, True])
def test_a_file_that_runs_itself(tmp_path: Path, executor: bool) -> None:
    (tmp_path / "dag.py").write_text(PROGRAM)
    environment = {**os.environ, "XCOM_HOME": str(tmp_path / "home"), "AIRFLOW_HOME": str(tmp_path / "airflow")}
    arguments = ["--executor"] if executor else []
    done = subprocess.run(
        [sys.executable, "dag.py", *arguments],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "printed by the task" in (done.stderr if executor else done.stdout)
    assert "<DagRun in_a_file @ " in done.stdout and f"1 {not executor}" in done.stdout


def test_a_file_that_runs_itself_on_the_task_sdk_of_airflow_33(tmp_path: Path) -> None:
    venv = ROOT / ".build" / "airflow33"
    if not venv.is_dir():
        pytest.skip("scripts/setup --airflow33 .build/airflow33 makes its environment")
    (tmp_path / "dag.py").write_text(PROGRAM)
    places = {"XCOM_HOME": str(tmp_path / "home"), "AIRFLOW_HOME": str(tmp_path / "airflow"), "VIRTUAL_ENV": str(venv)}
    done = subprocess.run(
        [XCOM, "python", "dag.py"], cwd=tmp_path, env={**os.environ, **places}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "printed by the task" in done.stdout and "1 True" in done.stdout


@pytest.mark.parametrize("date", ["'2024-01-01'", "datetime.datetime(2024, 1, 1)"])
def test_a_date_that_airflow_could_not_store_is_refused(tmp_path: Path, date: str) -> None:
    program = PROGRAM.replace('use_executor="--executor" in sys.argv', f"logical_date={date}")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert "Error: dag.test() takes dates " in done.stderr
