"""The log of one task instance: JSON lines, secrets masked, whatever wrote them.

The SDK's loggers write to a sink that is chosen late, so that they may be configured (and cached) in the process that
task processes are forked from. ``print`` goes through the same sink line by line. The descriptors 1 and 2 are the log
file itself, so that not even the last words of a crash are lost; what came that way is made JSON at the end.
"""

from __future__ import annotations

import faulthandler
import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from typing import Any

from xcom_bridge.readable import readable


class Sink(io.RawIOBase):
    """Where log lines go: a file, and stderr in readable form where the user follows it."""

    def __init__(self) -> None:
        super().__init__()
        self.file: int | None = None
        self.followed: int | None = None
        self.label = ""
        self.written = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        if self.file is not None:
            view = memoryview(data)
            while view:
                done = os.write(self.file, view)
                self.written += done
                view = view[done:]
        if self.followed is not None:
            for line in bytes(data).splitlines():
                self.show(line)
        elif self.file is None and b'"level":"info"' not in data and b'"level":"debug"' not in data:
            # Outside of a task, as while DAG files are loaded: what deserves attention goes to the user.
            os.write(2, readable(bytes(data).rstrip(), "xcom").encode("utf-8", "replace") + b"\n")
        return len(data)

    def show(self, line: bytes) -> None:
        if self.followed is not None and line.strip():
            text = readable(line, self.label)
            os.write(self.followed, text.encode("utf-8", "replace") + b"\n")


class _Lines(io.RawIOBase):
    """What stands in for a standard stream of a task: each line becomes an event."""

    def __init__(self, sink: Sink, name: str, level: str, descriptor: int) -> None:
        super().__init__()
        self._sink, self._name, self._level, self._descriptor = sink, name, level, descriptor
        self._rest = b""

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: Any) -> int:
        *lines, self._rest = (self._rest + bytes(data)).split(b"\n")
        for line in lines:
            self._sink.write(event(self._name, self._level, masked(line)))
        return len(data)

    def finish(self) -> None:
        if self._rest:
            self.write(b"\n")


class TaskLog:
    """The log while a task runs."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    def failure(self, error: dict[str, Any]) -> None:
        """Write the task's exception, masked already: the last thing in the log of a try that failed."""
        line = event("task", "error", f"{error['type']}: {error['message']}", error=error)
        self._sink.write(line)


_sink = Sink()


@cache
def configure() -> None:
    """Let the SDK's and the standard library's loggers write JSON lines to the sink."""
    from airflow.sdk import log as sdk_log

    # Uploading to a remote store is for a deployment's workers; discovery would import core's logging settings.
    sdk_log._ActiveLoggingConfig.set(None, None)
    hook = sys.excepthook
    sdk_log.configure_logging(json_output=True, output=_sink, sending_to_supervisor=False)
    _name_exceptions_as_airflow_does()
    # It would log what this process dies of; with no task at hand, nobody would see that.
    sys.excepthook = hook


def _name_exceptions_as_airflow_does() -> None:
    """In a log file of Airflow the frames of an exception are ``error_detail``; its supervisor renames them."""
    import logging

    import structlog

    def rename(logger: Any, method: str, document: Any) -> Any:
        if (detail := document.pop("exception", None)) is not None:
            document["error_detail"] = detail
        return document

    processors = structlog.get_config()["processors"]
    structlog.configure(processors=[*processors[:-1], rename, processors[-1]])
    for handler in logging.getLogger().handlers:
        if isinstance(formatter := handler.formatter, structlog.stdlib.ProcessorFormatter):
            formatter.foreign_pre_chain = [*(formatter.foreign_pre_chain or ()), rename]


def task_logger() -> Any:
    import structlog

    return structlog.get_logger(logger_name="task")


def label_of(ti: dict[str, Any]) -> str:
    index = ti.get("map_index")
    return str(ti["task_id"]) if index is None or index < 0 else f"{ti['task_id']}[{index}]"


@contextmanager
def task_log(path: str | None, follow: bool, label: str) -> Iterator[TaskLog]:
    """Send all that this process says to the log file at ``path``; gives back the standard streams at the end."""
    configure()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    kept = (os.dup(1), os.dup(2))
    target = path or os.devnull
    if path:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    file = os.open(target, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o664)
    start = os.fstat(file).st_size
    streams = (sys.stdout, sys.stderr)
    lines = (_Lines(_sink, "task.stdout", "info", 1), _Lines(_sink, "task.stderr", "error", 2))
    _sink.file, _sink.followed, _sink.label, _sink.written = file, kept[1] if follow else None, label, 0
    os.dup2(file, 1)
    os.dup2(file, 2)
    sys.stdout, sys.stderr = (_text(raw) for raw in lines)
    # Where a task crashes, the log says in which line of Python.
    faulthandler.enable(file)
    try:
        yield TaskLog(_sink)
    finally:
        faulthandler.disable()
        for stream, raw in zip((sys.stdout, sys.stderr), lines, strict=True):
            _finish(stream, raw)
        sys.stdout, sys.stderr = streams
        if path and os.fstat(file).st_size - start != _sink.written:
            _rewrite(file, start)
        for descriptor, copy in enumerate(kept, 1):
            os.dup2(copy, descriptor)
            os.close(copy)
        os.close(file)
        _sink.file = _sink.followed = None


def _text(raw: io.RawIOBase) -> io.TextIOWrapper:
    buffer = io.BufferedWriter(raw)
    return io.TextIOWrapper(buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True)


def _finish(stream: Any, raw: _Lines) -> None:
    # The task may have closed or replaced its stream.
    with suppress(OSError, ValueError):
        stream.flush()
    raw.finish()


def _rewrite(file: int, start: int) -> None:
    """Make events of the lines that came in raw, from subprocesses and C code, and mask them."""
    size = os.fstat(file).st_size
    content = os.pread(file, size - start, start)
    out = bytearray()
    for line in content.replace(b'{"timestamp":"', b'\n{"timestamp":"').splitlines():
        if not line:
            continue
        if not _is_event(line):
            _sink.show(fresh := event("task.stdout", "info", masked(line)))
            out += fresh
        else:
            out += line + b"\n"
    os.ftruncate(file, start)
    os.write(file, out)


def _is_event(line: bytes) -> bool:
    return line.startswith(b'{"timestamp":"') and line.endswith(b"}") and b'"logger":"' in line


def event(logger: str, level: str, text: str, **more: Any) -> bytes:
    """One line of a log."""
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    document = {"timestamp": now, "level": level, "event": text, "logger": logger, **more}
    return json.dumps(document, separators=(",", ":"), default=str).encode() + b"\n"


def masked(line: bytes) -> str:
    return str(redacted(line.decode("utf-8", "backslashreplace")))


def redacted(value: Any) -> Any:
    """A text, or all texts in a container, with ``***`` in the place of each secret."""
    from airflow.sdk._shared.secrets_masker import redact

    return redact(value)


def relay(line: bytes) -> None:
    """Write a line that another process of the task has logged."""
    try:
        document = json.loads(line)
    except ValueError:
        document = None
    if isinstance(document, dict):
        _sink.write(json.dumps(redacted(document), separators=(",", ":")).encode() + b"\n")
    elif line.strip():
        _sink.write(event("task.stdout", "info", masked(line)))
