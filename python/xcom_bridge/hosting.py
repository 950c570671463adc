"""The entry points of a program of Python that has loaded ``_xcom``: what only its interpreter knows, or can do."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from xcom_bridge.start_modules import VARIABLE

if TYPE_CHECKING:
    from xcom_bridge.contract.base import Nothing
    from xcom_bridge.contract.hosting import BecomePython, BegunProcess, Command, EnterEnvironment, Entering

#: The environment that another one's `xcom` has gone to.
_ENTERED = "XCOM_ENTERED_ENVIRONMENT"


def begin_process(request: BegunProcess) -> None:
    """Be a process of the runner's own: the program that it was forked from gets none of its signals and output."""
    import faulthandler
    import signal

    faulthandler.disable()
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    # Ctrl-C is the business of the main process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdin, sys.stdout, sys.stderr = sys.__stdin__, sys.__stdout__, sys.__stderr__  # type: ignore[assignment]
    sys.argv = ["xcom"]
    for variable in request["variables"]:
        os.environ[variable["name"]] = variable["value"]


def read_command(request: Nothing) -> Command:
    """The command that is this Python with ``xcom`` as its program."""
    import subprocess

    # As multiprocessing does it.
    flags = subprocess._args_from_interpreter_flags()  # type: ignore[attr-defined]
    return {"command": [sys.executable, *flags, os.path.join(os.path.dirname(__file__), "__main__.py")]}


def enter_environment(request: EnterEnvironment) -> Entering:
    """Become the ``xcom`` of an environment. Returns where it is this one, or has none."""
    wanted = request["environment"]
    folder = os.path.realpath(wanted)
    came_from_another = os.environ.pop(_ENTERED, None) == folder
    if folder == os.path.realpath(sys.prefix):
        return {"problem": None}
    program = os.path.join(folder, "bin", "xcom")
    if not os.access(os.path.join(folder, "bin", "python"), os.X_OK):
        return {"problem": f"{wanted} is not a Python environment: it has no bin/python."}
    if not os.access(program, os.X_OK):
        return {
            "problem": f"This xcom belongs to {sys.prefix}, and {wanted} has none. Install it there:"
            f" {wanted}/bin/python -m pip install swift-xcom"
        }
    if came_from_another or "arguments" not in request:
        return {"problem": f"This xcom belongs to {sys.prefix}, and runs nothing in {wanted}."}
    sys.stdout.flush()
    os.execve(program, [program, *request["arguments"]], {**os.environ, _ENTERED: folder})


def become_python(request: BecomePython) -> None:
    """Become another program of this Python."""
    sys.stdout.flush()
    variables = {**os.environ, VARIABLE: " ".join(request["start_modules"])}
    os.execve(sys.executable, [sys.executable, *request["arguments"]], variables)
