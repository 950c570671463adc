"""The supervisor for tasks in other interpreters (``@task.virtualenv``, ``@task.external_python``).

Their SDK speaks its own wire over a socket: a length of four bytes, then MessagePack ``[id, body]`` and ``[id, body,
error]``. A thread of the task process answers them through the same supervisor as the task's own messages.
"""

from __future__ import annotations

import os
import selectors
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xcom_bridge import airflow_packages, comms, given, runtimes

SOCKET_VARIABLE = "__AIRFLOW_SUPERVISOR_FD"


def run_with_supervisor(run: Callable[..., Any], cmd: list[str], cwd: str | None, env: dict[str, str] | None) -> Any:
    """Run a script of the operators, which finds a supervisor at the other end of a socket."""
    full = dict(os.environ if env is None else env)
    with supervisor_socket() as descriptor, given.let_go_first(full):
        full[SOCKET_VARIABLE] = str(descriptor)
        _add_facade(full, cmd[0])
        return run(cmd=cmd, cwd=cwd, env=full)


def _add_facade(env: dict[str, str], python: str) -> None:
    """Give an interpreter that has the Task SDK, and no whole Airflow, the facade that this process runs on."""
    ours = airflow_packages.FACADE
    package = sys.modules.get("airflow")
    if package is None or not str(getattr(package, "__file__", "")).startswith(str(ours)):
        return
    for folder in Path(python).parent.parent.glob("lib*/python3*/site-packages/airflow"):
        if (folder / "sdk").is_dir() and not (folder / "__init__.py").exists():
            # What the operators put there is a Path, where there was nothing before.
            env["PYTHONPATH"] = os.pathsep.join(filter(None, [os.fspath(env.get("PYTHONPATH") or ""), str(ours)]))
            return


@contextmanager
def supervisor_socket() -> Iterator[int]:
    """A socket for a child process, answered while the context lasts."""
    ours, theirs = socket.socketpair()
    theirs.set_inheritable(True)
    server = _Server(ours)
    thread = threading.Thread(target=server.run, name="supervisor-socket", daemon=True)
    thread.start()
    try:
        yield theirs.fileno()
    finally:
        theirs.close()
        thread.join(timeout=5)


class _Server:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._selector = selectors.DefaultSelector()
        self._log_reader: int | None = None
        self._log_writer: int | None = None
        self._log_rest = b""
        self._open = True

    def run(self) -> None:
        self._selector.register(self._connection, selectors.EVENT_READ, self._on_request)
        try:
            while self._open:
                for key, _ in self._selector.select():
                    key.data()
        finally:
            if self._log_writer is not None:
                os.close(self._log_writer)
                while self._log_reader is not None:
                    self._on_log()
            self._selector.close()
            self._connection.close()

    def _receive(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self._connection.recv(count - len(data))
            if not part:
                return b""
            data += part
        return bytes(data)

    def _on_request(self) -> None:
        import msgspec

        try:
            header = self._receive(4)
            frame = self._receive(int.from_bytes(header, "big")) if header else b""
        except OSError:
            frame = b""
        if not frame:
            self._open = False
            return
        request_id, body = msgspec.msgpack.decode(frame)[:2]
        if body.get("type") == "ResendLoggingFD":
            self._send_log(request_id)
        else:
            self._send(request_id, *_answered(body))

    def _frame(self, request_id: int, body: Any, error: Any) -> bytes:
        import msgspec

        content = msgspec.msgpack.encode([request_id, body, error])
        return len(content).to_bytes(4, "big") + content

    def _send(self, request_id: int, body: Any, error: Any) -> None:
        self._connection.sendall(self._frame(request_id, body, error))

    def _send_log(self, request_id: int) -> None:
        """Hand over a pipe for log lines: what comes out of it is masked and goes into the task's log."""
        if self._log_writer is None:
            self._log_reader, self._log_writer = os.pipe()
            self._selector.register(self._log_reader, selectors.EVENT_READ, self._on_log)
        frame = self._frame(request_id, {"type": "SentFDs", "fds": [self._log_writer]}, None)
        socket.send_fds(self._connection, [frame], [self._log_writer])

    def _on_log(self) -> None:
        from xcom_bridge import logs

        if self._log_reader is None:
            return
        data = os.read(self._log_reader, 65536)
        *lines, self._log_rest = (self._log_rest + data).split(b"\n")
        for line in lines:
            logs.relay(line)
        if not data:
            self._selector.unregister(self._log_reader)
            os.close(self._log_reader)
            self._log_reader = None


def _answered(body: dict[str, Any]) -> tuple[Any, Any]:
    try:
        envelope = runtimes.answered(body)
    except Exception as error:
        detail = {"message": f"{type(error).__name__}: {error}"}
        return None, {"error": "GENERIC_ERROR", "detail": detail, "type": "ErrorResponse"}
    answer = envelope.get("body")
    if answer is not None:
        comms.complete(answer)
    return answer, envelope.get("error")
