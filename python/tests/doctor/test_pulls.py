"""Pulls and values whose result differs between Airflow 2 and 3, and mistakes in either."""

from __future__ import annotations

import pytest

HEADER = """
from airflow.sdk import DAG, dag, task, task_group, TaskGroup, chain
from airflow.providers.standard.operators.python import PythonOperator
from airflow.providers.standard.operators.bash import BashOperator
"""


def of_pull(arguments: str, more: str = "") -> str:
    """A file in which the task `t` pulls."""
    return (
        HEADER
        + f"""
def one(ti):
    ti.xcom_push(key="rows", value=1)
    return 2

def f(ti):
    return ti.xcom_pull({arguments})

with DAG("a", schedule=None):
    first = PythonOperator(task_id="first", python_callable=one)
    choose = task.branch(one)
    t = PythonOperator(task_id="t", python_callable=f{more})
    first >> t
"""
    )


@pytest.mark.parametrize(
    ("arguments", "more", "expected"),
    [
        ("key='rows'", "", "XD401"),
        ("None, key='rows'", "", "XD401"),
        ("task_ids=given", "", None),
        ("**given", "", None),
        ("task_ids='first', key=None", "", "XD310"),
        ("'first', None, ''", "", "XD310"),
        ("['first']", ", trigger_rule='all_done'", "XD402"),
        ("['first']", "", None),
        ("['first']", ", trigger_rule=given", None),
        ("'first', include_prior_dates=True", "", "XD404"),
        ("'first', include_prior_dates=True, map_indexes=None", "", None),
        ("'first', default=0", "", "XD412"),
        ("'first', default=None", "", None),
        ("'first', default=0, map_indexes=-1", "", None),
        ("'first', key='pipeline_outlets', dag_id='b'", "", "XD407"),
        ("'first', session=s", "", "XD303"),
        ("'first'", "", None),
        ("'first', key='rows'", "", None),
        ("'frist'", "", "XD501"),
        ("['first', 'frist']", "", "XD501"),
        ("'frist', dag_id='b'", "", None),
        ("'frist', run_id=r", "", None),
        ("f'{x}rst'", "", None),
        ("'first', key='row'", "", "XD502"),
        ("'first', key=given", "", None),
    ],
)
def test_a_pull(examine, arguments, more, expected):
    found = [finding.code for finding in examine(of_pull(arguments, more))]
    assert found == ([expected] if expected else [])


def test_nearest_names(examine):
    (task_id,) = examine(of_pull("'frist'"))
    (key,) = examine(of_pull("'first', key='row'"))
    assert task_id.text == "no task of the DAG is called 'frist': is it 'first'?"
    assert key.text == "task 'first' never pushes 'row': is it 'rows'?"


@pytest.mark.parametrize(
    "line",
    [
        "    PythonOperator(task_id=name, python_callable=one)",
        "    for name in names: PythonOperator(task_id=name, python_callable=one)",
        "    make_tasks()",
        "    PythonOperator(**given)",
        "    DAG.other(**given); BashOperator.thing; Sensor(**given)",
        "    list(map(make, names))",
        "    with Group('g'): PythonOperator(task_id='frist', python_callable=one)",
        "    with WorkflowGroup('g'): pass",
        "    (lambda: 1)()",
        "    [BashOperator(task_id=n, bash_command='') for n in names]",
    ],
)
def test_ids_that_are_made_elsewhere_keep_it_silent(codes, line):
    before = """
from airflow.providers.mine.groups import WorkflowGroup  # noqa
class Group(TaskGroup): ...
def make(name): BashOperator(task_id=name, bash_command="")
"""
    assert not codes(of_pull("'frist'").replace("\ndef one", before + "\ndef one") + line + "\n")


def test_what_makes_no_tasks_keeps_nothing_silent(codes):
    line = "    with open(str(1)) as file: len(file.read().strip()); os.path.join('a'); print(sorted([1]))\n"
    assert codes(of_pull("'frist'") + line) == ["11 XD501"]


def test_a_list_that_a_template_prints(codes):
    text = "with DAG('a', schedule=None):\n    BashOperator(task_id='t', bash_command=\"{{ ti.xcom_pull(['a', 'b'])%s }}\")"
    assert "6 XD411" in codes(HEADER + text % "")
    assert "6 XD411" not in codes(HEADER + text % " | join")


TASKFLOW = """
@dag(schedule=None)
def a():
    @task
    def make():
        return {"x": 1}

    @task(multiple_outputs=True)
    def many():
        return {"x": 1, "y": 2}

    @task
    def returns_nothing():
        print(1)

    @task.branch
    def choose():
        return "use"

    @task
    def use(value=None, ti=None):
        BODY

    @task_group
    def group():
        @task
        def inside():
            return 1
        return inside()

    CALLS

a()
"""


@pytest.mark.parametrize(
    ("body", "calls", "expected"),
    [
        ("return ti.xcom_pull('make')", "use(make())", None),
        ("return ti.xcom_pull('make')", "make() >> use()", None),
        ("return ti.xcom_pull('make')", "use.override(task_id='other')(make())", None),
        ("return ti.xcom_pull('make')", "make(); use()", "XD504"),
        ("return ti.xcom_pull('make')", "use() >> make()", "XD504"),
        ("return ti.xcom_pull('make')", "make() >> helper(use())", None),
        ("return ti.xcom_pull('make')", "chain(make(), many(), use())", None),
        ("return ti.xcom_pull('make')", "m = make()\n    with TaskGroup('g'):\n        m >> use()", None),
        ("return ti.xcom_pull('inside')", "group() >> use()", "XD503"),
        ("return ti.xcom_pull('group.inside')", "group() >> use()", None),
        ("return ti.xcom_pull('group__1.inside')", "group(); group() >> use()", None),
        ("return ti.xcom_pull('make__1')", "make(); make() >> use()", None),
        ("return ti.xcom_pull('make__2')", "make(); make() >> use()", "XD501"),
        ("return ti.xcom_pull('many', key='y')", "use(many())", None),
        ("return ti.xcom_pull('many', key='z')", "use(many())", "XD502"),
        ("return ti.xcom_pull('returns_nothing')", "returns_nothing() >> use()", "XD502"),
        ("return ti.xcom_pull('choose')", "choose() >> use()", "XD410"),
        ("return ti.xcom_pull('choose', key='skipmixin_key')", "choose() >> use()", None),
        ("return ti.xcom_pull('make')", "make.partial().expand(x=[1]) >> use()", "XD403"),
        ("return ti.xcom_pull(['make'])", "make.expand(x=[1]) >> use()", None),
        ("return ti.xcom_pull('make', map_indexes=0)", "make.expand(x=[1]) >> use()", None),
        ("return value", "use.expand(value=range(3))", "XD414"),
        ("return value", "use.expand(value=list(range(3)))", None),
        ("return value", "use(make()['x'])", "XD505"),
        ("return value", "use([{'k': many()['z']}])", "XD505"),
        ("return value", "use(many()['x'])", None),
        ("return value", "use(f\"{make()['x']}\")", None),
    ],
)
def test_taskflow(examine, body, calls, expected):
    found = [finding.code for finding in examine(HEADER + TASKFLOW.replace("BODY", body).replace("CALLS", calls))]
    assert found == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('ti.xcom_push(key="other", value=1)', "XD502"),
        ("ti.xcom_push(key=name, value=1)", None),
        ("helper(ti)", None),
        ("helper(context)", None),
        ("pushing()", None),
        ("push = ti.xcom_push", None),
        ("yield 1", None),
    ],
)
def test_keys_are_known_only_where_the_function_pushes_by_itself(codes, body, expected):
    text = f"""
def pushing():
    get_current_context()["ti"].xcom_push(key="rows", value=1)

@task
def make(ti=None, **context):
    {body}

@task
def use(ti=None):
    return ti.xcom_pull("make", key="rows")

with DAG("a", schedule=None):
    make() >> use()
"""
    assert [code.split()[1] for code in codes(HEADER + text)] == ([expected] if expected else [])


def test_a_callback_may_push_for_a_task(codes):
    assert not codes(of_pull("'first', key='row'", ", on_success_callback=given"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("(1, 2)", None),
        ("[(1, 2)]", "XD405"),
        ('{"a": {"b": (1,)}}', "XD405"),
        ("[(n, n) for n in given]", "XD405"),
        ("{True: 1}", "XD409"),
        ("{(1, 2): 1}", "XD409"),
        ('{"True": 1}', None),
        ('float("nan")', "XD308"),
        ('[-float("inf")]', "XD308"),
        ("float(given)", None),
        ("math.nan", "XD308"),
        ('"x" * 10_000_000', "XD506"),
        ('"x" * 1000', None),
        ('"x" * given', None),
        ('BaseHook.get_connection("db").password', "XD507"),
        ('BaseHook.get_connection("db").host', None),
        ('{"uri": conn.get_uri()}', "XD507"),
        ('Variable.get("db_password")', "XD507"),
        ('Variable.get("table")', None),
        ('os.environ["API_KEY"]', "XD507"),
        ("given.password", None),
    ],
)
@pytest.mark.parametrize("how", ["return {}", "ti.xcom_push('k', {})", "ti.xcom_push(key='k', value={})"])
def test_values(examine, value, expected, how):
    text = f"""
import math, os
from airflow.sdk import BaseHook, Variable

@task
def f(ti=None, given=None):
    conn = BaseHook.get_connection("db")
    {how.format(value)}
"""
    assert [finding.code for finding in examine(HEADER + text)] == ([expected] if expected else [])


def test_what_a_bash_task_returns_is_a_command(codes):
    assert not codes(HEADER + "@task.bash\ndef f():\n    return os.environ['API_KEY'] + [(1,)]\n")
