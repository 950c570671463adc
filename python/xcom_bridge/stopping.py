"""How a task ends that is told to by SIGTERM."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance


@contextmanager
def at_once(ti: RuntimeTaskInstance) -> Iterator[None]:
    """End this process at SIGTERM, while a task is executed whose operator has no `on_kill` of its own.

    The SDK's task runner sets a handler that calls `on_kill`, and the task goes on: Airflow's supervisor kills it some
    seconds later. Where `on_kill` does nothing, there is nothing to give that time to.
    """
    process = os.getpid()
    is_over = False
    set_handler = signal.signal

    def set_by_task_runner(number: int, handler: Any) -> Any:
        if number != signal.SIGTERM:
            return set_handler(number, handler)
        # The first thing that the task runner does; handlers of tasks are their own.
        signal.signal = set_handler

        def told(number: int, frame: Any) -> None:
            handler(number, frame)
            # A process that the task has forked has the handler, too; and what comes after a task are its callbacks.
            if os.getpid() == process and not is_over and _has_nothing_to_do(ti):
                _end()

        return set_handler(number, told)

    signal.signal = set_by_task_runner  # type: ignore[assignment]
    try:
        yield
    finally:
        signal.signal = set_handler
        is_over = True


def _has_nothing_to_do(ti: RuntimeTaskInstance) -> bool:
    from airflow.sdk.bases.operator import BaseOperator

    return type(ti.task).on_kill is BaseOperator.on_kill and "on_kill" not in vars(ti.task)


def _end() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            # In the middle of a write, or closed.
            continue
    os.kill(os.getpid(), signal.SIGKILL)
