"""`xcom_push` of Airflow 2, and what a task's result leaves in the store (V9-V11, T8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import _xcom

from xcom_bridge import advice, logs
from xcom_compat2 import backends, database, rows, sessions
from xcom_compat2.sequences import LazySelectSequence
from xcom_compat2.telling import tell

RETURN_KEY = "return_value"


def push(ti: Any, key: Any, value: Any, mapped_length: int | None = None) -> None:
    """Store one value."""
    _push_of(ti, _texts(ti, [(key, value)]), mapped_length)


def _texts(ti: Any, items: Iterable[tuple[Any, Any]]) -> list[tuple[str, bytes]]:
    texts = []
    for key, value in items:
        try:
            texts.append((_key(key), serialize_value(value, key=key, ti=ti)))
        except Exception as error:
            advice.note(error, ti.task_id, key)
            raise
    return texts


def _push_of(ti: Any, texts: list[tuple[str, bytes]], mapped_length: int | None) -> None:
    map_index = -1 if ti.map_index is None else ti.map_index
    _push(ti.dag_id, ti.run_id, ti.task_id, map_index, texts, mapped_length)


def serialize_value(value: Any, *, key: Any, ti: Any) -> bytes:
    """The text of a value; rows that were pulled are read for it."""
    return backends.dumps(
        list(value) if isinstance(value, LazySelectSequence) else value,
        key=key,
        task_id=ti.task_id,
        dag_id=ti.dag_id,
        run_id=ti.run_id,
        map_index=-1 if ti.map_index is None else ti.map_index,
    )


def store_at(
    *, key: Any, stored: Any, dag_id: str, run_id: str, task_id: str, map_index: int, session: Any = None
) -> None:
    """Store what a backend has made of a value of any task instance of a run: with a session, in its transaction."""
    there = "SELECT 1 FROM task_instance WHERE dag_id = ? AND run_id = ? AND task_id = ? AND map_index = ?"
    texts = [(_key(key), backends.as_text(stored))]
    if not rows.of(there, dag_id, run_id, task_id, map_index, session=session):
        raise database.error("IntegrityError", "FOREIGN KEY constraint failed")
    _push(dag_id, run_id, task_id, map_index, texts, session=session)


def _push(
    dag_id: str,
    run_id: str,
    task_id: str,
    map_index: int,
    texts: list[tuple[str, bytes]],
    mapped_length: int | None = None,
    session: Any = None,
) -> None:
    connection = sessions.connection_of(session)
    for warning in _xcom.push_texts(dag_id, run_id, task_id, map_index, texts, mapped_length, connection):
        logs.task_logger().warning(warning)


def _key(key: Any) -> str:
    if key is None:
        raise database.error("IntegrityError", "NOT NULL constraint failed: xcom.key")
    text = database.key(key, 1)
    if text is None:
        raise TypeError(f"an XCom's key has to be a text here, not {type(key).__name__}")
    return text


def xcom_push(self: Any, key: str, value: Any, execution_date: Any = None, session: Any = None) -> None:
    """Make a value available to other tasks; the date has no effect, but may not be in the past (V14).

    With a session it is committed, or rolled back, with what else that changes.
    """
    if execution_date is not None:
        tell("xcom_push's argument execution_date is not in Airflow 3: remove it")
        if execution_date < (now := self.execution_date):
            raise ValueError(
                f"execution_date can not be in the past (current execution_date is {now}; received {execution_date})"
            )
    if session is None:
        push(self, key, value)
        return
    map_index = -1 if self.map_index is None else self.map_index
    place = {"task_id": self.task_id, "dag_id": self.dag_id, "run_id": self.run_id, "map_index": map_index}
    backends.resolve_xcom_backend().set(key=key, value=value, session=session, **place)


def push_result(result: Any, ti: Any, log: Any) -> None:
    """Store what a task has returned: under each key of `multiple_outputs`, and as a whole."""
    from airflow.sdk.exceptions import AirflowException

    value = result if ti.task.do_xcom_push else None
    items: list[tuple[Any, Any]] = []
    if value is not None and ti.task.multiple_outputs:
        if not isinstance(value, Mapping):
            raise AirflowException(f"Returned output was type {type(value)} expected dictionary for multiple_outputs")
        for key in value:
            if not isinstance(key, str):
                raise AirflowException(
                    "Returned dictionary keys must be strings when using "
                    f"multiple_outputs, found {key} ({type(key)}) instead"
                )
        items = list(value.items())
    texts = [] if value is None else _texts(ti, [*items, (RETURN_KEY, value)])
    length = _mapped_length(ti, value)
    if texts:
        log.info("Pushing xcom", ti=ti)
        _push_of(ti, texts, length)


def _mapped_length(ti: Any, value: Any) -> int | None:
    """How many instances a value expands into, where a mapped task waits for it."""
    from airflow.configuration import conf
    from airflow.sdk.definitions.mappedoperator import is_mappable_value
    from airflow.sdk.exceptions import UnmappableXComTypePushed, XComForMappingNotPushed
    from xcom_compat2.errors import too_long_to_map

    if ti.is_mapped or next(ti.task.iter_mapped_dependants(), None) is None:
        return None
    if value is None:
        raise XComForMappingNotPushed
    if not is_mappable_value(value):
        raise UnmappableXComTypePushed(value)
    if len(value) > (limit := conf.getint("core", "max_map_length", fallback=1024)):
        raise too_long_to_map()(value, limit)
    return len(value)
