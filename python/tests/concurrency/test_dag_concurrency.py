"""A task's own threads, asyncio tasks and processes push and pull through its `ti`."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from .test_store_concurrency import PROGRAM, consistent, rows

DAG = """
import asyncio
import multiprocessing
import os
import threading
from concurrent.futures import ThreadPoolExecutor

from airflow.sdk import DAG, get_current_context, task

COUNT = 20


def push(ti, who):
    for number in range(COUNT):
        ti.xcom_push(f"{who}.{number}", (who, number))
        assert ti.xcom_pull(ti.task_id, key=f"{who}.{number}", map_indexes=ti.map_index) == (who, number)
        ti.xcom_push("shared", [who] * 50)
        assert len(set(ti.xcom_pull(ti.task_id, key="shared", map_indexes=ti.map_index))) == 1


def in_process(who):
    push(get_current_context()["ti"], who)


def forked(ti, who):
    child = os.fork()
    if child == 0:
        try:
            push(ti, who)
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0


with DAG("busy", schedule=None):

    @task
    def work(x, ti=None):
        async def turns(who):
            push(ti, who)
            await asyncio.sleep(0)
            await asyncio.to_thread(push, ti, who + " in a thread")

        async def everything():
            await asyncio.gather(*(turns(f"asyncio {number}") for number in range(3)))

        asyncio.run(everything())
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda number: push(ti, f"thread {number}"), range(4)))
            # While the threads of the pool are there.
            list(pool.map(lambda number: forked(ti, f"fork {number}"), range(3)))
        processes = multiprocessing.get_context("fork").Pool(2)
        processes.map(in_process, [f"process {number}" for number in range(2)])
        # Not by leaving a `with`: it sends SIGTERM, for which the SDK's task runner has a handler that does nothing in forks.
        processes.close()
        processes.join()
        push(ti, "main")
        return x

    @task
    def total(values):
        return sum(values)

    total(work.expand(x=[1, 2, 3, 4]))
"""
WHO = [
    *(f"asyncio {number}{thread}" for number in range(3) for thread in ("", " in a thread")),
    *(f"{kind} {number}" for kind, count in (("thread", 4), ("fork", 3), ("process", 2)) for number in range(count)),
    "main",
]


@pytest.mark.skipif(not PROGRAM.exists(), reason="needs the built xcom")
def test_a_task_pushes_and_pulls_from_all_that_runs_in_it(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(DAG)
    env = {key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "XCOM_"))}
    env |= {"XCOM_HOME": str(tmp_path), "AIRFLOW_HOME": str(tmp_path / "airflow")}
    done = subprocess.run([PROGRAM, "run", tmp_path / "busy.py"], env=env, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    found = rows(tmp_path / "xcom.db")
    assert found.pop(("total", -1, "return_value")) == 10
    shared = [found.pop(("work", index, "shared")) for index in range(4)]
    assert all(len(set(value)) == 1 for value in shared)
    assert [found.pop(("work", index, "return_value")) for index in range(4)] == [1, 2, 3, 4]
    expected = {
        ("work", index, f"{who}.{number}"): [who, number] for index in range(4) for who in WHO for number in range(20)
    }
    assert {place: value["__data__"] for place, value in found.items()} == expected
    consistent(tmp_path / "xcom.db")
