"""What is said where old spellings fail: beside Airflow's own error, which stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PREAMBLE = """
from airflow.sdk import DAG, Variable, task
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
import airflow.models, airflow.task.trigger_rule, airflow.sdk
def raise_(error): raise error
"""
OLD = {
    "DAG('d', schedule_interval=None)": "schedule_interval: Airflow 3 calls it schedule; `--compat 2` accepts it",
    "DAG('d', concurrency=1)": "concurrency: Airflow 3 calls it max_active_tasks; `--compat 2` accepts it",
    "PythonOperator(task_id='t', python_callable=print, provide_context=True, task_concurrency=1)": (
        "provide_context: remove it: a function gets what it names as its arguments, or everything by **context;"
        " task_concurrency: Airflow 3 calls it max_active_tis_per_dag; `--compat 2` accepts it"
    ),
    "PythonOperator.partial(task_id='t', provide_context=True)": (
        "provide_context: remove it: a function gets what it names as its arguments, or everything by **context; `--compat 2` accepts it"
    ),
    "task(provide_context=True)(lambda: None)()": (
        "provide_context: remove it: a function gets what it names as its arguments, or everything by **context; `--compat 2` accepts it"
    ),
    "TriggerDagRunOperator(task_id='t', trigger_dag_id='d', run_id='r')": "run_id: it is called trigger_run_id",
    "Variable.get('v', default_var=1)": "default_var: airflow.sdk.Variable calls it default",
    "DAG('d', nonsense=1)": None,
    "PythonOperator(task_id='t', python_callable=print, trigger_rule='dummy')": (
        "dummy: Airflow 3 calls it always; `--compat 2` accepts it"
    ),
    "PythonOperator(task_id='t', python_callable=print, trigger_rule='nonsense')": None,
    "airflow.task.trigger_rule.TriggerRule.DUMMY": "dummy: Airflow 3 calls it always; `--compat 2` accepts it",
    "airflow.sdk.TriggerRule.NONE_FAILED_OR_SKIPPED": (
        "none_failed_or_skipped: Airflow 3 calls it none_failed_min_one_success; `--compat 2` accepts it"
    ),
    "airflow.sdk.TriggerRule.NONSENSE": None,
    "PythonOperator(task_id='t', python_callable=print, nonsense=1)": None,
    "int('x')": None,
    "{}['execution_date']": "The context of Airflow 3 has no execution_date: Airflow 3 calls it logical_date; `--compat 2` accepts it",
    "{}['nothing']": None,
    "(lambda tomorrow_ds: 1)()": "The context of Airflow 3 has no tomorrow_ds: use macros.ds_add(ds, 1); `--compat 2` accepts it",
    "__import__('jinja2').Template('{{ prev_ds.x }}').render()": (
        "The context of Airflow 3 has no prev_ds: use prev_data_interval_start_success; `--compat 2` accepts it"
    ),
    "__import__('no_such_package.part')": (
        "no_such_package is not in the environment PREFIX, nor on Python's path: install it there, name another"
        " environment by --python, or put its folder on PYTHONPATH"
    ),
    "__import__('json.no_such_part')": None,
    "exec('from json import nothing')": None,
    "raise_(ImportError('/p/m.so: undefined symbol: _Py', name='m', path='/p/m.so'))": (
        "/p/m.so was compiled for another build of Python than the one that xcom embeds, of BASE: install its package"
        " again in an environment made by that Python"
    ),
}

HINTS = """
from xcom_bridge import environment, hints
environment.prepare()
names = {}
exec(args[0], names)
result = {}
for case in args[1]:
    try:
        eval(case, names)
    except Exception as error:
        before = str(error), type(error)
        said = [hints.note(error), hints.note(error)]
        assert said[0] == said[1] and (str(error), type(error)) == before
        assert getattr(error, "__notes__", []) == ([said[0]] if said[0] else [])
        result[case] = said[0] and said[0].replace(sys.prefix, "PREFIX").replace(sys.base_prefix, "BASE")
"""


def test_old_spellings_and_their_hints(fresh: Callable[..., Any]) -> None:
    assert fresh(HINTS, PREAMBLE, list(OLD)) == OLD


def test_an_exception_that_cannot_be_looked_at(fresh: Callable[..., Any]) -> None:
    code = """
from xcom_bridge import hints
class Odd(TypeError):
    def __str__(self): raise RuntimeError("no text")
result = hints.note(Odd())
"""
    assert fresh(code) is None


# A whole Airflow says no more than Python does, so there the hint says it; the facade's message has it in it.
IMPORTS = {
    "from airflow.operators.dummy_operator import DummyOperator": "airflow.operators.dummy_operator: use `from airflow.",
    "from airflow.utils.dates import days_ago": "airflow.utils.dates.days_ago: use `pendulum.today",
    "import airflow.datasets": "airflow.datasets: use `from airflow.sdk import Asset`",
}


@pytest.mark.parametrize("statement", IMPORTS)
def test_dropped_import_paths_on_a_whole_airflow(statement: str) -> None:
    from xcom_bridge import hints

    try:
        exec(statement, {})
    except ImportError as error:
        # As a whole Airflow words it: without the advice.
        bare = type(error)(str(error).partition(": ")[0], name=error.name)
        hint = hints.note(bare)
        assert hint is not None and hint.startswith(IMPORTS[statement])


def test_a_failed_file_has_its_hint(fresh: Callable[..., Any], tmp_path: Path, home: dict[str, str]) -> None:
    file = tmp_path / "old.py"
    file.write_text("from airflow.sdk import DAG\nDAG('d', schedule_interval='@daily')\n")
    request = "{'paths': args, 'store': 'sqlite://'}"
    code = f"import xcom_bridge\nresult = json.loads(xcom_bridge.load_dags(json.dumps({request}).encode()))"
    (error,) = fresh(code, str(file), env=home)["import_errors"]
    assert error["message"] == "DAG.__init__() got an unexpected keyword argument 'schedule_interval'"
    assert error["hint"] == "schedule_interval: Airflow 3 calls it schedule; `--compat 2` accepts it"
    assert error["hint"] in error["traceback"]
