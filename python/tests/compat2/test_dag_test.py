"""`dag.test()` under compat 2, against what a whole Airflow 2.11.2 has recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RECORDED = json.loads((HERE / "recorded/dag_test.json").read_text())
#: Its database refuses them, by an error of its own.
REFUSED = {"a date without a time zone", "a text for a date"}

pytest.importorskip("_xcom", reason="build the product _xcom and put it on the path as _xcom.so")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("dag_test")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM"))}
    environment |= {"AIRFLOW_HOME": str(folder / "airflow"), "XCOM_HOME": str(folder / "home"), "XCOM_COMPAT": "2"}
    program = [sys.executable, str(HERE / "dag_test_cases.py"), str(folder / "seen.json"), "ours"]
    done = subprocess.run(program, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads((folder / "seen.json").read_text())


@pytest.mark.parametrize("case", sorted(RECORDED.keys() - REFUSED - {"parameters"}))
def test_it_does_what_airflow_2s_does(seen: Any, case: str) -> None:
    assert seen[case] == RECORDED[case]


@pytest.mark.parametrize("case", sorted(REFUSED))
def test_a_date_that_airflow_2_could_not_store_is_refused(seen: Any, case: str) -> None:
    assert "error" in seen[case] and "error" in RECORDED[case]


def test_it_has_airflow_2s_arguments(seen: Any) -> None:
    assert [name for name in seen["parameters"] if name != "airflow_3"] == RECORDED["parameters"]


def test_airflow_3s_dates_are_taken_too(compat: Callable[..., Any]) -> None:
    code = """
import os
os.environ["XCOM_HOME"] = os.getcwd()
import datetime
from airflow.sdk import DAG
date = datetime.datetime(2024, 1, 5, tzinfo=datetime.timezone.utc)
with DAG("empty", schedule=None) as dag:
    pass
errors = []
for dates in ({"execution_date": date, "logical_date": date}, {"data_interval": date}):
    try:
        dag.test(**dates)
    except TypeError as error:
        errors.append(str(error))
result = [str(dag.test(logical_date=date).execution_date), *errors]
"""
    assert compat(code) == [
        "2024-01-05 00:00:00+00:00",
        "DAG.test() takes execution_date or logical_date, not both",
        "DAG.test() got an unexpected keyword argument 'data_interval'",
    ]
