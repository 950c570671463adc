"""The log of one task instance: JSON lines, secrets masked, whatever wrote them.

The SDK's loggers write to a sink that is chosen late, so that they may be configured (and cached) in the process that
task processes are forked from. ``print`` goes through the same sink line by line. The descriptors 1 and 2 are pipes to
the main process, which masks what subprocesses and C code write there and appends it to the same file.
"""

from __future__ import annotations

import array
import faulthandler
import fcntl
import io
import json
import os
import sys
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from xcom_bridge import task_sdk
from xcom_bridge.readable import readable

if TYPE_CHECKING:
    from xcom_bridge.contract.base import RaisedError


class Sink(io.RawIOBase):
    """Where log lines go: a file, and a descriptor where the user follows it in readable form."""

    def __init__(self) -> None:
        super().__init__()
        self.file: LogFile | None = None
        self.followed: int | None = None
        #: In a program that is not ours: the stream that shows what is logged.
        self.shown: Any = None
        self.label = ""

    def writable(self) -> bool:
        return True

    def catch_up(self) -> None:
        """Let what was written around Python come first."""
        if self.file is not None:
            self.file.catch_up()

    def write(self, data: Any) -> int:
        if self.file is not None:
            self.file.catch_up()
            self.file.write(data)
        if self.shown is not None:
            self.shown.writelines(
                readable(line, self.label) + "\n" for line in bytes(data).splitlines() if line.strip()
            )
        elif self.followed is not None:
            for line in bytes(data).splitlines():
                if line.strip():
                    os.write(self.followed, readable(line, self.label).encode("utf-8", "replace") + b"\n")
        elif self.file is None and b'"level":"info"' not in data and b'"level":"debug"' not in data:
            # Outside of a task, as while DAG files are loaded: what deserves attention goes to the user.
            os.write(2, readable(bytes(data).rstrip(), "xcom").encode("utf-8", "replace") + b"\n")
        return len(data)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Show nothing meanwhile: it is shown already."""
        shown = self.shown
        if shown is not None:
            self.shown = io.StringIO()
        try:
            yield
        finally:
            self.shown = shown


def _make_folder(path: str) -> None:
    """Make a folder and those above it, for their owner alone: ``os.makedirs`` would give all to those above."""
    if not os.path.isdir(path):
        if parent := os.path.dirname(path):
            _make_folder(parent)
        with suppress(FileExistsError):
            os.mkdir(path, 0o700)


class LogFile:
    """A log that is appended to. Code of the task may have closed its descriptor: then the file is opened again."""

    def __init__(self, path: str, own_streams: bool = True) -> None:
        self._path = path
        _make_folder(os.path.dirname(path) or ".")
        self._open()
        # A program's descriptors 1 and 2 are none of ours to wait for.
        self._raw = RawOutput() if own_streams else None

    def catch_up(self) -> None:
        """Let the main process log first what was written around Python."""
        if self._raw is not None:
            self._raw.catch_up()

    def _open(self) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        self._descriptor = out_of_reach(descriptor)
        self._identity = _identity(self._descriptor)

    def write(self, data: Any) -> None:
        if _identity(self._descriptor) != self._identity:
            self._open()
        view = memoryview(data)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def close(self) -> None:
        if self._raw is not None:
            self._raw.close()
        if _identity(self._descriptor) == self._identity:
            os.close(self._descriptor)


class RawOutput:
    """What was written to the descriptors 1 and 2 and is not in the log yet."""

    def __init__(self) -> None:
        self._pipes = [out_of_reach(os.dup(number)) for number in (1, 2)]
        self._patient = True

    def _is_pending(self) -> bool:
        count = array.array("i", [0])
        for pipe in self._pipes:
            # The task's code may have closed it.
            with suppress(OSError):
                fcntl.ioctl(pipe, termios.FIONREAD, count)
                if count[0]:
                    return True
        return False

    def catch_up(self) -> None:
        """Let the main process log it first, so that lines stand in the order in which they were written.

        Not where something writes without end: that is waited for once.
        """
        if not self._is_pending():
            self._patient = True
            return
        deadline = time.monotonic() + 0.05
        while self._patient and self._is_pending():
            self._patient = time.monotonic() < deadline
            time.sleep(0.0002)

    def close(self) -> None:
        for pipe in self._pipes:
            with suppress(OSError):
                os.close(pipe)


def out_of_reach(descriptor: int) -> int:
    """The same file behind a number that is far from those that code closes in a row, or is given next."""
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, min(soft, 4096) - 128)
    except (OSError, ValueError):
        return descriptor
    os.close(descriptor)
    return moved


def _identity(descriptor: int) -> tuple[int, int] | None:
    try:
        status = os.fstat(descriptor)
    except OSError:
        return None
    return status.st_dev, status.st_ino


class Lines(io.RawIOBase):
    """What stands in for a standard stream: each line is masked and handed on."""

    def __init__(self, emit: Callable[[str], None], descriptor: int) -> None:
        super().__init__()
        self._emit, self._descriptor = emit, descriptor
        self._rest = b""

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, data: Any) -> int:
        *lines, self._rest = (self._rest + bytes(data)).split(b"\n")
        for line in lines:
            self._emit(masked(line.rstrip()))
        return len(data)

    def stream(self) -> io.TextIOWrapper:
        """What Python code writes to."""
        buffer = io.BufferedWriter(self)
        return io.TextIOWrapper(buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True)

    def finish(self, stream: Any) -> None:
        """Hand on the line that has no end."""
        # The code may have closed or replaced its stream.
        with suppress(OSError, ValueError):
            stream.flush()
        self.end()

    def end(self) -> None:
        if self._rest:
            self.write(b"\n")


class TaskLog:
    """The log while a task runs."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def failure(self, error: RaisedError, traceback: str, summary: dict[str, Any]) -> None:
        """Write the task's exception, masked already: the last thing in the log of a try that failed."""
        text = f"{error['type']}: {error['message']}"
        line = event("task", "error", text, error={**error, "traceback": traceback, **summary})
        self.sink.write(line)


sink = Sink()
#: In a program that is not ours: what opens the logs of tasks there.
opened: Callable[[str | None, str], AbstractContextManager[TaskLog]] | None = None


@cache
def configure() -> None:
    """Let the SDK's and the standard library's loggers write JSON lines to the sink."""
    configure_sdk()


def configure_sdk() -> None:
    from airflow.sdk import log as sdk_log

    # Uploading to a remote store is for a deployment's workers.
    task_sdk.current().keep_logs_here()
    hook = sys.excepthook
    sdk_log.configure_logging(json_output=True, output=sink, sending_to_supervisor=False)
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
def task_log(path: str | None, followed: int | None, label: str) -> Iterator[TaskLog]:
    """Send all that this process says to the log file at ``path``; gives back the standard streams at the end.

    Without a path it is dropped. ``followed`` is a descriptor for readable lines.
    """
    if opened is not None:
        with opened(path, label) as log:
            yield log
        return
    configure()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    streams = (sys.stdout, sys.stderr)
    lines = (Lines(events("task.stdout", "info"), 1), Lines(events("task.stderr", "error"), 2))
    sink.file, sink.followed, sink.label = LogFile(path or os.devnull), followed, label
    sys.stdout, sys.stderr = (raw.stream() for raw in lines)
    # Where a task crashes, the log says in which line of Python.
    faulthandler.enable(2)
    try:
        yield TaskLog(sink)
    finally:
        faulthandler.disable()
        for stream, raw in zip((sys.stdout, sys.stderr), lines, strict=True):
            raw.finish(stream)
        sys.stdout, sys.stderr = streams
        sink.file.close()
        sink.file = sink.followed = None


def events(logger: str, level: str) -> Callable[[str], None]:
    def emit(line: str) -> None:
        sink.catch_up()
        sink.write(event(logger, level, line))

    return emit


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
        sink.write(json.dumps(redacted(document), separators=(",", ":")).encode() + b"\n")
    elif line.strip():
        sink.write(event("task.stdout", "info", masked(line)))
