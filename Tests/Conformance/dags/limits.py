# conformance: {"expect_dag_state": "success"}
"""The limits of keys, ids and map indexes: what a DAG file may name, and what a push and a pull take.

What the API refuses is another exception in production than here: its status code stands for it.
"""
from airflow.sdk import DAG, dag, task, task_group
from airflow.sdk.bases.operator import BaseOperator
from airflow.sdk.execution_time.xcom import XCom

IDS = {
    "250": "i" * 250,
    "251": "i" * 251,
    "empty": "",
    "blank": "a b",
    "slash": "a/b",
    "dot dash": "a.b-c_d",
    "unicode": "schlüssel",
    "newline": "a\n",
    "colon": "a:b",
    "percent": "a%b",
    "quote": "a'b",
    "none": None,
    "int": 1,
    "two dots": "..",
    "star": "a*b",
}


def attempt(f):
    try:
        return f()
    except Exception as e:
        if type(e).__name__ == "ServerResponseError":
            return ["refused", e.response.status_code]
        if type(e).__name__ == "AirflowRuntimeError":
            return ["refused", e.error.detail["status_code"]]
        return [type(e).__name__, str(e).splitlines()[0][:400]]


def dag_of(name):
    return attempt(lambda: DAG(name, schedule=None).dag_id)


def task_of(name):
    with DAG("other", schedule=None):
        return attempt(lambda: BaseOperator(task_id=name).task_id)


def group_of(name):
    def made():
        @task_group(group_id=name)
        def group():
            BaseOperator(task_id="t")

        with DAG("other", schedule=None) as d:
            group()
        return sorted(d.task_dict)

    return attempt(made)


def long_in_group(length):
    def made():
        with DAG("other", schedule=None) as d:
            @task_group(group_id="g" * 100)
            def group():
                BaseOperator(task_id="t" * length)

            group()
        return [len(name) for name in d.task_dict]

    return attempt(made)


@dag(schedule=None)
def limits():
    @task
    def ids():
        return {
            "dag": {name: dag_of(value) for name, value in IDS.items()},
            "task": {name: task_of(value) for name, value in IDS.items()},
            "group": {name: group_of(value) for name, value in {**IDS, "200": "g" * 200, "201": "g" * 201}.items()},
            "in group": {str(n): long_in_group(n) for n in (148, 149, 150)},
        }

    @task(task_id="i" * 250)
    def longest(ti=None):
        ti.xcom_push("k" * 512, "long key")
        return ti.xcom_pull(ti.task_id, key="k" * 512)

    @task(task_id="dots.and-dashes_9")
    def dots(ti=None):
        return "dots"

    @task
    def indexes(ti=None):
        me = {"dag_id": ti.dag_id, "run_id": ti.run_id, "task_id": ti.task_id}
        out = {}
        for index in (-1, -2, 0, 1, 2**31, 2**63, 2**70, True, 1.0, 1.5, "1", "x", None):
            out[f"set {index!r}"] = attempt(lambda: XCom.set("k", "v", **me, map_index=index))
            out[f"get {index!r}"] = attempt(lambda: XCom.get_one(key="k", **me, map_index=index))
            out[f"pull {index!r}"] = attempt(lambda: ti.xcom_pull(ti.task_id, key="k", map_indexes=index, default="d"))
            out[f"delete {index!r}"] = attempt(lambda: XCom.delete("k", **me, map_index=index))
        return out

    @task
    def addresses(ti=None):
        me = {"dag_id": ti.dag_id, "run_id": ti.run_id, "task_id": ti.task_id}
        values = {"empty": "", "none": None, "int": 1, "bytes": b"b", "300": "x" * 300, "600": "x" * 600, "blank": "a b"}
        out = {}
        for part in me:
            for name, value in values.items():
                at = me | {part: value}
                out[f"set {part} {name}"] = attempt(lambda: XCom.set("k", "v", **at))
                out[f"get {part} {name}"] = attempt(lambda: XCom.get_one(key="k", **at))
                out[f"all {part} {name}"] = attempt(lambda: XCom.get_all(key="k", **at))
                out[f"delete {part} {name}"] = attempt(lambda: XCom.delete("k", **at))
                pull = {"task_ids": at["task_id"], "dag_id": at["dag_id"], "run_id": at["run_id"], "key": "k"}
                out[f"pull {part} {name}"] = attempt(lambda: ti.xcom_pull(**pull))
                out[f"pull one {part} {name}"] = attempt(lambda: ti.xcom_pull(**pull, map_indexes=-1, default="d"))
        for name, key in {"empty": "", "none": None, "int": 1, "bytes": b"b", "512": "k" * 512, "513": "k" * 513}.items():
            out[f"set key {name}"] = attempt(lambda: XCom.set(key, "v", **me))
            out[f"get key {name}"] = attempt(lambda: XCom.get_one(key=key, **me))
            out[f"all key {name}"] = attempt(lambda: XCom.get_all(key=key, **me))
            out[f"pull key {name}"] = attempt(lambda: ti.xcom_pull(ti.task_id, key=key))
            out[f"pull one key {name}"] = attempt(lambda: ti.xcom_pull(ti.task_id, key=key, map_indexes=None, default="d"))
            out[f"delete key {name}"] = attempt(lambda: XCom.delete(key, **me))
        return out

    ids() >> [longest(), dots()] >> indexes() >> addresses()


limits()
