"""`airflow.models.taskinstancekey`: what identifies a try of a task instance."""

from __future__ import annotations

from typing import Any, NamedTuple


class TaskInstanceKey(NamedTuple):
    """DAG, task, run, try and map index."""

    dag_id: str
    task_id: str
    run_id: str
    try_number: int = 1
    map_index: int = -1

    @property
    def primary(self) -> tuple[str, str, str, int]:
        """The key without the try."""
        return self.dag_id, self.task_id, self.run_id, self.map_index

    @property
    def key(self) -> TaskInstanceKey:
        """Itself, as a task instance has one."""
        return self

    def with_try_number(self, try_number: int) -> TaskInstanceKey:
        """The key of another try."""
        return self._replace(try_number=try_number)

    @classmethod
    def from_dict(cls, dictionary: dict[str, Any]) -> TaskInstanceKey:
        """A key from its parts."""
        return cls(**dictionary)
