"""Running tasks, triggers and callbacks."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from xcom_bridge.contract.base import Moment, RaisedError

#: What is called for a try whose process was lost.
LostTryCall = Literal["on_failure_callback", "on_retry_callback", "email_on_failure", "email_on_retry"]


class RunTask(TypedDict):
    # The supervisor's StartupDetails.
    startup: Any
    log_path: NotRequired[str]
    # The descriptor for a log that is followed.
    followed: NotRequired[int]
    # Whether a person debugs it, on the command's terminal.
    debugs: NotRequired[bool]


class TaskEnd(TypedDict):
    # As the terminal message has recorded it; where an error kept the SDK from sending one it is "failed", and the
    # instance is still running in the store.
    state: str
    error: RaisedError | None


class RunTrigger(TypedDict):
    trigger: Trigger
    ti: TriggersInstance
    timeout_at: NotRequired[Moment]
    log_path: NotRequired[str]
    followed: NotRequired[int]


class Trigger(TypedDict):
    id: int
    classpath: str
    kwargs: Any


class TriggersInstance(TypedDict):
    """The task instance that is deferred."""

    id: str
    task_id: str
    dag_id: str
    run_id: str
    try_number: int
    map_index: NotRequired[int]


class TriggerEnd(TypedDict):
    # The payload of the event in serde's form, to be put into the stored next_kwargs.
    event: Any
    end: TaskEndByTrigger | None
    # After a failure or a timeout these take the place of the stored ones.
    next_method: str | None
    next_kwargs: Any


class TaskEndByTrigger(TypedDict):
    """An event that ends the task without resuming it."""

    state: str
    xcoms: Any


class RunTaskCallbacks(TypedDict):
    # The StartupDetails of the instance, as it was when the try was lost.
    startup: Any
    # In this order.
    calls: list[LostTryCall]
    # How the try was lost.
    message: str
    log_path: NotRequired[str]
    followed: NotRequired[int]


class RunDagCallback(TypedDict):
    dag_id: str
    run_id: str
    kind: Literal["success", "failure"]
    reason: NotRequired[str]
    # The StartupDetails of the task instance that the callbacks are told of.
    startup: NotRequired[Any]
    log_path: NotRequired[str]
    followed: NotRequired[int]


class RenderTask(TypedDict):
    startup: Any


class RenderedTask(TypedDict):
    fields: list[RenderedField]
    error: RaisedError | None


class RenderedField(TypedDict):
    name: str
    text: str
    value: Any
