"""``task_runner.SUPERVISOR_COMMS``: the SDK's messages, answered by the Swift supervisor in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import _xcom

from xcom_bridge import logs, task_sdk
from xcom_bridge.task_sdk import schema

if TYPE_CHECKING:
    from pydantic import BaseModel

# Their fields are JSON as it comes, and there are many of them: they need no validation.
_UNCHECKED = frozenset({"XComResult", "XComSequenceSliceResult", "XComSequenceIndexResult", "VariableResult"})
# Messages whose errors the SDK takes for "there is none", without a word: the log says why.
_KEPT_QUIET = frozenset({"GetVariable", "GetConnection"})


# Messages that end the try of a task.
_ENDS = frozenset("SucceedTask TaskState RetryTask DeferTask RescheduleTask AwaitInputTask".split())


class Comms:
    """What the SDK sends its messages through.

    It answers from any thread: the native module lets one after the other at the store, without the interpreter's lock.
    """

    def __init__(self) -> None:
        #: Why a message that ends the try was refused.
        self.refused_end: Exception | None = None

    def send(self, msg: BaseModel) -> BaseModel | None:
        """Send one message; gives the SDK's model of the reply, or raises ``AirflowRuntimeError``."""
        fields = task_sdk.current().sent(msg)
        kind = fields.get("type")
        if kind == "MaskSecret":
            # The SDK has told the masker of this process already, and this process writes its own log.
            return None
        if kind == "TriggerDagRun":
            from xcom_bridge.runs import planned_trigger

            fields = fields | planned_trigger(fields)
        try:
            return answer(msg, fields, _xcom.send)
        except Exception as error:
            if kind in _ENDS:
                self.refused_end = error
            raise

    async def asend(self, msg: BaseModel) -> BaseModel | None:
        return self.send(msg)


def answer(msg: BaseModel, fields: dict[str, Any], ask: Callable[[bytes], bytes | None]) -> BaseModel | None:
    """What ``ask`` answers to a message with these fields, as the SDK's model of it."""
    message = _xcom.dumps_plain(fields)
    kind = fields.get("type")
    # Halves of pairs, or such that stand alone.
    if kind == "SetXCom" and b"\\ud" in message:
        _refuse_lone_surrogates(fields["value"])
    reply = ask(message)
    if reply is None:
        return None
    envelope: Any = _xcom.loads_plain(reply)
    if (error := envelope.get("error")) is not None:
        detail = _detail(error)
        if unknown := detail.get("unknown_fields"):
            return answer(msg, schema.without_unset(msg, fields, unknown), ask)
        if kind in _KEPT_QUIET and (reason := detail.get("reason")):
            logs.task_logger().error(reason)
    return _decoded(envelope)


def _detail(error: dict[str, Any]) -> dict[str, Any]:
    """What the supervisor says of a message that it refuses."""
    detail = (error.get("detail") or {}).get("detail") or {}
    inner = detail.get("detail")
    return inner if isinstance(inner, dict) else detail


def _refuse_lone_surrogates(value: Any) -> None:
    """What an XCom backend made of a value goes to Airflow's API as UTF-8: what that cannot say is the task's error."""
    json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _decoded(envelope: dict[str, Any]) -> BaseModel | None:
    if (warning := envelope.get("warning")) is not None:
        logs.task_logger().warning(warning)
    if (events := envelope.get("asset_events")) is not None:
        from xcom_bridge import listeners

        listeners.tell_of_asset_events(events)
    if (error := envelope.get("error")) is not None:
        raise_error(error)
    body: dict[str, Any] | None = envelope.get("body")
    if body is None:
        return None
    model = complete(body)
    return model.model_construct(**body) if body["type"] in _UNCHECKED else model.model_validate(body)


def complete(body: dict[str, Any]) -> type[BaseModel]:
    """Say in an answer what its model in the SDK wants to be said, and give that model."""
    name = body["type"]
    model = reply_models().get(name)
    if model is None:
        raise TypeError(f"The supervisor answered with a {name}, which Task SDK {task_sdk.version()} does not know")
    schema.complete(model, body)
    return model


def raise_error(error: dict[str, Any]) -> None:
    """Raise what the SDK raises for an error that comes back instead of an answer."""
    from airflow.sdk.exceptions import AirflowRuntimeError
    from airflow.sdk.execution_time.comms import ErrorResponse

    detail = _detail(error)
    if detail.get("reason") == "invalid_message":
        detail["message"] += f" (it is Task SDK {task_sdk.version()}'s)"
    raise AirflowRuntimeError(ErrorResponse.model_validate(error))


@cache
def reply_models() -> dict[str, type[BaseModel]]:
    """The SDK's reply classes by the name that they carry on the wire."""
    from pydantic import BaseModel

    from airflow.sdk.api.datamodels._generated import HITLDetailResponse
    from airflow.sdk.execution_time import comms

    # The SDK has no class for this answer, which only triggers ask for; core's triggerer has its own.
    found: dict[str, type[BaseModel]] = {"HITLDetailResponseResult": HITLDetailResponse}
    for value in vars(comms).values():
        if isinstance(value, type) and issubclass(value, BaseModel) and "type" in value.model_fields:
            found[value.model_fields["type"].default] = value
    return found


def install(comms: Any | None = None) -> None:
    """Make ``comms``, by default the Swift supervisor, what the SDK sends its messages through."""
    from airflow.sdk.execution_time import task_runner

    task_runner.SUPERVISOR_COMMS = Comms() if comms is None else comms
