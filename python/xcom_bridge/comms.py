"""``task_runner.SUPERVISOR_COMMS``: the SDK's messages, answered by the Swift supervisor in this process."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import _xcom

from xcom_bridge import logs

if TYPE_CHECKING:
    from pydantic import BaseModel

# Their fields are JSON as it comes, and there are many of them: they need no validation.
_UNCHECKED = frozenset({"XComResult", "XComSequenceSliceResult", "XComSequenceIndexResult", "VariableResult"})
# Messages whose errors the SDK takes for "there is none", without a word: the log says why.
_KEPT_QUIET = frozenset({"GetVariable", "GetConnection"})


class Comms:
    """What the SDK sends its messages through.

    It answers from any thread: the native module lets one after the other at the store, without the interpreter's lock.
    """

    def send(self, msg: BaseModel) -> BaseModel | None:
        """Send one message; gives the SDK's model of the reply, or raises ``AirflowRuntimeError``."""
        fields = msg.__dict__
        kind = fields.get("type")
        if kind == "MaskSecret":
            # The SDK has told the masker of this process already, and this process writes its own log.
            return None
        if kind == "TriggerDagRun":
            from xcom_bridge.runs import planned_trigger

            fields = fields | planned_trigger(fields)
        message = _xcom.dumps_plain(fields)
        # Halves of pairs, or such that stand alone.
        if kind == "SetXCom" and b"\\ud" in message:
            _refuse_lone_surrogates(fields["value"])
        return decoded(_xcom.send(message), is_kept_quiet=fields.get("type") in _KEPT_QUIET)

    async def asend(self, msg: BaseModel) -> BaseModel | None:
        return self.send(msg)


def _refuse_lone_surrogates(value: Any) -> None:
    """What an XCom backend made of a value goes to Airflow's API as UTF-8: what that cannot say is the task's error."""
    json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def decoded(reply: bytes | None, is_kept_quiet: bool = False) -> BaseModel | None:
    """The supervisor's reply as the SDK's model."""
    if reply is None:
        return None
    envelope: Any = _xcom.loads_plain(reply)
    if (warning := envelope.get("warning")) is not None:
        logs.task_logger().warning(warning)
    if (events := envelope.get("asset_events")) is not None:
        from xcom_bridge import listeners

        listeners.tell_of_asset_events(events)
    if (error := envelope.get("error")) is not None:
        if is_kept_quiet and (reason := (error["detail"].get("detail") or {}).get("reason")):
            logs.task_logger().error(reason)
        raise_error(error)
    body: dict[str, Any] | None = envelope.get("body")
    if body is None:
        return None
    name = body["type"]
    model = reply_models().get(name)
    if model is None:
        raise TypeError(f"The supervisor answered with a {name}, which this Task SDK does not know")
    return model.model_construct(**body) if name in _UNCHECKED else model.model_validate(body)


def raise_error(error: dict[str, Any]) -> None:
    """Raise what the SDK raises for an error that comes back instead of an answer."""
    from airflow.sdk.exceptions import AirflowRuntimeError
    from airflow.sdk.execution_time.comms import ErrorResponse

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
