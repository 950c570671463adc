"""`airflow.models.DagBag`, against what a whole Airflow 3.2.1 has recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from . import dag_bag_cases

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded/dag_bag.json").read_text())


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("dags")
    dag_bag_cases.write(folder)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    environment["AIRFLOW_HOME"] = str(tmp_path_factory.mktemp("home"))
    subprocess.run([sys.executable, HERE / "dag_bag_cases.py", folder], env=environment, check=True)
    return json.loads((folder / "seen.json").read_text())


@pytest.mark.parametrize("way", RECORDED)
def test_it_has_what_airflows_has(seen: Any, way: str) -> None:
    assert seen[way] == RECORDED[way]


def test_a_test_of_all_dags(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    """What test suites do: no import errors, no cycles, a DAG by its id, in the configured folder."""
    (tmp_path / "dags").mkdir()
    (tmp_path / "dags/good.py").write_text(dag_bag_cases.GOOD.format(name="good"))
    code = """
import warnings
warnings.simplefilter("ignore")
from airflow.models import DagBag
from airflow.utils.dag_cycle_tester import check_cycle
bag = DagBag()
for dag in bag.dags.values():
    check_cycle(dag)
report = bag.dagbag_report()
result = [bag.import_errors, bag.dag_ids, bag.get_dag("good").task_ids, bag.get_dag("other"), "Number of DAGs: 1" in report]
"""
    assert in_new_process(code) == [{}, ["good"], ["one"], None, True]


def test_the_bag_of_a_bundle(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("NAME = 'from_a_helper'\n")
    (tmp_path / "uses.py").write_text("from helper import NAME\nfrom airflow.sdk import DAG\nwith DAG(NAME): pass\n")
    code = f"""
from pathlib import Path
from airflow.dag_processing.dagbag import BundleDagBag
result = [BundleDagBag({str(tmp_path / "uses.py")!r}, bundle_path=Path({str(tmp_path)!r})).dag_ids]
try:
    BundleDagBag()
except ValueError as error:
    result.append(str(error))
"""
    assert in_new_process(code) == [["from_a_helper"], "bundle_path is required for BundleDagBag"]
