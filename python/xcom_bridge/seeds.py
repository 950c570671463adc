"""XComs that are given to a run in a program, in the place of tasks that would push them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import _xcom

if TYPE_CHECKING:
    from airflow.sdk import DAG

_RETURN_VALUE = "return_value"


@dataclass
class Seeds:
    """What tasks have pushed that do not run: they succeed at once.

    Keys of what is given are a task id, for its return value, or a tuple of a task id and a key, a map index, or both:
    ``"extract"``, ``("extract", "rows")``, ``("load", 2)``, ``("load", 2, "rows")``.
    """

    dag: DAG
    #: By task id, map index (None for any) and key.
    values: dict[tuple[str, int | None, str], Any] = field(default_factory=dict)
    #: Tasks that succeed without running.
    marked: frozenset[str] = frozenset()
    #: Whether one task runs alone; what is given is in the store before.
    is_alone: bool = False

    @classmethod
    def of(cls, dag: DAG, given: Mapping[Any, Any], marked: frozenset[str], is_alone: bool) -> Seeds:
        """Read what a user has given.

        Where a task runs alone, a name that is no task's is a key, and the value that of every task before it.
        """
        found = cls(dag, marked=marked, is_alone=is_alone)
        for key, value in given.items():
            for place in _places(dag, key, is_alone):
                found.values[place] = value
        return found

    def stands_for(self, task_id: str) -> bool:
        """Whether a task succeeds without running. One that runs alone runs."""
        return not self.is_alone and (task_id in self.marked or any(task == task_id for task, _, _ in self.values))

    def give(self, ti: Any, log: Any) -> None:
        """Let an instance that does not run push what it was given, and succeed."""
        from airflow.sdk.execution_time import task_runner

        for (task_id, index, key), value in self.values.items():
            if task_id != ti.task_id or index not in (None, ti.map_index):
                continue
            if key == _RETURN_VALUE and ti.map_index < 0 and ti.task.do_xcom_push:
                task_runner._push_xcom_if_needed(value, ti, log)
            else:
                task_runner._xcom_push(ti, key, value)
        succeed()

    def place(self, store: int, run_id: str) -> None:
        """Put all values into the store, for a task that runs alone."""
        from airflow.sdk.execution_time.xcom import XCom

        for (task_id, index, key), value in self.values.items():
            for map_index, item in _instances(self.dag, task_id, index, value):
                address = {
                    "dag_id": self.dag.dag_id,
                    "run_id": run_id,
                    "task_id": task_id,
                    "map_index": map_index,
                    "key": key,
                }
                _xcom.store_ask(store, _xcom.dumps_plain({"kind": "place", **address}))
                XCom.set(value=item, **address, _mapped_length=_length(item) if map_index < 0 else None)


def _places(dag: DAG, key: Any, is_alone: bool) -> Iterator[tuple[str, int | None, str]]:
    task_id, *rest = key if isinstance(key, tuple) else (key,)
    if task_id not in dag.task_dict:
        if not is_alone or rest:
            known = ", ".join(sorted(dag.task_dict))
            raise LookupError(f"DAG {dag.dag_id} has no task {task_id!r} to give an XCom to; it has: {known}")
        yield from ((other, None, task_id) for other in dag.task_dict)
        return
    index = next((part for part in rest if isinstance(part, int)), None)
    yield task_id, index, next((part for part in rest if isinstance(part, str)), _RETURN_VALUE)


def _instances(dag: DAG, task_id: str, index: int | None, value: Any) -> list[tuple[int, Any]]:
    """The map indexes of a task with their values: a mapped task's result is a list of them."""
    if index is not None:
        return [(index, value)]
    if dag.task_dict[task_id].is_mapped and isinstance(value, list):
        return list(enumerate(value))
    return [(-1, value)]


def _length(value: Any) -> int | None:
    from airflow.sdk.definitions.mappedoperator import is_mappable_value

    return len(value) if is_mappable_value(value) else None


def succeed() -> None:
    """Record that the instance that runs has succeeded."""
    from datetime import UTC, datetime

    from airflow.sdk.execution_time import task_runner
    from airflow.sdk.execution_time.comms import SucceedTask

    task_runner.SUPERVISOR_COMMS.send(SucceedTask(end_date=datetime.now(UTC), task_outlets=[], outlet_events=[]))
