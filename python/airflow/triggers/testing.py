"""`airflow.triggers.testing`: triggers that fire and fail at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from airflow.triggers.base import BaseTrigger, TriggerEvent


class SuccessTrigger(BaseTrigger):
    """Fires at once."""

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Nothing but the class."""
        return "airflow.triggers.testing.SuccessTrigger", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """One event, True."""
        yield TriggerEvent(True)


class FailureTrigger(BaseTrigger):
    """Fails at once."""

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Nothing but the class."""
        return "airflow.triggers.testing.FailureTrigger", {}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """No event, but an error."""
        raise ValueError("Deliberate trigger failure")
        yield
