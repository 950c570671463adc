# conformance: {"files": ["show2.py"], "pythonpath": ["."], "jobs": 1}
"""Keys as they are stored and pulled, odd ones among them; `multiple_outputs` that fails in the middle; lazy reads."""
from airflow import DAG
from airflow.decorators import task
from airflow.operators.python import PythonOperator
from show2 import show


class Text(str):
    pass


KEYS = {
    "int": 5, "float": 1.5, "true": True, "none": None, "empty": "", "odd": "a?b#c%20.d\n/", "nul": "a\0b", "long": "k" * 600,
    "surrogate": "\ud800", "tuple": (1,), "list": [1], "object": object(), "subclass": Text("sub"), "negative": -3,
    "big": 2**70, "blanks": " x ", "wide": "ключ",
}


def push(ti):
    return {name: show(ti.xcom_push, key, name) for name, key in KEYS.items()}


def pull(ti):
    texts = {"5": "5", "1.5": "1.5", "1": "1", "other case": "INT"}
    found = {name: show(ti.xcom_pull, "push", key=key) for name, key in {**KEYS, **texts}.items() if key not in (None, "")}
    return {name: "all of them" if isinstance(value, dict) and "int" in value else value for name, value in found.items()}


def reads(ti):
    """A sequence asks anew each time that it is read; its length stays."""
    lazy = ti.xcom_pull(["push", "reads"], key="n")
    out = [list(lazy)]
    ti.xcom_push("n", 1)
    out += [list(lazy), len(lazy)]
    ti.xcom_push("n", 2)
    out += [list(lazy), len(lazy), repr(lazy), bool(lazy)]
    ti.xcom_push("m", 0)
    ti.xcom_push("a", 3)
    ti.xcom_push("n", 4)
    everything = ti.xcom_pull(["reads"], key=None)
    return out + [list(everything), everything[::-1], list(reversed(everything)), show(ti.xcom_pull, "reads", key=None)]


def slices(ti):
    lazy = ti.xcom_pull("mapped")
    bounds = [None, 0, 1, 2, 3, 5, -1, -2, -3, -5]
    out = {f"{a}:{b}:{s}": show(lambda: lazy[a:b:s]) for a in bounds for b in bounds for s in (None, 1, -1)}
    out["items"] = [show(lambda: lazy[index]) for index in range(-5, 5)]
    out["odd"] = [show(lambda: lazy[index]) for index in ("a", 1.0, True, None, slice("a", None), slice(True, False))]
    out["=="] = [lazy == (0, 10, 20), lazy == [0, 10], lazy == 5, lazy != [0, 10, 20], lazy == ti.xcom_pull(["mapped"])]
    out["broken"] = [
        show(lambda: f(ti.xcom_pull("mapped", map_indexes=range(3, -1, -1)))) for f in (len, bool, repr, list, lambda x: x[0], reversed)
    ]
    return out


@task(multiple_outputs=True)
def bad_value(ti=None):
    ti.xcom_push("by hand", 1)
    return {"good": 1, "bad": object(), "more": 2}


@task(multiple_outputs=True)
def bad_key():
    return {"good": 1, 5: 2}


@task(multiple_outputs=True)
def no_dict():
    return [1]


@task(multiple_outputs=True)
def odd_keys():
    return {"": 1, "return_value": 2, "nothing": None, "t": (1, 2)}


@task
def not_mappable():
    return 5


@task
def too_long():
    return list(range(2000))


@task
def nothing():
    return None


@task
def over(x):
    return x


@task(trigger_rule="all_done")
def look(ti=None):
    names = ["bad_value", "bad_key", "no_dict", "odd_keys", "not_mappable", "too_long", "nothing"]
    return [show(ti.xcom_pull, names, key=None), show(ti.xcom_pull, "odd_keys", key="nothing", default="dflt")]


@task(trigger_rule="all_done")
def arguments(missing, pushed_none, whole, wrong):
    return [missing, pushed_none, show(whole), wrong]


with DAG("af2_keys", schedule=None) as dag:
    first = PythonOperator(task_id="push", python_callable=push)
    mapped = PythonOperator.partial(task_id="mapped", python_callable=lambda x: x * 10).expand(op_args=[[0], [1], [2]])
    first >> mapped >> PythonOperator(task_id="pull", python_callable=pull)
    mapped >> PythonOperator(task_id="reads", python_callable=reads)
    mapped >> PythonOperator(task_id="slices", python_callable=slices)
    end = look()
    odd = odd_keys()
    [bad_value(), bad_key(), no_dict(), odd] >> end
    for sources in (not_mappable(), too_long(), nothing()):
        sources >> end
        over.override(task_id=f"over_{sources.operator.task_id}").expand(x=sources)
    arguments(no_dict(), odd["nothing"], mapped.output, odd["t"])
