"""``task_runner.SUPERVISOR_COMMS`` while DAG files are loaded: what core's DAG processor answers is answered.

This process forks others later, and must hold no connection to the store then. So a child of it has the connection: it
is made when a file asks for the first time, and ends with the loading.
"""

from __future__ import annotations

import os
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

import _xcom

if TYPE_CHECKING:
    from pydantic import BaseModel

_TASK_RUNNER = "airflow.sdk.execution_time.task_runner"
_READS = frozenset(
    "GetConnection GetVariable GetVariableKeys GetXCom GetNumberXComs GetXComCount GetXComSequenceItem"
    " GetXComSequenceSlice GetTICount GetTaskStates GetPreviousDagRun GetPreviousTI".split()
)
_WRITES = frozenset({"PutVariable", "DeleteVariable"})
_SQLITE = "sqlite:///"

_current: LoadComms | None = None


class LoadComms:
    """Sends the messages of DAG files to the child that has the store."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._owner = self._child = 0

    def send(self, msg: BaseModel) -> BaseModel | None:
        """The reply to one message; those of tasks are refused."""
        from xcom_bridge import comms

        fields = msg.__dict__
        kind = fields["type"]
        if kind == "MaskSecret":
            return None
        if kind not in _READS | _WRITES:
            # Core's DAG processor does not answer: the file waits until its time is over.
            raise RuntimeError(f"{kind} has no answer while a DAG file is loaded, in Airflow neither: do it in a task")
        with self._lock:
            return comms.answer(msg, fields, lambda message: self._asked((b"w" if kind in _WRITES else b"r") + message))

    async def asend(self, msg: BaseModel) -> BaseModel | None:
        return self.send(msg)

    def close(self) -> None:
        """End the child."""
        if self._connection is not None and self._owner == os.getpid():
            # Processes that a file has started may hold the other end too.
            with suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
            self._connection.close()
            with suppress(ChildProcessError):
                os.waitpid(self._child, 0)
        self._connection = None

    def _asked(self, message: bytes) -> bytes | None:
        if self._owner != os.getpid():
            # A fork of this process, made by a file, has answers of its own.
            self._connection = None
        connection = self._connection or self._started()
        try:
            _write(connection, message)
            status, reply = (answer := _read(connection))[:1], answer[1:]
        except OSError:
            status = reply = b""
        except BaseException:
            # The time of the file is over: the next one must not get this one's reply.
            self.close()
            raise
        if not status:
            self.close()
            raise RuntimeError("The process that reads the store for DAG files has ended")
        if status == b"!":
            raise RuntimeError(reply.decode())
        return reply if status == b"=" else None

    def _started(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        self._owner = os.getpid()
        self._child = os.fork()
        if self._child == 0:
            ours.close()
            _serve(theirs, self._store)
        theirs.close()
        self._connection = ours
        return ours


@contextmanager
def answered(store: str) -> Iterator[None]:
    """Answer from a store what DAG files ask meanwhile."""
    global _current
    _current = comms = LoadComms(store)
    give(sys.modules.get(_TASK_RUNNER))
    try:
        yield
    finally:
        _current = None
        if (task_runner := sys.modules.get(_TASK_RUNNER)) is not None:
            vars(task_runner).pop("SUPERVISOR_COMMS", None)
        comms.close()


def give(task_runner: ModuleType | None) -> None:
    """Let the SDK find what answers, as soon as it has its module."""
    if task_runner is not None and _current is not None:
        task_runner.SUPERVISOR_COMMS = _current  # type: ignore[attr-defined]


def _serve(connection: socket.socket, store: str) -> NoReturn:
    """In the child: answer until the other end is closed."""
    is_connected = False
    try:
        while request := _read(connection):
            try:
                if not is_connected:
                    is_connected = _connect(store, to_write=request[:1] == b"w")
                reply = _xcom.send(request[1:])
                _write(connection, b"-" if reply is None else b"=" + reply)
            except Exception as error:
                _write(connection, b"!" + str(error).encode("utf-8", "backslashreplace"))
    except BaseException:
        os._exit(1)
    os._exit(0)


def _connect(store: str, to_write: bool) -> bool:
    """Open the store. None is made where there is none only to read: an empty one stands in for it, until there is."""
    if store.startswith(_SQLITE) and not to_write and not os.path.exists(store.removeprefix(_SQLITE)):
        _xcom.connect("sqlite://")
        return False
    from airflow.configuration import conf

    if key := conf.get("core", "fernet_key", fallback=None):
        _xcom.connect_with_key(store, key)
    else:
        _xcom.connect(store)
    return True


def _write(connection: socket.socket, content: bytes) -> None:
    connection.sendall(len(content).to_bytes(8, "big") + content)


def _read(connection: socket.socket) -> bytes:
    """One message; nothing where the other end is closed."""
    length = _received(connection, 8)
    return _received(connection, int.from_bytes(length, "big")) if length else b""


def _received(connection: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        part = connection.recv(min(count - len(data), 1 << 20))
        if not part:
            return b""
        data += part
    return bytes(data)
