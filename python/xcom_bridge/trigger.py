"""The entry point that runs the trigger of a deferred task until its first event."""

from __future__ import annotations

import asyncio
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xcom_bridge import comms, environment, hosted, logs, task_sdk

if TYPE_CHECKING:
    from xcom_bridge.contract.tasks import RunTrigger, TaskEndByTrigger, TriggerEnd

# What core's scheduler and triggerer write into a task instance that is to fail when it is resumed.
FAIL_METHOD = "__fail__"
FAILURE_REASON = "Trigger failure"
TIMEOUT_REASON = "Trigger timeout"


def run_trigger(request: RunTrigger) -> TriggerEnd:
    """Run a trigger in this process."""
    environment.prepare()
    if hosted.current is not None:
        request = hosted.current.with_timeout(request)
    with logs.task_log(request.get("log_path"), request.get("followed"), request["ti"]["task_id"]):
        comms.install()
        log = logs.task_logger()
        try:
            # With a loop of its own: asyncio.run would leave the thread without the one that the program has set.
            with asyncio.Runner(loop_factory=asyncio.new_event_loop) as runner:
                return _described_event(runner.run(_first_event(request, log)))
        except TimeoutError as error:
            if not _is_over(request.get("timeout_at")):
                return _failed(error, log)
            log.error("Trigger cancelled due to timeout")
            return _answer(next_method=FAIL_METHOD, next_kwargs={"error": TIMEOUT_REASON})
        except Exception as error:
            return _failed(error, log)


def _answer(
    event: Any = None, end: TaskEndByTrigger | None = None, next_method: str | None = None, next_kwargs: Any = None
) -> TriggerEnd:
    return {"event": event, "end": end, "next_method": next_method, "next_kwargs": next_kwargs}


class NoEvent(RuntimeError):
    """The trigger has ended without an event."""


def _failed(error: Exception, log: Any) -> TriggerEnd:
    lines = None if isinstance(error, NoEvent) else traceback.format_exception(error)
    if lines is None:
        log.error("Trigger exited without sending an event. Dependent tasks will be failed.")
    else:
        log.error("Trigger failed", exc_info=error)
    return _answer(next_method=FAIL_METHOD, next_kwargs={"error": FAILURE_REASON, "traceback": lines})


async def _first_event(options: RunTrigger, log: Any) -> Any:
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


def _made(options: RunTrigger) -> Any:
    from airflow.sdk.api.datamodels._generated import TaskInstance

    decoded = task_sdk.current().decoded
    kwargs = {name: decoded(value) for name, value in (options["trigger"]["kwargs"] or {}).items()}
    import_string = task_sdk.find("_shared.module_loading", "import_string")
    trigger = import_string(options["trigger"]["classpath"])(**kwargs)
    trigger.trigger_id = options["trigger"]["id"]
    trigger.task_instance = TaskInstance.model_construct(**options["ti"])
    return trigger


def _described_event(event: Any) -> TriggerEnd:
    state = getattr(event, "task_instance_state", None)
    if state is not None:
        return _answer(end={"state": str(getattr(state, "value", state)), "xcoms": event.xcoms})
    return _answer(event=task_sdk.current().encoded(_over_the_wire(event.payload)))


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
