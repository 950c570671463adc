"""Names of the context and of templates, attributes of what is in it, and the database."""

from __future__ import annotations

import pytest

from xcom_doctor.examine import examine_file

HEADER = """
from airflow.sdk import DAG, task, BaseOperator, get_current_context
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.bash import BashOperator
"""
OPERATOR = "\nwith DAG('a', schedule=None):\n    PythonOperator(task_id='t', python_callable=f)\n"


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ('def f(**kwargs):\n    return kwargs["execution_date"]', ["XD301"]),
        ('def f(**context):\n    return context.get("next_ds")', ["XD301"]),
        ('def f(**kwargs):\n    kwargs = {"execution_date": 1}\n    return kwargs["execution_date"]', []),
        ("def f(execution_date, **kwargs):\n    return 1", ["XD301"]),
        ("def f(conf):\n    return 1", []),
        ("def f(ti):\n    return ti.execution_date", ["XD304"]),
        ("def f(ti):\n    return ti.task_id", []),
        ('def f(**c):\n    run = c["dag_run"]\n    return run.get_task_instances()', ["XD304"]),
        ("def f(dag_run):\n    dag_run = other()\n    return dag_run.external_trigger", []),
        ("def f(dag):\n    return dag.following_schedule(1)", ["XD304"]),
        ('def f():\n    return get_current_context()["prev_ds"]', ["XD301"]),
    ],
)
def test_a_callable(examine, function, expected):
    assert [finding.code for finding in examine(HEADER + function + OPERATOR)] == expected


def test_what_is_handed_over_is_the_callers(codes):
    assert not codes(
        HEADER
        + """
def f(execution_date, ti, **kwargs):
    return ti.execution_date, kwargs["next_ds"]

with DAG("a", schedule=None):
    PythonOperator(task_id="t", python_callable=f, op_kwargs=given)
"""
    )
    assert not codes(
        HEADER + "def f(execution_date, **k):\n    return k['next_ds']\ndef g(ti):\n    ti.execution_date\n"
    )


def test_other_kinds_of_tasks(codes):
    assert codes(
        HEADER
        + """
class Mine(BaseOperator):
    def execute(self, context):
        return context["tomorrow_ds"]

@task
def f(execution_date=None, **kwargs):
    return kwargs["yesterday_ds"]

def failed(context):
    return context["ti"].previous_ti

with DAG("a", schedule=None):
    f()
    BashOperator(task_id="x", bash_command="true", on_failure_callback=failed)
"""
    ) == ["8 XD301", "11 XD301", "12 XD301", "15 XD304"]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ execution_date }}", "logical_date"),
        ("{{ tomorrow_ds }}", "macros.ds_add(ds, 1)"),
        ("{{ next_ds_nodash }}", None),
        ("{{ dag_run.execution_date }}", "dag_run.logical_date"),
    ],
)
def test_a_template(examine, template, expected):
    (finding,) = examine(HEADER + f"BashOperator(task_id='a', bash_command='''echo\n  {template}''')")
    assert (finding.code, finding.line, finding.column, finding.rewrite) == ("XD302", 6, 6, expected)


@pytest.mark.parametrize(
    "text",
    [
        "'{% set execution_date = 1 %}{{ execution_date }}'",
        "'{% raw %}{{ execution_date }}{% endraw %}'",
        "'execution_date {{ ds }} {{ params.execution_date }}'",
        "'{{ broken'",
        "'{{{{ execution_date }}}}'.format()",
    ],
)
def test_no_such_template(codes, text):
    assert not codes(HEADER + f"BashOperator(task_id='a', bash_command={text})")


def test_a_document_is_no_template(codes):
    assert not codes(HEADER + "BashOperator(task_id='a', bash_command='x', doc_md='{{ execution_date }}')")


def test_a_file_that_is_rendered(tmp_path):
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "load.sql").write_text("select 1\nwhere day = '{{ yesterday_ds }}'\n")
    dag = tmp_path / "dag.py"
    dag.write_text(
        HEADER
        + "with DAG('a', schedule=None, template_searchpath=['sql']):\n"
        + "    BashOperator(task_id='a', bash_command='load.sql')\n"
    )
    (finding,) = examine_file(str(dag)).findings
    assert (finding.path, finding.line, finding.column, finding.code) == (
        str(tmp_path / "sql" / "load.sql"), 2, 17, "XD302",
    )  # fmt: skip


def test_the_database(codes):
    assert codes("""
        from airflow.utils.session import create_session, provide_session
        from airflow.models import DagRun, XCom
        from airflow.sdk import task

        @task
        def f():
            with create_session() as session:
                session.query(XCom)
            DagRun.find(dag_id="a")
            XCom.get_many(key="k")
            XCom.get_one(key="k", execution_date=1)

        @task
        @provide_session
        def g(session=None): ...

        def tool():
            with create_session(): ...
        """) == ["8 XD305", "10 XD305", "11 XD306", "12 XD306", "15 XD305"]


def test_backends(codes):
    assert codes("""
        from airflow.models.xcom import BaseXCom  # noqa
        class Old(BaseXCom):
            @staticmethod
            def serialize_value(value): ...
            def orm_deserialize_value(self): ...
            @classmethod
            def purge(cls, xcom, session): ...
        class New(BaseXCom):
            @staticmethod
            def serialize_value(value, *, key=None, task_id=None, dag_id=None, run_id=None, map_index=None): ...
        class Kwargs(BaseXCom):
            @staticmethod
            def serialize_value(value, **kwargs): ...
        """) == ["2 XD201", "5 XD307", "6 XD416", "8 XD307", "14 XD416"]
