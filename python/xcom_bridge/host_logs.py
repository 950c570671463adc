"""The logs of tasks that run inside a program: the program's own streams and loggers stay what they are.

What a task prints goes where the program prints, and into the task's log; so does what it logs.
"""

from __future__ import annotations

import io
import logging
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any

from xcom_bridge import logs

#: Processors of structlog that see what tasks log.
observers: list[Any] = []


@contextmanager
def in_place(echo: bool) -> Iterator[None]:
    """Log this way meanwhile; with ``echo``, what is logged is shown on the program's standard output, too."""
    import structlog

    handler, settings = _configured()
    before = structlog.get_config() if structlog.is_configured() else None
    root, airflow = logging.getLogger(), logging.getLogger("airflow")
    levels = root.level, airflow.level
    processors = settings["processors"]
    structlog.configure(**settings | {"processors": [*processors[:-1], *observers, processors[-1]]})
    # Also what the program itself looks at, as pytest's caplog.
    root.setLevel(min(levels[0] or logging.INFO, logging.INFO))
    root.addHandler(handler)
    logs.opened = _Opening(echo)
    try:
        yield
    finally:
        logs.opened = None
        root.removeHandler(handler)
        root.setLevel(levels[0])
        airflow.setLevel(levels[1])
        if before is None:
            structlog.reset_defaults()
        else:
            structlog.configure(**before)


@cache
def _configured() -> tuple[logging.Handler, dict[str, Any]]:
    """The handler and structlog's settings that the SDK makes for task logs; the process stays as it was."""
    import structlog

    before = structlog.get_config() if structlog.is_configured() else None
    root = logging.getLogger()
    handlers, levels = list(root.handlers), {name: logging.getLogger(name).level for name in _LEVELS}
    shown = warnings.showwarning
    root.handlers.clear()
    try:
        logs.configure_sdk()
        settings = {**structlog.get_config(), "cache_logger_on_first_use": False}
        (handler,) = root.handlers
    finally:
        warnings.showwarning = shown
        root.handlers[:] = handlers
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
        if before is None:
            structlog.reset_defaults()
        else:
            structlog.configure(**before)
    return handler, settings


# The loggers whose level the SDK sets.
_LEVELS = ("", "airflow", "httpx", "sqlalchemy.engine")


class _Opening:
    """Opens logs of tasks."""

    def __init__(self, echo: bool) -> None:
        self._echo = echo

    @contextmanager
    def __call__(self, path: str | None, label: str) -> Iterator[logs.TaskLog]:
        streams = sys.stdout, sys.stderr
        sink = logs.sink
        before = sink.file, sink.shown, sink.label
        sink.file = logs.LogFile(path, own_streams=False) if path else None
        sink.shown, sink.label = streams[0] if self._echo else io.StringIO(), label
        tees = [
            _Tee(stream, logs.Lines(logs.events(name, level), 0))
            for stream, name, level in zip(streams, ("task.stdout", "task.stderr"), ("info", "error"), strict=True)
        ]
        sys.stdout, sys.stderr = tees  # type: ignore[assignment]
        try:
            yield logs.TaskLog(sink)
        finally:
            for tee in tees:
                tee.finish()
            # Unless the task's code has put something else there that is to stay.
            sys.stdout, sys.stderr = streams
            if sink.file is not None:
                sink.file.close()
            sink.file, sink.shown, sink.label = before


class _Tee(io.TextIOBase):
    """A stream of the program, whose lines are logged as well."""

    def __init__(self, stream: Any, lines: logs.Lines) -> None:
        super().__init__()
        self._stream, self._lines = stream, lines

    def write(self, text: str) -> int:
        self._stream.write(text)
        with logs.sink.quiet():
            self._lines.write(text.encode("utf-8", "backslashreplace"))
        return len(text)

    def finish(self) -> None:
        with logs.sink.quiet(), suppress(OSError, ValueError):
            self._lines.end()

    def flush(self) -> None:
        self._stream.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return bool(self._stream.isatty())

    def fileno(self) -> int:
        return int(self._stream.fileno())
