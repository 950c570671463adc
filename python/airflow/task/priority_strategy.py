"""`airflow.task.priority_strategy`: the base class of users' own weight rules."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any


class PriorityWeightStrategy(ABC):
    """Says how much a task instance weighs in the queue. It has no state: two of one class are equal."""

    @abstractmethod
    def get_weight(self, ti: Any) -> int:
        """The weight of a task instance."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self))

    def __hash__(self) -> int:
        return hash(type(self).__name__)
