"""`airflow.task.weight_rule`: core's own WeightRule."""

from __future__ import annotations

from enum import Enum


class WeightRule(str, Enum):
    """How a task's effective priority is made from its neighbours'."""

    DOWNSTREAM = "downstream"
    UPSTREAM = "upstream"
    ABSOLUTE = "absolute"

    def __str__(self) -> str:
        return self.value

    @classmethod
    def all_weight_rules(cls) -> set[str]:
        """All rules."""
        return set(cls)

    @classmethod
    def is_valid(cls, weight_rule: str) -> bool:
        """Whether there is such a rule."""
        return weight_rule in cls.all_weight_rules()
