"""The messages of a task that runs in a process of another kind: another Python, or a program in another language."""

from __future__ import annotations

from typing import Any

import _xcom

from xcom_bridge import logs


def answered(message: dict[str, Any]) -> dict[str, Any]:
    """The supervisor's ``body`` or ``error``, with what only Python does for it: masks, timetables, listeners."""
    if message.get("type") == "MaskSecret":
        mask(message.get("value"), message.get("name"))
        return {}
    if message.get("type") == "TriggerDagRun":
        from xcom_bridge.runs import planned_trigger

        message = message | planned_trigger(message)
    reply = _xcom.send(_xcom.dumps_plain(message))
    envelope: dict[str, Any] = {} if reply is None else _xcom.loads_plain(reply)
    if (warning := envelope.get("warning")) is not None:
        logs.task_logger().warning(warning)
    if (events := envelope.get("asset_events")) is not None:
        from xcom_bridge import listeners

        listeners.tell_of_asset_events(events)
    return {name: value for name in ("body", "error") if (value := envelope.get(name)) is not None}


def mask(value: Any, name: str | None = None) -> None:
    """Have no log show a value, if its name says that it is secret or there is none."""
    from airflow.sdk._shared.secrets_masker import mask_secret

    mask_secret(value, name)
