"""One DAG for every backend: all ways to push and to pull."""
import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from airflow.sdk import DAG, task
from airflow.sdk.execution_time.xcom import XCom
from airflow.providers.standard.operators.bash import BashOperator


def said(call):
    """What a call gives, or how it fails."""
    try:
        value = call()
        return [type(value).__name__, repr(list(value) if type(value).__name__ == "LazyXComSequence" else value)]
    except Exception as error:
        return [type(error).__name__, str(error).splitlines()[0] if str(error) else ""]


def build(dag_id, keys=()):
    with DAG(dag_id, schedule=None) as dag:

        @task
        def push(ti=None):
            tried = [[key, *said(lambda: ti.xcom_push(key, key))] for key in keys]
            ti.xcom_push("dict", {"a": [1, 2]})
            ti.xcom_push("tuple", (1, 2))
            return {"returned": 1, "tried": tried}

        @task(multiple_outputs=True)
        def several():
            return {"x": 1, "y": {"z": 2}}

        @task
        def numbers():
            return [1, 2]

        @task(trigger_rule="all_done")
        def pull(value, ti=None):
            at = {"dag_id": ti.dag_id, "run_id": ti.run_id}
            address = SimpleNamespace(**at, task_id="push", map_index=-1)
            return [
                value,
                [[key, *said(lambda: ti.xcom_pull(task_ids="push", key=key))] for key in keys],
                [[key, *said(lambda: ti.xcom_pull(task_ids="push", key=key, map_indexes=None))] for key in keys],
                said(lambda: ti.xcom_pull(task_ids="push", key="tuple")),
                said(lambda: ti.xcom_pull(task_ids=["push", "several"])),
                said(lambda: ti.xcom_pull(task_ids="several", key="y", map_indexes=[-1])),
                said(lambda: ti.xcom_pull(task_ids="nobody", default=3)),
                said(lambda: XCom.get_one(**at, task_id="push", key="dict")),
                said(lambda: XCom.get_all(**at, task_id="push", key="dict")),
                said(lambda: XCom.get_value(ti_key=address, key="dict")),
                said(lambda: XCom.set(**at, task_id="push", key="set", value={"s": 1})),
                said(lambda: XCom.get_one(**at, task_id="push", key="set")),
                said(lambda: XCom.delete(**at, task_id="push", key="set")),
                said(lambda: XCom.get_one(**at, task_id="push", key="set")),
            ]

        @task
        def item(x):
            return {"item": x}

        @task
        def reduce(xs):
            return [said(lambda: xs), said(lambda: xs[-1]), said(lambda: xs[0:1]), said(lambda: len(xs))]

        @task(retries=1, retry_delay=timedelta(0))
        def retried(ti=None):
            ti.xcom_push("k", {"try": ti.try_number})
            if ti.try_number == 1:
                raise ValueError("first try")
            return {"second": "try"}

        @task(trigger_rule="all_done")
        def calls():
            log = Path(os.environ["XCOM_BACKENDS_ROOT"], "calls.log")
            return sorted(log.read_text().splitlines()) if log.exists() else []

        many = several()
        many >> (pulled := pull(push()))
        many >> (bash := BashOperator(
            task_id="bash", bash_command="echo '{{ ti.xcom_pull(task_ids=\"several\", key=\"y\") }}'"
        ))
        [pulled, reduce(item.expand(x=numbers())), retried(), bash] >> calls()
    return dag
