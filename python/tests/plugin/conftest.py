"""Tests of the plugin run pytest in a process of its own, on test files that they write."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("_xcom", reason="build the product _xcom and put it on the path as _xcom.so")

Session = Callable[..., pytest.RunResult]

#: A DAG of three tasks, in the test file itself.
DAG = """
from airflow.sdk import DAG, task
from xcom_pytest import *

def make(fails=False):
    with DAG("etl") as dag:
        @task
        def extract(**context):
            context["ti"].xcom_push("source", "orders")
            return [1, 2]

        @task
        def double(number):
            return number * 2

        @task
        def load(numbers, **context):
            context["ti"].xcom_pull(task_ids="extract", key="sauce")
            if fails:
                raise ValueError("no space left")
            return sum(numbers)

        load(double.expand(number=extract()))
    return dag
"""


@pytest.fixture
def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Session:
    """Runs pytest with the plugin on the text of a test file."""
    for name in [name for name in os.environ if name.startswith(("AIRFLOW", "XCOM"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AIRFLOW_HOME", str(pytester.path / "airflow"))

    def run(text: str = "", *arguments: str, name: str = "test_it.py") -> pytest.RunResult:
        if text:
            (pytester.path / name).write_text(text)
        return pytester.runpytest_subprocess(
            "-p", "xcom_pytest.plugin", "-p", "no:cacheprovider", *arguments, timeout=120
        )

    return run


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    return pytester.path
