"""The native pull gives what the SDK's own gives, over random arguments, in a run with all kinds of rows."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

DAG = '''
import inspect
import random

from airflow.sdk import DAG, task
from airflow.sdk.exceptions import AirflowSkipException

KEYS = ["return_value", "k", "nothing", "empty text"]
TASKS = ["one", "null", "none", "mapped", "single", "skipped", "compare", "no_such", "", "one two"]
DAGS = [None, "first", "second", "no_such"]
RUNS = [None, "r0", "r1", "r2", "no_such"]
INDEXES = [-2, -1, 0, 1, 2, 3, 7, True, "01", 0.5, None]


def arguments(rng):
    """Arguments of one call, made twice so that a generator is fresh for each way."""
    def tasks(odd):
        listed = [rng.choice(TASKS if odd else TASKS[:8]) for _ in range(rng.randrange(4))]
        return rng.choice([None, listed, tuple(listed), rng.choice(TASKS), listed and listed[0], 1 if odd else listed])

    def indexes(odd):
        listed = [rng.choice(INDEXES if odd else [-1, 0, 1, 2, 3]) for _ in range(rng.randrange(4))]
        return rng.choice([listed, tuple(listed), None, rng.choice(INDEXES), range(rng.randrange(5)), "unset", "unset"])

    odd = rng.random() < 0.3
    chosen = {"task_ids": tasks(odd), "key": rng.choice(KEYS)}
    if (found := indexes(odd)) != "unset":
        chosen["map_indexes"] = found
    if rng.random() < 0.4:
        chosen["dag_id"] = rng.choice(DAGS)
    if rng.random() < 0.4:
        chosen["run_id"] = rng.choice(RUNS)
    if rng.random() < 0.4:
        chosen["include_prior_dates"] = rng.choice([True, False, True])
    if rng.random() < 0.5:
        chosen["default"] = rng.choice(["dflt", None, [1], 0])
    return chosen


def outcome(function, *positional, **named):
    try:
        value = function(*positional, **named)
    except Exception as error:
        return f"{type(error).__module__}.{type(error).__qualname__}: {error}"
    return f"{type(value)} {value!r}"


def rows(ti):
    ti.xcom_push("k", {"from": ti.run_id})
    ti.xcom_push("empty text", "")


for name in ("first", "second"):
    with DAG(name, schedule=None):

        @task
        def one(ti=None):
            rows(ti)
            return (1, "two", None)

        @task
        def null(ti=None):
            ti.xcom_push("return_value", None)
            ti.xcom_push("k", None)

        @task
        def none(): ...

        @task
        def mapped(x, ti=None):
            rows(ti)
            if x == 2:
                raise AirflowSkipException
            return {"x": x, "run": ti.run_id} if x != 1 else None

        @task
        def single(x, ti=None):
            rows(ti)
            return x

        @task
        def skipped(ti=None):
            rows(ti)
            raise AirflowSkipException

        @task(trigger_rule="all_done")
        def compare(ti=None):
            from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

            fast, slow = RuntimeTaskInstance.xcom_pull, inspect.unwrap(RuntimeTaskInstance.xcom_pull)
            rng = random.Random(ti.dag_id + ti.run_id)
            wrong, odd = [], 0
            for _ in range(400):
                call = arguments(rng)
                left, right = outcome(fast, ti, **call), outcome(slow, ti, **call)
                odd += "Error" in right
                if left != right:
                    wrong.append([repr(call), left, right])
            return {"wrong": wrong[:20], "count": len(wrong), "odd": odd}

        [one(), null(), none(), mapped.expand(x=[0, 1, 2, 3]), single.expand(x=["s"]), skipped()] >> compare()
'''


BUILT = Path(__file__).resolve().parents[3] / ".build" / "release" / "xcom"


def program() -> str:
    """The program that ``XCOM_PROGRAM`` names, the one that this interpreter is embedded in, or the one that is built."""
    named = os.environ.get("XCOM_PROGRAM", "")
    running = os.path.realpath("/proc/self/exe")
    return named or (running if os.path.basename(running) == "xcom" else str(BUILT))


@pytest.mark.skipif(not os.path.exists(program()), reason="needs xcom: build it, or name it by XCOM_PROGRAM")
def test_the_native_pull_is_the_sdks_pull(tmp_path: Path) -> None:
    (tmp_path / "dags.py").write_text(DAG)
    env = os.environ | {"XCOM_HOME": str(tmp_path), "AIRFLOW_HOME": str(tmp_path / "airflow")}
    for number in range(3):
        for dag in ("second", "first"):
            command = [program(), "run", str(tmp_path / "dags.py"), "--dag-id", dag, "--run-id", f"r{number}"]
            command += ["--logical-date", f"2026-01-0{number + 1}T00:00:00Z", "--output", "json"]
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr[-4000:]
            result: dict[str, Any] = json.loads(done.stdout)
            (found,) = [row["value"] for row in result["xcoms"] if row["task_id"] == "compare"]
            assert found["wrong"] == [], found["count"]
            assert found["odd"] > 20
