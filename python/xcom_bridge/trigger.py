"""The entry point that runs the trigger of a deferred task until its first event."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import _xcom

from xcom_bridge import comms, environment, failures, logs

# What core's scheduler and triggerer write into a task instance that is to fail when it is resumed.
FAIL_METHOD = "__fail__"
FAILURE_REASON = "Trigger failure"
TIMEOUT_REASON = "Trigger timeout"


def run_trigger(request: bytes) -> bytes:
    """Run a trigger in this process.

    ``{"trigger": {"classpath", "kwargs"}, "timeout_at", "log_path", "followed"?, "ti"?}`` gives ``{"fired",
    "event", "end", "failure", "timeout", "next_method", "next_kwargs"}``: ``event`` is the payload in serde's form, to
    be put into the stored ``next_kwargs``; ``end`` is ``{"state", "xcoms"}`` of an event that ends the task without
    resuming it; after a failure or timeout ``next_method`` and ``next_kwargs`` replace the stored ones.
    """
    options: Any = _xcom.loads_plain(request)
    environment.prepare()
    label = str((options.get("ti") or {}).get("task_id", "trigger"))
    with logs.task_log(options.get("log_path"), options.get("followed"), label):
        comms.install()
        log = logs.task_logger()
        answer: dict[str, Any] = {"fired": False, "event": None, "end": None, "failure": None, "timeout": False}
        answer |= {"next_method": None, "next_kwargs": None}
        try:
            event = asyncio.run(_first_event(options, log))
            answer |= {"fired": True} | _described_event(event)
        except TimeoutError as error:
            if not _is_over(options.get("timeout_at")):
                answer |= _failed(error, log)
            else:
                log.error("Trigger cancelled due to timeout")
                answer |= {"timeout": True, "next_method": FAIL_METHOD, "next_kwargs": {"error": TIMEOUT_REASON}}
        except Exception as error:
            answer |= _failed(error, log)
        return _xcom.dumps_plain(answer)


class NoEvent(RuntimeError):
    """The trigger has ended without an event."""


def _failed(error: Exception, log: Any) -> dict[str, Any]:
    lines = None if isinstance(error, NoEvent) else traceback.format_exception(error)
    if lines is None:
        log.error("Trigger exited without sending an event. Dependent tasks will be failed.")
    else:
        log.error("Trigger failed", exc_info=error)
    return {
        "failure": {"type": failures.type_name(error), "message": failures.message_of(error)},
        "next_method": FAIL_METHOD,
        "next_kwargs": {"error": FAILURE_REASON, "traceback": lines},
    }


async def _first_event(options: dict[str, Any], log: Any) -> Any:
    trigger = _made(options)
    name = options["trigger"]["classpath"]
    log.info("trigger starting", name=name)
    timeout_at = options.get("timeout_at")
    remaining = None if timeout_at is None else max(0.0, (_moment(timeout_at) - datetime.now(UTC)).total_seconds())
    events = trigger.run()
    try:
        event = await asyncio.wait_for(anext(events), remaining)
    except StopAsyncIteration:
        raise NoEvent(f"Trigger {name} exited without sending an event") from None
    finally:
        # Their errors are ignored, as in core's triggerer.
        with suppress(Exception):
            await events.aclose()
        with suppress(Exception):
            await trigger.cleanup()
    log.info("Trigger fired event", name=name, result=repr(event))
    return event


def _made(options: dict[str, Any]) -> Any:
    from airflow.sdk._shared.module_loading import import_string
    from airflow.sdk.serde import deserialize

    kwargs: Any = deserialize(options["trigger"].get("kwargs") or {})
    trigger = import_string(options["trigger"]["classpath"])(**kwargs)
    trigger.trigger_id = options["trigger"].get("id")
    if (ti := options.get("ti")) is not None:
        from airflow.sdk.api.datamodels._generated import TaskInstance

        trigger.task_instance = TaskInstance.model_construct(**ti)
    return trigger


def _described_event(event: Any) -> dict[str, Any]:
    state = getattr(event, "task_instance_state", None)
    if state is not None:
        return {"event": None, "end": {"state": str(getattr(state, "value", state)), "xcoms": event.xcoms}}
    from airflow.sdk.serde import serialize

    return {"event": serialize(_over_the_wire(event.payload))}


def _over_the_wire(payload: Any) -> Any:
    """What is left of a payload after its way from the triggerer to its supervisor: tuples are lists, and so on."""
    import msgspec

    from airflow.sdk.execution_time.comms import _msgpack_enc_hook

    return msgspec.msgpack.decode(msgspec.msgpack.encode(payload, enc_hook=_msgpack_enc_hook))


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_over(timeout_at: str | None) -> bool:
    return timeout_at is not None and _moment(timeout_at) <= datetime.now(UTC)
