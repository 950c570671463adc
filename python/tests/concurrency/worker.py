"""What the tests of concurrency run in processes of their own: `worker.py NAME STORE ARGUMENT...`.

Values say who pushed them and which push it was, in a way that a mixture of two would not survive.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import sys
import threading
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import _xcom

DAG, RUN, INSTANCES = "etl", "manual__2026-01-01", 256


def make(path: str) -> None:
    """A store with one run: the task `one`, and `mapped` with many instances."""
    _xcom.connect(f"sqlite:///{path}")
    with sqlite3.connect(path) as database:
        database.execute(
            "INSERT INTO dag_run (dag_id, run_id, logical_date, run_type, run_after, state)"
            " VALUES (?, ?, ?, 'manual', ?, 'running')",
            (DAG, RUN, "2026-01-01 00:00:00.000000", "2026-01-01 00:00:00.000000"),
        )
        database.executemany(
            "INSERT INTO task_instance (id, dag_id, run_id, task_id, map_index, try_number, pool, pool_slots)"
            " VALUES (?, ?, ?, ?, ?, 1, 'default_pool', 1)",
            [
                (uuid.uuid4().hex, DAG, RUN, task, index)
                for task, index in [("one", -1), *(("mapped", index) for index in range(INSTANCES))]
            ],
        )
    database.close()


def value(writer: int, number: int, size: int = 0) -> dict[str, Any]:
    return {"writer": writer, "number": number, "text": f"{writer}/{number} " * (1 + size)}


def check(found: Any) -> tuple[int, int]:
    """Who pushed a value, and which push it was."""
    writer, number, text = found["writer"], found["number"], found["text"]
    assert text == f"{writer}/{number} " * text.count(" "), f"mixed: {found}"
    return writer, number


def push(writer: int, number: int, key: str, task: str = "mapped", size: int = 0) -> None:
    index = writer if task == "mapped" else -1
    warning = _xcom.push(DAG, RUN, task, index, key, value(writer, number, size), None, False)
    assert warning is None, warning


def pull(key: str, task: str = "mapped", index: int = -1) -> Any:
    return _xcom.pull(DAG, RUN, [task], key, False, [index], True, None)


def work(writer: int, count: int) -> None:
    """Pushes keys of its own and one that all others push too, and reads both back each time."""
    seen: dict[int, int] = {}
    for number in range(count):
        push(writer, number, f"own{number}", size=number % 40)
        assert check(pull(f"own{number}", index=writer)) == (writer, number)
        push(writer, number, "shared", task="one", size=(writer * 7 + number) % 40)
        other, newest = check(pull("shared", task="one"))
        # Whoever has seen a writer's push never sees an earlier one of it again.
        assert newest >= seen.get(other, -1), f"{other} went back from {seen[other]} to {newest}"
        seen[other] = newest


def child(body: Callable[[], None]) -> int:
    """The process id of a fork that runs the body, and ends with 0 if it ends well."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            signal.alarm(60)
            body()
            status = 0
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}\n".encode())
        finally:
            os._exit(status)
    return pid


def ended(pids: list[int]) -> None:
    statuses = [os.waitpid(pid, 0)[1] for pid in pids]
    assert statuses == [0] * len(pids), statuses


def processes(store: str, count: str, pushes: str) -> None:
    begin, begun = os.pipe()

    def body(writer: int) -> None:
        os.close(begun)
        os.read(begin, 1)
        _xcom.connect(f"sqlite:///{store}")
        work(writer, int(pushes))

    pids = [child(lambda writer=writer: body(writer)) for writer in range(int(count))]
    # They wait for the end of the pipe, so that they begin together.
    os.close(begin)
    os.close(begun)
    ended(pids)


def threads(store: str, count: str, pushes: str) -> None:
    _xcom.connect(f"sqlite:///{store}")
    failures: list[BaseException] = []

    def body(writer: int) -> None:
        try:
            work(writer, int(pushes))
        except BaseException as error:
            failures.append(error)

    running = [threading.Thread(target=body, args=(writer,)) for writer in range(int(count))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert not failures, failures


def tasks(store: str, count: str, pushes: str) -> None:
    """asyncio: tasks that take turns at each step, and others that push in the threads of an executor."""
    _xcom.connect(f"sqlite:///{store}")

    async def turns(writer: int) -> None:
        for number in range(int(pushes)):
            push(writer, number, f"own{number}")
            await asyncio.sleep(0)
            assert check(pull(f"own{number}", index=writer)) == (writer, number)
            push(writer, number, "shared", task="one")
            await asyncio.sleep(0)
            check(pull("shared", task="one"))

    async def everything() -> None:
        half = int(count) // 2
        await asyncio.gather(
            *(turns(writer) for writer in range(half)),
            *(asyncio.to_thread(work, writer, int(pushes)) for writer in range(half, int(count))),
        )

    asyncio.run(everything())


class Reentrant:
    """A value that pushes and pulls while it is being serialized."""

    def __init__(self, depth: int) -> None:
        self.depth = depth

    def serialize(self) -> dict[str, Any]:
        inner = Reentrant(self.depth - 1) if self.depth else "bottom"
        assert _xcom.push(DAG, RUN, "one", -1, f"depth{self.depth}", [inner, "x" * 5000], None, False) is None
        assert _xcom.pull(DAG, RUN, ["one"], "plain", False, [-1], True, None) == "plain"
        assert json.loads(_xcom.dumps([self.depth] * 10)) == [self.depth] * 10
        return {"depth": self.depth}

    @staticmethod
    def deserialize(data: dict[str, Any], version: int) -> Any:
        return data["depth"]


def reentrant(store: str) -> None:
    _xcom.connect(f"sqlite:///{store}")
    _xcom.push(DAG, RUN, "one", -1, "plain", "plain", None, False)
    assert _xcom.push(DAG, RUN, "one", -1, "top", {"deep": [Reentrant(5)]}, None, False) is None


def forks_under_threads(store: str, count: str) -> None:
    """Forks while threads are inside the store; each child pushes on a connection of its own."""
    _xcom.connect(f"sqlite:///{store}")
    stop = threading.Event()
    failures: list[BaseException] = []

    def body(writer: int) -> None:
        number = 0
        try:
            while not stop.is_set():
                push(writer, number, "busy", size=200)
                check(pull("busy", index=writer))
                number += 1
        except BaseException as error:
            failures.append(error)

    running = [threading.Thread(target=body, args=(writer,)) for writer in range(200, 204)]
    for thread in running:
        thread.start()
    for writer in range(int(count)):
        ended([child(lambda writer=writer: work(writer, 3))])
    stop.set()
    for thread in running:
        thread.join()
    assert not failures, failures


def orphan(store: str) -> None:
    """A child that goes on pushing when all others have closed the store, opened it again and closed it again."""
    _xcom.connect(f"sqlite:///{store}")
    push(0, 0, "parent")
    to_child, from_parent = os.pipe()
    to_parent, from_child = os.pipe()

    def body() -> None:
        push(1, 0, "orphan")
        os.write(from_child, b"1")
        os.read(to_child, 1)
        for number in range(1, 5):
            push(1, number, f"orphan{number}")

    pid = child(body)
    os.read(to_parent, 1)
    _xcom.connect("sqlite://")
    for _ in range(2):
        ended([child(lambda: (_xcom.connect(f"sqlite:///{store}"), push(2, 0, "visitor"), _xcom.connect("sqlite://")))])
    os.write(from_parent, b"1")
    ended([pid])


def victims(store: str, records: str, kills: str, seed: str) -> None:
    """Kills processes that push, at any moment. Each writes down every push that has returned."""
    rng = random.Random(int(seed))
    running: list[int] = []
    count = int(kills)

    def body(writer: int) -> None:
        record = os.open(Path(records) / str(writer), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(record, b"begun\n")
        _xcom.connect(f"sqlite:///{store}")

        def forever(thread: int) -> None:
            number = 0
            while True:
                size = (0, 3, 300, 30_000)[number % 4] if number % 20 < 4 else 2
                push(writer, number, f"key{thread}.{number}", size=size)
                os.write(record, f"key{thread}.{number} {number} {size}\n".encode())
                push(writer, number, f"latest{thread}")
                os.write(record, f"latest{thread} {number} 0\n".encode())
                number += 1

        for thread in range(1, 1 + writer % 3):
            threading.Thread(target=forever, args=(thread,), daemon=True).start()
        forever(0)

    for writer in range(count):
        running.append(child(lambda writer=writer: body(writer)))
        if len(running) == 4:
            # At a random moment of its life: while it opens the store, in the middle of a push, long after.
            time.sleep(rng.choice([0, 0.002, 0.01, 0.03]) * rng.random())
            kill(running.pop(rng.randrange(len(running))))
    for pid in running:
        kill(pid)


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL, "ended before it was killed"


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
