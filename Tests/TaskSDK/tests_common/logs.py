"""What was logged, to be looked at."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import structlog
from structlog.typing import EventDict, WrappedLogger

_LEVELS = logging.getLevelNamesMapping()


def _fits(value: Any, wanted: Any) -> bool:
    return wanted.match(value) is not None if isinstance(wanted, re.Pattern) else value == wanted


class StructlogCapture:
    """The events of one test: `in` takes a text, or a dictionary (of values or patterns) that one event contains."""

    def __init__(self) -> None:
        self.entries: list[EventDict] = []
        self._level = logging.NOTSET

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> NoReturn:
        event = dict(event)
        event["log_level"] = event.pop("level", method)
        if _LEVELS[event["log_level"].upper()] >= self._level:
            self.entries.append(event)
        raise structlog.DropEvent

    def __contains__(self, wanted: object) -> bool:
        if isinstance(wanted, str):
            return any(wanted in str(entry.get("event")) for entry in self.entries)
        if not isinstance(wanted, dict):
            raise TypeError(f"events are looked for by a text or a dictionary, not by {type(wanted).__name__}")
        return any(
            all(key in entry and _fits(entry[key], value) for key, value in wanted.items()) for entry in self.entries
        )

    def __getitem__(self, index: int) -> EventDict:
        return self.entries[index]

    @property
    def records(self) -> list[EventDict]:
        """The events, by pytest's name for them."""
        return self.entries

    @property
    def messages(self) -> list[str]:
        """The event of each."""
        return [entry["event"] for entry in self.entries]

    @property
    def record_tuples(self) -> list[tuple[str | None, int, str]]:
        """Logger, level and event of each."""
        return [(entry.get("logger"), _LEVELS[entry["log_level"].upper()], entry["event"]) for entry in self.entries]

    @property
    def text(self) -> str:
        """All of them, with exceptions, in lines."""
        return "\n".join(
            str(entry["event"]) + "".join(f" {key}={entry[key]}" for key in entry) for entry in self.entries
        )

    def clear(self) -> None:
        """Forget what there was."""
        self.entries.clear()

    @contextlib.contextmanager
    def at_level(self, level: int | str, logger: str | None = None) -> Iterator[None]:
        """Take events of this level and above: of the logger, or of all."""
        from airflow.sdk._shared.logging.structlog import PER_LOGGER_LEVELS

        number = _LEVELS[level.upper()] if isinstance(level, str) else level
        target = logging.getLogger(logger)
        before = target.level, dict(PER_LOGGER_LEVELS), self._level
        target.setLevel(number)
        PER_LOGGER_LEVELS[logger or ""] = number
        if logger is None:
            # Loggers may have levels of their own.
            self._level = number
        try:
            yield
        finally:
            level_before, levels, self._level = before
            target.setLevel(level_before)
            PER_LOGGER_LEVELS.clear()
            PER_LOGGER_LEVELS.update(levels)


@contextlib.contextmanager
def capture() -> Iterator[StructlogCapture]:
    """Take what structlog and the standard library's loggers log."""
    captured = StructlogCapture()
    # Loggers hold on to this very list.
    processors = structlog.get_config()["processors"]
    before = list(processors)
    handler = logging.root.handlers[0]
    formatter = handler.formatter
    assert isinstance(formatter, structlog.stdlib.ProcessorFormatter), formatter
    to_event = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=formatter.foreign_pre_chain, pass_foreign_args=True, use_get_message=False, processor=captured
    )

    def take(record: logging.LogRecord) -> bool:
        with contextlib.suppress(structlog.DropEvent):
            to_event.format(record)
        return False

    root_level, level, filters = logging.root.level, handler.level, handler.filters
    logging.root.setLevel(logging.INFO)
    handler.level, handler.filters = 0, [take]
    exceptions = structlog.tracebacks.ExceptionDictTransformer(use_rich=False, show_locals=False)
    processors[:] = [
        structlog.processors.MaybeTimeStamper(fmt="iso"),
        structlog.processors.ExceptionRenderer(exceptions),
        captured,
    ]
    structlog.configure(processors=processors)
    try:
        yield captured
    finally:
        processors[:] = before
        structlog.configure(processors=processors)
        logging.root.setLevel(root_level)
        handler.level, handler.filters = level, filters
