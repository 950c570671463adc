# conformance: {"files": ["show2.py", "backend2.py"], "pythonpath": ["."], "keep_files": ["kept"]}
# conformance: {"env": {"AIRFLOW__CORE__XCOM_BACKEND": "backend2.Kwargs", "BACKEND2_LOG": "${WORK}/kept/log.txt"}}
"""A custom backend whose serialize_value takes (value, **kwargs): pushes, pulls, retries, XCom.set and mapped tasks."""
from pathlib import Path
import os

from airflow import DAG
from airflow.decorators import task
from airflow.models import XCom
from airflow.operators.python import PythonOperator
from show2 import show

Path(os.environ["BACKEND2_LOG"]).parent.mkdir(exist_ok=True)


def push(ti):
    ti.xcom_push("k", (1, [2]))
    XCom.set(key="set", value={"a": 1}, dag_id=ti.dag_id, task_id=ti.task_id, run_id=ti.run_id)
    return "returned"


def pull(ti):
    p = ti.xcom_pull
    return {
        "one": show(p, "push"), "key": show(p, "push", key="k"), "set": show(p, "push", key="set"),
        "list": show(p, ["push", "nope"]), "mapped": show(p, "mapped"),
        "get_one": show(XCom.get_one, run_id=ti.run_id, dag_id=ti.dag_id, task_id="push", key="set"),
        "get_value": show(XCom.get_value, ti_key=ti.key, key="none"),
    }


with DAG("af2_backend_kwargs", schedule=None) as dag:

    @task
    def mapped(x):
        return x

    @task
    def reduce(xs):
        return list(xs)

    @task(multiple_outputs=True)
    def several():
        return {"a": 1, "b": [2]}

    @task
    def use(a, b):
        return [a, b]

    m = mapped.expand(x=[1, 2])
    s = several()
    PythonOperator(task_id="push", python_callable=push) >> m >> PythonOperator(task_id="pull", python_callable=pull) >> reduce(m)
    use(s["a"], s["b"])
