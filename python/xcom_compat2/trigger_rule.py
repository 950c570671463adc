"""`airflow.utils.trigger_rule` of Airflow 2, with the two rules that Airflow 3 has under other names."""

from __future__ import annotations

from enum import Enum
from typing import Any, cast

from airflow.sdk import TriggerRule as Airflow3
from xcom_bridge.dropped import TRIGGER_RULES

_LATER = "ALL_DONE_MIN_ONE_SUCCESS"


class _Rule(str, Enum):
    def __str__(self) -> str:
        return str(self.value)

    @classmethod
    def is_valid(cls, trigger_rule: str) -> bool:
        """Whether this is a rule of Airflow 2."""
        return any(rule == trigger_rule for rule in cls)

    @classmethod
    def all_triggers(cls) -> set[str]:
        """All rules of Airflow 2."""
        return set(cls)


_RULES = {rule.name: rule.value for rule in Airflow3 if rule.name != _LATER}
_RULES |= {rule.upper(): rule for rule in TRIGGER_RULES}
TriggerRule: Any = cast(Any, _Rule)("TriggerRule", _RULES, module=__name__)
