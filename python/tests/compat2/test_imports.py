"""Every name of Airflow 2.11 that a DAG file may import is there under compat 2, or names the provider it needs."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RECORDED: dict[str, list[str]] = json.loads((HERE / "recorded/names.json").read_text())
# A virtual environment with Airflow 2.11.2, where there is one.
ORACLE = os.environ.get("AIRFLOW_2_VENV")

TRY_ALL = """
import importlib
warnings.simplefilter("ignore")
result = {}
for module, names in args[0].items():
    for name in names:
        try:
            getattr(importlib.import_module(module), name)
        except ModuleNotFoundError as error:
            if "pip install --no-deps apache-airflow-providers-" not in str(error):
                result[f"{module}.{name}"] = str(error)
        except Exception as error:
            result[f"{module}.{name}"] = f"{type(error).__name__}: {error}"
"""
# Python's own, that the old table of that module passes on.
GONE = {
    f"airflow.contrib.sensors.bash_sensor.{name}" for name in ("Popen", "STDOUT", "TemporaryDirectory", "gettempdir")
}


def test_every_recorded_name(compat: Callable[..., Any]) -> None:
    missing = compat(TRY_ALL, RECORDED)
    assert {name: text for name, text in missing.items() if name not in GONE} == {}


@pytest.mark.skipif(ORACLE is None, reason="AIRFLOW_2_VENV names no environment with Airflow 2.11.2")
def test_the_record_is_airflows(tmp_path: Path) -> None:
    done = subprocess.run(
        [f"{ORACLE}/bin/python", str(HERE / "record.py")],
        env={**os.environ, "AIRFLOW_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout[done.stdout.index("{") :]) == RECORDED


def test_old_names_and_their_warnings(compat: Callable[..., Any]) -> None:
    code = """
def used(statement):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        exec(compile(statement, "/dags/old.py", "exec"), {"__name__": "old"})
    return [[w.filename, w.lineno, str(w.message)] for w in caught if "Airflow 3" in type(w.message).__doc__]
result = [used(statement) for statement in args]
"""
    assert compat(
        code,
        "\nfrom airflow.operators.python_operator import PythonOperator",
        "import airflow\n\nairflow.utils.dates.days_ago(2)",
        "from airflow.models import TaskFail",
    ) == [
        [
            [
                "/dags/old.py",
                2,
                "airflow.operators.python_operator.PythonOperator is not in Airflow 3: use `from"
                " airflow.providers.standard.operators.python import PythonOperator`",
            ]
        ],
        [
            [
                "/dags/old.py",
                3,
                "airflow.utils.dates.days_ago is not in Airflow 3: use `pendulum.today('UTC').add(days=-n)` for"
                " days_ago(n)",
            ]
        ],
        [["/dags/old.py", 1, "airflow.models.TaskFail is not in Airflow 3: it was removed in Airflow 3"]],
    ]


def test_a_provider_that_is_not_installed(compat: Callable[..., Any]) -> None:
    code = """
try:
    from airflow.contrib.operators.slack_webhook_operator import SlackWebhookOperator
except ImportError as error:
    result = str(error)
"""
    assert "pip install --no-deps apache-airflow-providers-slack" in compat(code)


def test_subdags_are_refused(compat: Callable[..., Any]) -> None:
    code = """
from airflow.operators.subdag import SubDagOperator
try:
    SubDagOperator(task_id="a", subdag=None)
except Exception as error:
    result = str(error)
"""
    assert "put the tasks into a TaskGroup" in compat(code)


@pytest.mark.parametrize("value", ["3", "two", "2.11"])
def test_other_values_are_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import xcom_compat2

    monkeypatch.setenv("XCOM_COMPAT", value)
    with pytest.raises(ValueError, match="it takes 2") as refused:
        xcom_compat2.is_requested()
    assert repr(value) in str(refused.value)


def test_nothing_of_it_is_imported_without_the_variable(compat: Callable[..., Any]) -> None:
    code = "import airflow.sdk, airflow.models\nresult = [n for n in sys.modules if n.startswith('xcom_compat2')]"
    assert compat(code, value=None) == []
