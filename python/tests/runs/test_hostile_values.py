"""The worst values in a user's DAG: each task ends as it would in Airflow, and the run goes on."""

from __future__ import annotations

from .conftest import Xcom

DAG = """
    from airflow.sdk import dag, task

    class Unshowable:
        def __repr__(self):
            raise LookupError("from repr")

    class Unserializable:
        def serialize(self):
            raise LookupError("from serialize")

    class Shrinking:
        def __init__(self, items):
            self.items = items

        def serialize(self):
            self.items.clear()
            return {}

    def deep():
        value = None
        for _ in range(100_000):
            value = [value]
        return value

    def cycle():
        value = {}
        value["again"] = [value]
        return value

    def shrinking():
        items = []
        items += [Shrinking(items), 1, 2]
        return items

    BAD = {
        "deep": deep,
        "cycle": cycle,
        "nan": lambda: [1.0, float("nan")],
        "infinity": lambda: {"a": float("inf")},
        "surrogate": lambda: {"a": "\\ud800"},
        "long_integer": lambda: 10**5000,
        "reserved": lambda: {"a": {"__classname__": "builtins.int"}},
        "unshowable": lambda: [Unshowable()],
        "unserializable": lambda: [Unserializable()],
    }
    GOOD = {
        "nul": lambda: "a\\0b",
        "colliding": lambda: {1: "int", "1": "str"},
        "shrinking": shrinking,
        "large": lambda: "x" * 200_000_000,
    }

    @dag(schedule=None)
    def hostile():
        for name, make in {**BAD, **GOOD}.items():
            @task(task_id=name)
            def push(make=make):
                return make()

            @task(task_id="after_" + name, trigger_rule="all_done")
            def pull(name=name, ti=None):
                value = ti.xcom_pull(task_ids=name)
                return len(value) if isinstance(value, str) else value

            push() >> pull()

    hostile()
"""

ERRORS = {
    "deep": "RecursionError",
    "cycle": "RecursionError",
    "nan": "Out of range float values are not JSON compliant",
    "infinity": "Out of range float values are not JSON compliant",
    "surrogate": "surrogates not allowed",
    "long_integer": "Exceeds the limit (4300 digits) for integer string conversion",
    "reserved": "reserved key __classname__",
    # The operator logs what it returns.
    "unshowable": "from repr",
    "unserializable": "from serialize",
    # Its envelopes name a class of the DAG file, which is not on the allow-list.
    "after_shrinking": "was not found in allow list",
}
PULLED = {"nul": 3, "colliding": {"1": "str"}, "large": 200_000_000}


def test_hostile_values_fail_their_own_task_only(xcom: Xcom) -> None:
    done = xcom("run", xcom.dag(DAG), timeout=300)
    states = xcom.states()
    assert {name for name, state in states.items() if state == "failed"} == set(ERRORS)
    assert {state for name, state in states.items() if name not in ERRORS} == {"success"}
    for name, message in ERRORS.items():
        assert message in done.stdout + done.stderr, name
    run = xcom.json("runs")[-1]
    rows = xcom.json("list", "--dag-id", run["dag_id"], "--key", "return_value")
    stored = {row["task_id"] for row in rows}
    assert stored.isdisjoint(ERRORS)
    for name, value in PULLED.items():
        got = xcom.json("get", "--dag-id", "hostile", "--run-id", run["run_id"], "--task-id", "after_" + name)
        assert got == value or got["value"] == value
    assert xcom("db", "check").returncode == 0
