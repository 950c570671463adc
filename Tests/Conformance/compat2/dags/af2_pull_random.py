# conformance: {"files": ["show2.py"], "pythonpath": ["."], "runs": 3, "jobs": 1}
"""Pulls with random arguments, odd ones among them, in two DAGs with all kinds of rows, over three runs."""
import hashlib
import json
import random

from airflow import DAG
from airflow.exceptions import AirflowSkipException
from airflow.operators.python import PythonOperator
from show2 import show

KEYS = ["return_value", "k", "empty text", "nothing", None, "", 5, "5", 0, 1.5, True, b"k"]
TASKS = ["one", "null", "none", "mapped", "single", "skipped", "compare", "no_such", "", "one two"]
DAGS = [None, "af2_pull_random", "af2_pull_random_other", "no_such", "", ["af2_pull_random", "af2_pull_random_other"], []]
INDEXES = [-2, -1, 0, 1, 2, 3, 7, True, "1", 0.5, 2.0, None]


class Text(str):
    pass


def tasks(rng, odd):
    names = [rng.choice(TASKS if odd else TASKS[:6]) for _ in range(rng.randrange(5))]
    kinds = [names, tuple(names), dict.fromkeys(names), dict.fromkeys(names).keys(), (name for name in names)]
    one = [None, rng.choice(TASKS), Text(rng.choice(TASKS)), names and names[0]]
    return rng.choice(kinds if rng.random() < 0.5 else one + ([5, b"one", [None, "one"], [5, "one"]] if odd else []))


def indexes(rng, odd):
    listed = [rng.choice(INDEXES if odd else [-1, 0, 1, 2, 3]) for _ in range(rng.randrange(5))]
    ranges = [range(rng.randrange(5)), range(rng.randrange(-1, 3), rng.randrange(5)), range(0, 5, 2), range(3, -1, -1)]
    kinds = [listed, tuple(listed), dict.fromkeys(listed), (index for index in listed), *ranges, "1", "12"]
    return rng.choice(kinds if rng.random() < 0.5 else [None, rng.choice(INDEXES if odd else [-1, 0, 1, 2, 3])])


def arguments(rng):
    odd = rng.random() < 0.3
    chosen = {"task_ids": tasks(rng, odd)}
    if rng.random() < 0.7:
        chosen["key"] = rng.choice(KEYS if odd else KEYS[:6])
    if rng.random() < 0.5:
        chosen["map_indexes"] = indexes(rng, odd)
    if rng.random() < 0.3:
        chosen["dag_id"] = rng.choice(DAGS)
    if rng.random() < 0.3:
        chosen["include_prior_dates"] = True
    if rng.random() < 0.4:
        chosen["default"] = rng.choice(["dflt", None, [1], 0])
    return chosen


def push(ti, ds):
    ti.xcom_push("k", {"from": f"{ti.dag_id} {ds} {ti.task_id} {ti.map_index}"})
    ti.xcom_push("empty text", "")
    ti.xcom_push(5, f"five of {ti.task_id}")


def one(ti, ds):
    push(ti, ds)
    return (1, "two", None)


def null(ti):
    ti.xcom_push("return_value", None)
    ti.xcom_push("k", None)


def mapped(x, ti, ds):
    push(ti, ds)
    if x == 2:
        raise AirflowSkipException
    return {"x": x, "run": ds} if x != 1 else None


def skipped(ti, ds):
    push(ti, ds)
    raise AirflowSkipException


def compare(ti, ds):
    rng = random.Random(ti.dag_id + ds)
    return [short(json.dumps(show(ti.xcom_pull, **arguments(rng)))) for _ in range(300)]


def short(text):
    """The results of earlier runs are pulled, too: of long ones the beginning and a digest."""
    return text if len(text) < 160 else f"{text[:120]} {hashlib.sha256(text.encode()).hexdigest()[:16]}"


for name in ("af2_pull_random", "af2_pull_random_other"):
    with DAG(name, schedule=None):
        before = PythonOperator(task_id="one", python_callable=one)
        for task in (
            PythonOperator(task_id="null", python_callable=null),
            PythonOperator(task_id="none", python_callable=lambda: None),
            PythonOperator.partial(task_id="mapped", python_callable=mapped).expand(op_args=[[0], [1], [2], [3]]),
            PythonOperator.partial(task_id="single", python_callable=mapped).expand(op_args=[["s"]]),
            PythonOperator(task_id="skipped", python_callable=skipped),
            PythonOperator(task_id="compare", python_callable=compare, trigger_rule="all_done"),
        ):
            before >> task
            before = task
            task.trigger_rule = "all_done"
