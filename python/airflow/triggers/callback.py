"""`airflow.triggers.callback`: a trigger that calls a coroutine function."""

from __future__ import annotations

import inspect
import logging
import traceback
from collections.abc import AsyncIterator, Callable
from typing import Any

from airflow.sdk._shared.module_loading import import_string, qualname
from airflow.triggers.base import BaseTrigger, TriggerEvent
from airflow.utils.state import CallbackState

log = logging.getLogger(__name__)

PAYLOAD_STATUS_KEY = "state"
PAYLOAD_BODY_KEY = "body"


class CallbackTrigger(BaseTrigger):
    """Tells that it runs, and then what came of the call."""

    supports_triggerer_queue: bool = False

    def __init__(self, callback_path: str, callback_kwargs: dict[str, Any] | None = None) -> None:
        super().__init__()
        self.callback_path = callback_path
        self.callback_kwargs = callback_kwargs or {}

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """The class, with what to call."""
        return qualname(self), {"callback_path": self.callback_path, "callback_kwargs": self.callback_kwargs}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Two events."""
        try:
            yield TriggerEvent({PAYLOAD_STATUS_KEY: CallbackState.RUNNING})
            callback = import_string(self.callback_path)
            context = self.callback_kwargs.pop("context", None)
            more = {"context": context} if context is not None and _takes_context(callback) else {}
            result = await callback(**self.callback_kwargs, **more)
            yield TriggerEvent({PAYLOAD_STATUS_KEY: CallbackState.SUCCESS, PAYLOAD_BODY_KEY: result})
        except Exception as error:
            message = "An error occurred during execution of the callable"
            if isinstance(error, ImportError):
                message = "Failed to import the callable on the triggerer"
            elif isinstance(error, TypeError) and "await" in str(error):
                message = "Failed to run the callable because it's not awaitable"
            log.exception("%s: %s", message, self.callback_path)
            body = f"{message}: {traceback.format_exception(error)}"
            yield TriggerEvent({PAYLOAD_STATUS_KEY: CallbackState.FAILED, PAYLOAD_BODY_KEY: body})


def _takes_context(callback: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(callback).parameters
    except (TypeError, ValueError):
        return True
    return "context" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values())
