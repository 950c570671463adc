"""What a program says that it holds: its answer to `--airflow-metadata`."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from xcom_bundle import program
from xcom_bundle.problems import BundleError, readable

FLAG = "--airflow-metadata"

#: A bundle of a thousand DAGs says less.
_MOST = 4 << 20


def ask(executable: Path, timeout: float) -> dict[str, Any]:
    """The answer of a program.

    Raises BundleError, which says why there is none, where it does not start, crashes, takes longer than `timeout`
    seconds or answers something else.
    """
    found = program.read(executable)
    if not os.access(executable, os.X_OK):
        raise BundleError(f"{executable} is not executable: name a program that was built, or use chmod +x.")
    if not found.is_for_this_machine:
        raise BundleError(
            f"{executable} is for machines of {found.machine}, and this is {program.this_machine()}: pack it on such a"
            " one, because it is asked what it holds."
        )
    try:
        # In a session of its own: with it end all that it has started.
        process = subprocess.Popen(
            [os.path.abspath(executable), FLAG], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        _refuse(executable, f"cannot be started: {error.strerror}", "It has to be a program of this machine.")
    with process:
        output, complaint = _read(process, executable, timeout)
    _check_end(executable, process.returncode, complaint)
    return _answer(executable, output)


def _read(process: subprocess.Popen[bytes], executable: Path, timeout: float) -> tuple[bytes, bytes]:
    assert process.stdout is not None and process.stderr is not None
    read = {process.stdout.fileno(): bytearray(), process.stderr.fileno(): bytearray()}
    deadline = time.monotonic() + timeout
    has_ended = False
    end = os.pidfd_open(process.pid)
    try:
        with selectors.DefaultSelector() as selector:
            for descriptor in (*read, end):
                selector.register(descriptor, selectors.EVENT_READ)
            # Of one that has ended what is there is read, and no more: what it has started may live on.
            while ready := selector.select(0 if has_ended else max(0, deadline - time.monotonic())):
                for key, _ in ready:
                    if key.fd == end:
                        selector.unregister(end)
                        has_ended = True
                        continue
                    chunk = os.read(key.fd, 1 << 16)
                    read[key.fd] += chunk
                    if not chunk:
                        selector.unregister(key.fd)
                    elif len(read[key.fd]) > _MOST:
                        _refuse(executable, f"has written more than {_MOST >> 20} MiB", "One object in JSON is wanted.")
                if not selector.get_map():
                    break
    finally:
        os.close(end)
        # Not waited for yet, so that the number is still its own.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    if not has_ended:
        _refuse(executable, f"has not answered within {timeout:g} seconds", "--timeout sets another limit.")
    process.wait()
    return bytes(read[process.stdout.fileno()]), bytes(read[process.stderr.fileno()])


def _check_end(executable: Path, code: int, complaint: bytes) -> None:
    if code == 0:
        return
    lines = [line for line in complaint.decode("utf-8", "replace").splitlines() if line.strip()]
    last = f" Its last words: {readable(lines[-1])[:200]}" if lines else ""
    if code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        _refuse(executable, f"has crashed by {name}", f"It has to be a program of XComTasks.{last}")
    _refuse(executable, f"has failed with exit code {code}", f"It has to be a program of XComTasks.{last}")


def _answer(executable: Path, output: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(output.decode("utf-8"))
    except (ValueError, RecursionError):
        text = readable(output[:60].decode("utf-8", "replace"))
        what = f"has answered what is no JSON: {text}" if output.strip() else "has answered nothing"
        _refuse(executable, what, "Its main type has to be a TaskBundle, which answers by itself.")
    if not isinstance(answer, dict):
        _refuse(executable, "has answered JSON that is no object", "Its main type has to be a TaskBundle.")
    return answer


def _refuse(executable: Path, what: str, then: str) -> NoReturn:
    raise BundleError(f"{executable} {FLAG} {what}. {then}")
