# conformance: {"files": ["show2.py"], "pythonpath": ["."], "env": {"AIRFLOW__CORE__DEFAULT_TASK_RETRIES": "0"}}
"""How tasks end: callbacks of a skip, post_execute, SystemExit, coroutines, map_index_template, exceptions by name."""
import sys

from airflow import DAG
from airflow.decorators import task
from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.models.baseoperator import BaseOperator
from airflow.operators.python import PythonOperator, get_current_context
from show2 import show


def note(name):
    def call(context):
        error = context.get("exception")
        context["ti"].xcom_push(f"cb_{name}", [context["ti"].task_id, show(error and f"{type(error).__module__}.{error!r}")])

    return call


CALLBACKS = {f"on_{name}_callback": note(name) for name in ("execute", "success", "skipped", "failure")}


def raises(error):
    def call():
        raise error

    return call


class Own(BaseOperator):
    def __init__(self, after=None, **kwargs):
        super().__init__(**kwargs)
        self.after = after

    def execute(self, context):
        context["ti"].xcom_push("executed", 1)
        return [1, 2]

    def post_execute(self, context, result=None):
        ti = context["ti"]
        ti.xcom_push("post", [result, show(ti.xcom_pull, task_ids=self.task_id), show(ti.xcom_pull, task_ids=self.task_id, key="hook")])
        if self.after == "super":
            super().post_execute(context, result)
        if self.after == "raise":
            raise ValueError("after")


def hook(context, result):
    context["ti"].xcom_push("hook", [result, show(context["ti"].xcom_pull, task_ids=context["ti"].task_id)])


with DAG("af2_run_end", schedule=None, default_args={"retries": 0}) as dag:
    for name, call in {
        "succeeds": lambda: "x",
        "skips": raises(AirflowSkipException("skipped")),
        "fails": raises(AirflowFailException("no retry")),
        "fails_own": raises(AirflowException("plain")),
        "exits": lambda: sys.exit(3),
        "exits_0": lambda: sys.exit(0),
        "exits_text": lambda: sys.exit("text"),
        "bad_value": lambda: object(),
    }.items():
        PythonOperator(task_id=name, python_callable=call, **CALLBACKS)

    Own(task_id="own")
    Own(task_id="own_super", after="super", post_execute=hook)
    Own(task_id="own_hook_unused", post_execute=hook)
    Own(task_id="own_raises", after="raise")
    PythonOperator(task_id="hook", python_callable=lambda: "r", post_execute=hook)
    PythonOperator(task_id="hook_raises", python_callable=lambda: "r", post_execute=raises(ValueError("hook")))

    @task
    async def coroutine():
        return 1

    @task
    def not_a_coroutine():
        async def inner():
            return 1

        inner().close()
        return "closed"

    coroutine()
    not_a_coroutine()

    @task(map_index_template="{{ ti.xcom_pull(task_ids='labelled', map_indexes=ti.map_index) }}/{{ own }}")
    def labelled(x):
        get_current_context()["own"] = f"own {x}"
        return x * 10

    @task(map_index_template="{{ nothing.at_all }}")
    def broken_label(x):
        return x

    @task(map_index_template="{{ own }}")
    def failing_label(x):
        get_current_context()["own"] = f"before {x}"
        raise ValueError(x)

    labelled.expand(x=[1, 2])
    broken_label.expand(x=[1])
    failing_label.expand(x=[1])
