"""Why a pull found nothing, said once per address in the task's log. What the pull gives stays Airflow's."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from typing import Any

import _xcom

from xcom_bridge import logs

Read = Callable[..., Any]

_asked: set[tuple[Any, ...]] = set()
# What each task instance was told, in order.
_told: dict[Any, list[str]] = {}
# Through a backend a pull is made of reads of `XCom`; it is the pull that warns then.
_in_pull = ContextVar("_in_pull", default=False)

# A task that returned None is not a surprise where its result is an argument.
_EXPECTED_OF_ARGUMENTS = "pushed_nothing"


def told(ti_id: Any) -> list[str]:
    """What a task instance was told that it did not find."""
    return [text for told_id, texts in _told.items() if str(told_id) == str(ti_id) for text in texts]


@contextmanager
def inside_a_pull() -> Iterator[None]:
    token = _in_pull.set(True)
    try:
        yield
    finally:
        _in_pull.reset(token)


def tell_of_missing(
    ti: Any, task_ids: Any, dag_id: Any, run_id: Any, key: Any, indexes: Any, value: Any, default: Any
) -> None:
    """Warn of what ``xcom_pull`` did not find for these arguments; indexes None stands for all of them.

    The SDK resolves arguments with ``NOTSET`` for a default, and looks for it in the answer.
    """
    # Nothing that goes wrong here may reach the task.
    with suppress(Exception):
        for task_id, missing in _missing(task_ids or ti.task_id, indexes, value, default):
            _tell(ti, dag_id or ti.dag_id, run_id or ti.run_id, task_id, key, missing, default)


def read_with_reasons(read: Read, unset_index: int | None) -> Read:
    """``BaseXCom.get_one`` or ``get_all``: tasks call them too, and asset events do.

    ``unset_index`` is where they look without a map index; None for all of them.
    """

    @wraps(read)
    def get(cls: Any, **place: Any) -> Any:
        value = read(cls, **place)
        if value is None and not _in_pull.get():
            with suppress(Exception):
                from airflow.sdk import get_current_context

                index = place.get("map_index")
                names = place["dag_id"], place["run_id"], place["task_id"], place["key"]
                _tell(get_current_context()["ti"], *names, [unset_index if index is None else index], None)
        return value

    get.__signature__ = inspect.signature(read)  # type: ignore[attr-defined]
    return get


def _missing(task_ids: Any, indexes: Any, value: Any, default: Any) -> Iterator[tuple[str, list[int | None]]]:
    """The tasks that may have nothing, with the map indexes at which they have none; None for all of them."""
    one_task, one_index = type(task_ids) is str, indexes is None or type(indexes) is int
    if one_task and one_index:
        if type(value) is not list:
            yield task_ids, [indexes]
        return
    ids = [task_ids] if one_task else list(task_ids)
    if indexes is None:
        if any(item is None for item in value):
            for task_id in ids:
                yield task_id, [None]
        return
    wanted = [indexes] if one_index else list(indexes)
    for number, task_id in enumerate(ids):
        part = value[number * len(wanted) : (number + 1) * len(wanted)]
        if missing := [index for index, item in zip(wanted, part, strict=True) if item is None or item is default]:
            yield task_id, missing


def _tell(ti: Any, dag_id: str, run_id: str, task_id: str, key: str, missing: list[int | None], default: Any) -> None:
    address = (ti.id, dag_id, run_id, task_id, key, missing[0])
    if address in _asked:
        return
    _asked.add(address)
    is_own = (dag_id, run_id, task_id) == (ti.dag_id, ti.run_id, ti.task_id)
    reason = _xcom.why(dag_id, run_id, task_id, key, missing[0], is_own)
    if reason is None or (default is not None and reason[0] == _EXPECTED_OF_ARGUMENTS):
        return
    where = "" if missing[0] in (None, -1) else f" at map index {missing[0]}"
    where += f" (and at {len(missing) - 1} more)" if len(missing) > 1 else ""
    where += "" if run_id == ti.run_id else f" in run {run_id!r}"
    where += "" if dag_id == ti.dag_id else f" of DAG {dag_id!r}"
    text = f"No XCom {key!r} of task {task_id!r}{where}: {reason[1]}"
    if text not in (told := _told.setdefault(ti.id, [])):
        told.append(text)
        logs.task_logger().warning(text)
