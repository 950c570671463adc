"""--fix rewrites what is mechanical, and nothing else of the file."""

from __future__ import annotations

import ast
import os
import stat

import pytest

from xcom_doctor.__main__ import main
from xcom_doctor.examine import examine_file

OLD = '''\
#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Übersicht."""
from airflow.operators.dummy import DummyOperator  # the empty one
from airflow.operators.python_operator import (
    PythonOperator,  # runs
    BranchPythonOperator,
)
from airflow.decorators import dag, task, task_group
from airflow import DAG, Dataset
from airflow.exceptions import AirflowException, AirflowSkipException as Skip
from airflow.utils.dates import days_ago
from airflow.utils.trigger_rule import TriggerRule

with DAG("ä", schedule_interval="@daily", concurrency=3, start_date=days_ago(n + 1), orientation="LR") as d:
    a = DummyOperator(task_id="ä", trigger_rule=TriggerRule.DUMMY)
    b = Dataset("x"), 'ä', PythonOperator(task_id="b", python_callable=f, trigger_rule='dummy',  op_args=["execution_date {{ execution_date }} "
      "{{  tomorrow_ds }}{{ dag_run.execution_date }} tomorrow_ds"])
    c = PythonOperator(
        task_id="c",
        python_callable=f,
        # why
        provide_context=True,
    )

@task
def g(**kwargs):
    return kwargs['execution_date'], kwargs["dag_run"].execution_date
'''

NEW = '''\
#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Übersicht."""
from airflow.providers.standard.operators.empty import EmptyOperator  # the empty one
from airflow.providers.standard.operators.python import (
    PythonOperator,  # runs
    BranchPythonOperator,
)
from airflow.sdk import dag, task, task_group
from airflow import DAG
from airflow.sdk import Asset
from airflow.exceptions import AirflowException
from airflow.sdk.exceptions import AirflowSkipException as Skip
import pendulum
from airflow.sdk import TriggerRule

with DAG("ä", schedule="@daily", max_active_tasks=3, start_date=pendulum.today('UTC').add(days=-(n + 1))) as d:
    a = EmptyOperator(task_id="ä", trigger_rule=TriggerRule.ALWAYS)
    b = Asset("x"), 'ä', PythonOperator(task_id="b", python_callable=f, trigger_rule='always',  op_args=["execution_date {{ logical_date }} "
      "{{  macros.ds_add(ds, 1) }}{{ dag_run.logical_date }} tomorrow_ds"])
    c = PythonOperator(
        task_id="c",
        python_callable=f,
        # why
    )

@task
def g(**kwargs):
    return kwargs['logical_date'], kwargs["dag_run"].logical_date
'''


def test_a_whole_file(tmp_path, capsys):
    file = tmp_path / "dag.py"
    file.write_text(OLD, encoding="utf-8")
    os.chmod(file, 0o755)
    assert main([str(file), "--fix"]) == 0
    assert file.read_text(encoding="utf-8") == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o755
    before = file.stat().st_mtime_ns
    main([str(file), "--fix"])
    assert file.stat().st_mtime_ns == before
    assert [path.name for path in tmp_path.iterdir()] == ["dag.py"]
    capsys.readouterr()


def test_a_diff_changes_nothing(tmp_path, capsys):
    file = tmp_path / "dag.py"
    file.write_text('from airflow.sdk import DAG\nDAG("a", schedule_interval=None)')
    assert main([str(file), "--diff"]) == 1
    assert capsys.readouterr().out == (
        f"--- {file}\n+++ {file}\n@@ -1,2 +1,2 @@\n from airflow.sdk import DAG\n"
        '-DAG("a", schedule_interval=None)\n\\ No newline at end of file\n'
        '+DAG("a", schedule=None)\n\\ No newline at end of file\n'
    )
    assert "schedule_interval" in file.read_text()


CASES = {
    "the new name is taken": (
        "from airflow.operators.dummy import DummyOperator\nEmptyOperator = 1\nDummyOperator(task_id='a')\n",
        "from airflow.providers.standard.operators.empty import EmptyOperator as DummyOperator\n"
        "EmptyOperator = 1\nDummyOperator(task_id='a')\n",
    ),
    "the old name is bound again": (
        "from airflow.datasets import Dataset\ndef f(Dataset):\n    return Dataset\n",
        "from airflow.sdk import Asset as Dataset\ndef f(Dataset):\n    return Dataset\n",
    ),
    "the name is a text too": (
        "from airflow.datasets import Dataset\n__all__ = ['Dataset']\n",
        "from airflow.sdk import Asset as Dataset\n__all__ = ['Dataset']\n",
    ),
    "several statements in a line": (
        "import os; from airflow.decorators import dag, task; x = 1\n",
        "import os; from airflow.sdk import dag, task; x = 1\n",
    ),
    "one import, three homes, and comments": (
        "# all\nfrom airflow.exceptions import (  # here\n    AirflowException,  # one\n    AirflowSkipException,  # two\n"
        "    AirflowFailException,  # three\n)  # end\n",
        "# all\nfrom airflow.exceptions import (  # here\n    AirflowException,  # one\n    )\n"
        "from airflow.sdk.exceptions import (  # here\n    AirflowSkipException,  # two\n"
        "    AirflowFailException,  # three\n)  # end\n",
    ),
    "inside a function": (
        "def f():\n\tfrom airflow.operators.bash_operator import BashOperator as B\n\treturn B\n",
        "def f():\n\tfrom airflow.providers.standard.operators.bash import BashOperator as B\n\treturn B\n",
    ),
    "days_ago with more than days": (
        "from airflow.utils.dates import days_ago\ndays_ago(1, hour=2)\n",
        "from airflow.utils.dates import days_ago\ndays_ago(1, hour=2)\n",
    ),
    "days_ago in an f-string": (
        "from airflow.utils.dates import days_ago\nx = f'{days_ago(1)}'\n",
        "from airflow.utils.dates import days_ago\nx = f'{days_ago(1)}'\n",
    ),
    "days_ago as a value": (
        "from airflow.utils.dates import days_ago\nx = days_ago\ndays_ago(1)\n",
        "from airflow.utils.dates import days_ago\nx = days_ago\ndays_ago(1)\n",
    ),
    "a comment about the next argument": (
        "from airflow.sdk import DAG\nDAG(\n    'a',\n    schedule=None,\n    orientation='LR',\n    # about tags\n    tags=[],\n)\n",
        "from airflow.sdk import DAG\nDAG(\n    'a',\n    schedule=None,\n    orientation='LR',\n    # about tags\n    tags=[],\n)\n",
    ),
    "a separator that ends no line": (
        "from airflow.sdk import DAG\nx = '\u2028'; DAG('a', schedule_interval=None)\n",
        "from airflow.sdk import DAG\nx = '\u2028'; DAG('a', schedule=None)\n",
    ),
    "other line ends": (
        "from airflow.decorators import dag, setup\r\nfrom airflow.datasets import Dataset\r\n",
        "from airflow.sdk import dag, setup\r\nfrom airflow.sdk import Asset\r\n",
    ),
    "an f-string": (
        "from airflow.operators.bash import BashOperator as B\nB(task_id='a', bash_command=f'{x} {{{{ execution_date }}}}')\n",
        "from airflow.providers.standard.operators.bash import BashOperator as B\n"
        "B(task_id='a', bash_command=f'{x} {{{{ logical_date }}}}')\n",
    ),
}


@pytest.mark.parametrize(("old", "new"), CASES.values(), ids=CASES.keys())
def test_a_part(tmp_path, capsys, old, new):
    file = tmp_path / "dag.py"
    file.write_bytes(old.encode())
    main([str(file), "--fix"])
    capsys.readouterr()
    assert file.read_bytes().decode() == new
    ast.parse(new)
    main([str(file), "--fix"])
    assert file.read_bytes().decode() == new


def test_what_cannot_be_rewritten_is_said_and_left(tmp_path, capsys, monkeypatch):
    from xcom_doctor import fixing

    def broken(*_):
        raise fixing.NotRewritten("no")

    monkeypatch.setattr(fixing, "fixed", broken)
    file = tmp_path / "dag.py"
    file.write_text("from airflow.datasets import Dataset\n")
    assert main([str(file), "--fix"]) == 1
    assert capsys.readouterr().err == f"xcom doctor: {file} is left as it is: no\n"
    assert file.read_text() == "from airflow.datasets import Dataset\n"


def test_a_fixed_file_has_no_such_findings(tmp_path):
    file = tmp_path / "dag.py"
    file.write_text(NEW)
    assert [(f.line, f.code) for f in examine_file(str(file)).findings] == []
