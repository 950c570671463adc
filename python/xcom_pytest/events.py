"""What structlog is told while a test runs, by tasks and by the test itself."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any


class EventCapture:
    """Events in their order. ``"text" in captured`` asks for an event, ``{"rows": 3} in captured`` for its fields."""

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []

    def __call__(self, logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        self.entries.append({**event, "log_level": method})
        return event

    def __contains__(self, wanted: object) -> bool:
        if isinstance(wanted, str):
            return any(entry.get("event") == wanted for entry in self.entries)
        if isinstance(wanted, dict):
            return any(wanted.items() <= entry.items() for entry in self.entries)
        raise TypeError(f"events are looked up by a text or by a dict, not by {wanted!r}")

    @property
    def text(self) -> str:
        """The events, one a line."""
        return "\n".join(str(entry.get("event", "")) for entry in self.entries)


@contextmanager
def captured() -> Iterator[EventCapture]:
    """Let everything that is logged through structlog pass by."""
    import structlog

    from xcom_bridge import host_logs

    capture = EventCapture()
    before = structlog.get_config() if structlog.is_configured() else None
    processors = list(structlog.get_config()["processors"])
    structlog.configure(processors=[*processors[:-1], capture, processors[-1]])
    host_logs.observers.append(capture)
    try:
        yield capture
    finally:
        host_logs.observers.remove(capture)
        if before is None:
            structlog.reset_defaults()
        else:
            structlog.configure(**before)
