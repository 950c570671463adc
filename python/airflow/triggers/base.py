"""`airflow.triggers.base`: the base classes of triggers and of what they yield."""

from __future__ import annotations

import abc
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Discriminator, JsonValue, Tag, model_serializer

from airflow.utils.log.logging_mixin import LoggingMixin
from airflow.utils.state import TaskInstanceState


@dataclass
class StartTriggerArgs:
    """What a task needs to begin in the triggerer, without a worker."""

    trigger_cls: str
    next_method: str
    trigger_kwargs: dict[str, Any] | None = None
    next_kwargs: dict[str, Any] | None = None
    timeout: timedelta | None = None


class BaseTrigger(abc.ABC, LoggingMixin):
    """Waits for something in an asyncio loop, on behalf of a deferred task."""

    supports_triggerer_queue: bool = True

    def __init__(self, **kwargs: Any) -> None:
        # Whoever runs the trigger sets these.
        self.task_instance: Any = None
        self.trigger_id: int | None = None

    def _set_context(self, context: Any) -> None:
        raise NotImplementedError

    @abc.abstractmethod
    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The class's import path and the arguments that make the trigger anew."""
        raise NotImplementedError("Triggers must implement serialize()")

    @abc.abstractmethod
    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Wait, and yield an event when it has happened."""
        raise NotImplementedError("Triggers must implement run()")
        yield

    async def cleanup(self) -> None:
        """Called when the trigger is not needed any more."""

    @staticmethod
    def repr(classpath: str, kwargs: dict[str, Any]) -> str:
        """A trigger as text."""
        return f"<{classpath} {', '.join(f'{name}={value}' for name, value in kwargs.items())}>"

    def __repr__(self) -> str:
        return self.repr(*self.serialize())


class BaseEventTrigger(BaseTrigger):
    """A trigger that an asset can be watched with."""

    supports_triggerer_queue: bool = False

    @staticmethod
    def hash(classpath: str, kwargs: dict[str, Any]) -> int:
        """A number that is equal for equal triggers."""
        from airflow.sdk.serde import serialize

        return hash((classpath, json.dumps(serialize(kwargs))))


class TriggerEvent(BaseModel):
    """What a trigger yields; the payload is handed to the task."""

    payload: Any = None

    def __init__(self, payload: Any, **kwargs: Any) -> None:
        super().__init__(payload=payload, **kwargs)

    def __repr__(self) -> str:
        return f"TriggerEvent<{self.payload!r}>"


class BaseTaskEndEvent(TriggerEvent):
    """An event that ends the task, without running it again."""

    task_instance_state: TaskInstanceState
    xcoms: dict[str, JsonValue] | None = None

    def __init__(self, *, xcoms: dict[str, JsonValue] | None = None, **kwargs: Any) -> None:
        if "payload" in kwargs:
            raise ValueError("Param 'payload' not supported for this class.")
        # The state comes with the class, except when pydantic makes the event from what it has written.
        state = kwargs.pop("task_instance_state", type(self).__pydantic_fields__["task_instance_state"].default)
        super().__init__(payload=str(state), task_instance_state=state, **kwargs)
        self.xcoms = xcoms

    @model_serializer
    def ser_model(self) -> dict[str, Any]:
        """The event without its payload, which follows from the state."""
        return {"task_instance_state": self.task_instance_state, "xcoms": self.xcoms}


class TaskSuccessEvent(BaseTaskEndEvent):
    """Ends the task as success."""

    task_instance_state: TaskInstanceState = TaskInstanceState.SUCCESS


class TaskFailedEvent(BaseTaskEndEvent):
    """Ends the task as failed."""

    task_instance_state: TaskInstanceState = TaskInstanceState.FAILED


class TaskSkippedEvent(BaseTaskEndEvent):
    """Ends the task as skipped."""

    task_instance_state: TaskInstanceState = TaskInstanceState.SKIPPED


def trigger_event_discriminator(v: Any) -> Any:
    """Which kind of event a value is, for pydantic."""
    if isinstance(v, dict):
        return v.get("task_instance_state", "_event_")
    return getattr(v, "task_instance_state", "_event_") if isinstance(v, TriggerEvent) else None


DiscrimatedTriggerEvent = Annotated[
    Annotated[TriggerEvent, Tag("_event_")]
    | Annotated[TaskSuccessEvent, Tag(TaskInstanceState.SUCCESS)]
    | Annotated[TaskFailedEvent, Tag(TaskInstanceState.FAILED)]
    | Annotated[TaskSkippedEvent, Tag(TaskInstanceState.SKIPPED)],
    Discriminator(trigger_event_discriminator),
]
