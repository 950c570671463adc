"""``xcom_push`` and ``xcom_pull`` straight into Swift, for arguments that leave no question open.

Everything else goes the SDK's own way, so that its errors, and its way with odd arguments, come out of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import _xcom

from xcom_bridge import advice, logs, reasons, task_sdk
from xcom_bridge.task_sdk.interface import Push

Pull = Callable[..., Any]


def push_with(slow: Push) -> Push:
    """``task_runner._xcom_push``, which stores what a task pushes and what it returns."""
    return task_sdk.current().fast_push(slow, push)


def push(ti: Any, key: str, value: Any, mapped_length: int | None, is_dag_result: bool) -> None:
    """Store what a task pushes, or returns, under a plain key."""
    from airflow.sdk.exceptions import AirflowRuntimeError

    map_index = -1 if ti.map_index is None else ti.map_index
    try:
        warning = _xcom.push(ti.dag_id, ti.run_id, ti.task_id, map_index, key, value, mapped_length, is_dag_result)
    except AirflowRuntimeError:
        # The supervisor refuses, and says why.
        raise
    except Exception as error:
        advice.note(error, ti.task_id, key)
        raise
    if warning is not None:
        logs.task_logger().warning(warning)


def is_plain(key: Any) -> bool:
    """False where the SDK has to decide."""
    return type(key) is str and key != "" and _is_text(key)


def pull_with(slow: Pull, not_set: Any, *, is_native: bool = True) -> Pull:
    """``RuntimeTaskInstance.xcom_pull``, which says in the task's log why it found nothing.

    ``is_native`` is False with a custom backend: values go through it then.
    """

    @wraps(slow)
    def xcom_pull(
        self: Any,
        task_ids: Any = None,
        dag_id: Any = None,
        key: Any = "return_value",
        include_prior_dates: Any = False,
        *,
        map_indexes: Any = not_set,
        default: Any = None,
        run_id: Any = None,
    ) -> Any:
        single_task = task_ids is None or type(task_ids) is str
        ids = [self.task_id if task_ids is None else task_ids] if single_task else _texts(task_ids)
        dag = self.dag_id if dag_id is None else dag_id
        run = self.run_id if run_id is None else run_id
        indexes, single_index = _indexes(map_indexes, not_set)
        if (
            is_native
            and ids is not None
            and indexes is not False
            and all(is_plain(text) for text in ids)
            and is_plain(dag)
            and is_plain(run)
            and is_plain(key)
            and type(include_prior_dates) is bool
        ):
            single = single_task and single_index
            value = _xcom.pull(dag, run, ids, key, include_prior_dates, indexes, single, default)
        else:
            with reasons.inside_a_pull():
                value = slow(
                    self,
                    task_ids,
                    dag_id,
                    key,
                    include_prior_dates,
                    map_indexes=map_indexes,
                    default=default,
                    run_id=run_id,
                )
        found = not (value is None or value is not_set or type(value) is list)
        if not found and (default is None or default is not_set):
            asked = None if map_indexes is not_set else -1 if map_indexes is None else map_indexes
            reasons.tell_of_missing(self, task_ids, dag_id, run_id, key, asked, value, default)
        return value

    return xcom_pull


def _is_text(value: str) -> bool:
    """False for lone surrogates, which no wire carries."""
    return value.isascii() or not any("\ud800" <= character <= "\udfff" for character in value)


def _texts(value: Any) -> list[Any] | None:
    return list(value) if type(value) in (list, tuple) else None


def _indexes(value: Any, not_set: Any) -> tuple[Any, bool]:
    """Map indexes for the native pull, and whether one value was asked for; False where the SDK has to decide."""
    if value is not_set:
        return None, True
    if value is None:
        return [-1], True
    if type(value) is int:
        return ([value], True) if _is_index(value) else (False, False)
    if type(value) in (list, tuple, range):
        listed = list(value)
        if all(type(index) is int and _is_index(index) for index in listed):
            return listed, False
    return False, False


def _is_index(value: int) -> bool:
    """False for what the SDK or the store has a rule of its own for."""
    return -1 <= value < 2**63
