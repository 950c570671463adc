"""A task that a person debugs: it has the terminal of the command, and stops where it fails."""

from __future__ import annotations

import bdb
import importlib
import io
import os
import signal
import sys
import termios
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from xcom_bridge import logs

_is_on = False


@contextmanager
def on_terminal() -> Iterator[None]:
    """Give the terminal to the task of this process meanwhile: its keys, its screen, and Ctrl-C."""
    global _is_on
    terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC)
    kept = [os.dup(number) for number in range(3)]
    streams = sys.stdout, sys.stderr
    # In the background a process is stopped where it takes the terminal; what Ctrl-Z stops here, nobody could wake.
    handlers = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGTTOU, signal.SIGTSTP)}
    handlers[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    group, settings = os.tcgetpgrp(terminal), termios.tcgetattr(terminal)
    for number in range(3):
        os.dup2(terminal, number)
    os.tcsetpgrp(terminal, os.getpgrp())
    # As a debugger asks for them: of the descriptors 1 and 2, where readline and prompt_toolkit look for the terminal.
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(
            io.FileIO(number, "w", closefd=False), encoding="utf-8", errors="backslashreplace", write_through=True
        )
        for number in (1, 2)
    )
    followed, logs.sink.followed = logs.sink.followed, 2
    _is_on = True
    try:
        yield
    finally:
        _is_on = False
        logs.sink.followed = followed
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout, sys.stderr = streams
        termios.tcsetattr(terminal, termios.TCSADRAIN, settings)
        os.tcsetpgrp(terminal, group)
        for number, descriptor in enumerate(kept):
            os.dup2(descriptor, number)
            os.close(descriptor)
        os.close(terminal)
        for number, handler in handlers.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def prepare(ti: Any) -> None:
    """Let a task take as long as the person who looks at it, where it is debugged."""
    if _is_on:
        operator = ti.task
        if operator.is_mapped:
            operator.partial_kwargs["execution_timeout"] = None
        else:
            operator.execution_timeout = None


def look_at(error: BaseException | None) -> None:
    """Open the debugger where a task that is debugged has failed."""
    if not _is_on or error is None:
        return
    if isinstance(error, bdb.BdbQuit):
        error.add_note("The debugger was left before the task had ended")
        return
    print("".join(traceback.format_exception(error)), end="", file=sys.stderr)
    print("The task has failed. The debugger is where it did; q goes on with the run.", file=sys.stderr)
    _debugger().post_mortem(error.__traceback__)


def _debugger() -> Any:
    """The module that `PYTHONBREAKPOINT` names, where it can look at what is over; else pdb."""
    name = os.environ.get("PYTHONBREAKPOINT", "").rpartition(".")[0]
    try:
        module = importlib.import_module(name or "pdb")
    except ImportError:
        module = importlib.import_module("pdb")
    return module if hasattr(module, "post_mortem") else importlib.import_module("pdb")
