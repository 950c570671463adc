"""`run_task` and `render_task`: one task instance alone."""

from __future__ import annotations

from .conftest import DAG, Session

OPERATOR = """
from airflow.sdk import BaseOperator, BaseHook, Variable
import pytest

class Operator(BaseOperator):
    template_fields = ("text",)
    def __init__(self, text="", **options):
        super().__init__(**options)
        self.text = text
    def execute(self, context):
        return self.text
"""


def test_a_task_of_a_dag(session: Session) -> None:
    done = session(
        DAG
        + """
import pytest

def test_pulls_what_is_given(run_task):
    result = run_task(make().get_task("load"), xcoms={"double": [5, 6]})
    assert (result.state, result.error, result.xcoms) == ("success", None, {"return_value": 11})

def test_an_instance_of_a_mapped_task(run_task):
    result = run_task(make().get_task("double"), xcoms={"extract": [5, 6]}, map_index=1)
    assert result.xcoms == {"return_value": 12}

def test_keys(run_task):
    assert run_task(make().get_task("extract")).xcoms == {"return_value": [1, 2], "source": "orders"}

def test_failure(run_task):
    result = run_task(make(fails=True).get_task("load"), xcoms={"double": [1]})
    assert result.state == "failed" and isinstance(result.error, ValueError)
    assert "no space left" in result.log()

def test_each_call_has_a_run_of_its_own(run_task):
    dag = make()
    for numbers in ([1], [2, 3]):
        assert run_task(dag.get_task("load"), xcoms={"double": numbers}).xcoms == {"return_value": sum(numbers)}
"""
    )
    done.assert_outcomes(passed=5)


def test_a_task_without_a_dag(session: Session) -> None:
    done = session(
        OPERATOR
        + """
from airflow.sdk import DAG, TaskGroup, task
from xcom_pytest import rendered

def test_templates(run_task):
    text = "{{ params.x }} {{ var.value.v }} {{ conn.c.host }} {{ thing }} {{ ti.try_number }} {{ run_id }}"
    result = run_task(
        Operator(task_id="t", text=text), params={"x": 1}, variables={"v": "V"}, connections={"c": {"host": "h"}},
        context={"thing": 9}, try_number=3,
    )
    assert result.xcoms["return_value"] == "1 V h 9 3 in-process-test"
    assert result.rendered_fields == {"text": "1 V h 9 3 in-process-test"}

def test_nothing_of_it_stays(run_task):
    assert Variable.get("v", default=None) is None
    result = run_task(Operator(task_id="t", text="{{ conn.c.host }}"))
    assert result.state == "failed" and "`c`" in str(result.error)

def test_a_function(run_task):
    @task
    def add(a, b):
        return a + b
    assert run_task(add(1, 2)).xcoms == {"return_value": 3}

def test_a_group_around_the_call_is_left_alone(run_task):
    alone = Operator(task_id="alone")
    with DAG("outer") as outer, TaskGroup("group"):
        Operator(task_id="t")
        run_task(alone)
    assert (list(outer.task_dict), list(alone.dag.task_dict)) == (["group.t"], ["alone"])

def test_what_it_told_of_its_end(run_task):
    from airflow.sdk import Asset
    made = run_task(Operator(task_id="t", outlets=[Asset("s3://bucket/made")])).msg
    assert (made.type, [outlet.uri for outlet in made.task_outlets]) == ("SucceedTask", ["s3://bucket/made"])
    assert run_task(Operator(task_id="t", text="{{ nothing }}")).msg.state == "failed"

def test_rendering_runs_nothing(render_task):
    operator = Operator(task_id="t", text="{{ 1 + 1 }} {{ params.x }}")
    operator.execute = None
    assert rendered(text="2 y") == render_task(operator, params={"x": "y"})
    assert operator.text == "{{ 1 + 1 }} {{ params.x }}"
    with pytest.raises(Exception, match="nothing"):
        render_task(Operator(task_id="t", text="{{ nothing }}"))

def test_callbacks(run_task):
    called = []
    operator = Operator(task_id="t", on_success_callback=lambda context: called.append(context["ti"].task_id))
    run_task(operator, run_callbacks=False)
    assert called == []
    run_task(operator)
    assert called == ["t"]
"""
    )
    done.assert_outcomes(passed=7)
