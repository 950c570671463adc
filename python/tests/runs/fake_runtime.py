"""A task runtime that does what its task's name says: what no library for tasks does, and every supervisor has to bear.

It is started with --comm and --logs by way of a bundle file, and has nothing but the standard library and msgspec.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from typing import Any

import msgspec

END = "2026-06-22T12:00:00Z"
SUCCESS = {"type": "SucceedTask", "state": "success", "end_date": END, "task_outlets": [], "outlet_events": []}


class Runtime:
    """The two connections."""

    def __init__(self, comm: str, logs: str) -> None:
        self.comm = connected(comm)
        self.logs = connected(logs)
        self.last = 0
        _, self.startup, _ = self.receive()
        self.ti = self.startup["ti"]

    def read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self.comm.recv(count - len(data))
            if not part:
                raise EOFError("the supervisor has closed the connection")
            data += part
        return data

    def receive(self) -> Any:
        return msgspec.msgpack.decode(self.read(struct.unpack(">I", self.read(4))[0]))

    def frame(self, payload: bytes) -> None:
        self.comm.sendall(struct.pack(">I", len(payload)) + payload)

    def send(self, body: Any) -> tuple[Any, Any]:
        self.last += 1
        self.frame(msgspec.msgpack.encode([self.last, body]))
        found, answer, error = self.receive()
        assert found == self.last, (found, self.last)
        return answer, error

    def log(self, line: bytes) -> None:
        self.logs.sendall(line + b"\n")

    def event(self, event: str, level: str = "info", **more: Any) -> None:
        self.log(json.dumps({"timestamp": END, "level": level, "event": event, **more}).encode())

    def push(self, value: Any, key: str = "return_value") -> tuple[Any, Any]:
        place = {name: self.ti[name] for name in ("dag_id", "run_id", "task_id", "map_index")}
        return self.send({"type": "SetXCom", "key": key, "value": value, **place})


def connected(address: str) -> socket.socket:
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)))


def main() -> int:
    arguments = dict(word[2:].split("=", 1) for word in sys.argv[1:])
    if (early := os.environ.get("FAKE_RUNTIME")) is not None:
        return before_connecting(early)
    runtime = Runtime(arguments["comm"], arguments["logs"])
    return int(globals()[f"do_{runtime.ti['task_id']}"](runtime) or 0)


def before_connecting(what: str) -> int:
    if what == "sleep":
        time.sleep(600)
    print("printed before it connects")
    return 3


def do_startup(runtime: Runtime) -> None:
    """Gives back what it was told."""
    environment = {name: os.environ.get(name) for name in ("AIRFLOW__LOGGING__LOGGING_LEVEL", "GIVEN")}
    runtime.push(json.loads(json.dumps(runtime.startup, default=str)) | {"environment": environment})
    runtime.send(SUCCESS)


def do_bad_frames(runtime: Runtime) -> None:
    """What ends Airflow's own supervisor, or is never answered there."""
    answers = []
    for payload in (
        msgspec.msgpack.encode([101, {"type": "NoSuchMessage"}]),
        msgspec.msgpack.encode([102, {"type": "GetXCom"}]),
        msgspec.msgpack.encode([103, {"type": "GetVariable", "key": b"bytes"}]),
        msgspec.msgpack.encode([104, {**SUCCESS, "more": 1}]),
        msgspec.msgpack.encode([105, None]),
    ):
        runtime.frame(payload)
        answers.append(runtime.receive())
    # To these nobody could be answered.
    for payload in (b"", b"\xc1", msgspec.msgpack.encode(["id", {}]), msgspec.msgpack.encode({"a": 1})):
        runtime.frame(payload)
    runtime.push([[found, body, error and error["error"]] for found, body, error in answers])
    runtime.send(SUCCESS)


def do_too_long(runtime: Runtime) -> None:
    runtime.comm.sendall(b"\xff\xff\xff\xff")
    time.sleep(600)


def do_bad_lines(runtime: Runtime) -> None:
    for line in (
        b'{"event": "no level", "timestamp": "2026-06-22T12:00:00Z"}',
        b'{"event": "no moment", "level": "info", "timestamp": "yesterday"}',
        b'{"event": "loud", "level": "INFO"}',
        b'{"event": "of Go", "level": "warn", "rows": 3}',
        b'{"event": {"a": 1}, "level": 7, "logger": null, "timestamp": 12}',
        b"[1, 2]",
        b"no JSON",
        b'"text"',
        b"\xff\xfe",
        b"",
        b"[" * 100_000,
        b'{"event": "at last", "level": "critical", "exception": "Some: reason"}',
    ):
        runtime.log(line)
    runtime.logs.sendall(b'{"event": "without end", "level": "info"}')
    runtime.send(SUCCESS)


def do_silent(runtime: Runtime) -> None:
    """Ends well, and says nothing of the task."""


def do_dies(runtime: Runtime) -> None:
    runtime.event("about to die", "error")
    os.kill(os.getpid(), signal.SIGSEGV)


def do_exits(runtime: Runtime) -> int:
    print("printed")
    print("complained", file=sys.stderr)
    return 7


def do_fails(runtime: Runtime) -> None:
    runtime.event("Task failed", "error", exception="Oops: it was to fail")
    if runtime.startup["ti_context"]["should_retry"]:
        runtime.send({"type": "RetryTask", "state": "up_for_retry", "end_date": END, "retry_reason": "again"})
    else:
        runtime.send({"type": "TaskState", "state": "failed", "end_date": END})


def do_skips(runtime: Runtime) -> None:
    runtime.send({"type": "TaskState", "state": "skipped", "end_date": END})


def do_overtime(runtime: Runtime) -> None:
    runtime.send(SUCCESS)
    time.sleep(600)


def do_leaves(runtime: Runtime) -> None:
    """Something that it leaves running has its connections."""
    for connection in (runtime.comm, runtime.logs):
        connection.set_inheritable(True)
    subprocess.Popen(["sleep", "600"], close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    runtime.send(SUCCESS)


def do_patient(runtime: Runtime) -> None:
    """Ends in order when it is told to."""

    def end(*_: Any) -> None:
        runtime.send({"type": "TaskState", "state": "failed", "end_date": END})
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    runtime.event("waiting")
    time.sleep(600)


def do_deaf(runtime: Runtime) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    runtime.event("waiting")
    time.sleep(600)


def do_secrets(runtime: Runtime) -> None:
    """Asks for what is secret, and logs and prints it."""
    found = {}
    for key in ("given", "stored_password", "missing"):
        found[key], _ = runtime.send({"type": "GetVariable", "key": key})
    for conn_id in ("api", "missing"):
        found[conn_id], _ = runtime.send({"type": "GetConnection", "conn_id": conn_id})
    runtime.send({"type": "MaskSecret", "value": "masked-by-hand", "name": None})
    secrets = [found["stored_password"]["value"], found["api"]["password"], "masked-by-hand"]
    runtime.event(" ".join(secrets), field=secrets)
    print(" ".join(secrets), flush=True)
    runtime.push({key: value if "error" in value else {**value, "password": None} for key, value in found.items()
                  if key != "stored_password"})  # fmt: skip
    runtime.send(SUCCESS)


def do_mapped(runtime: Runtime) -> None:
    runtime.push(10 * runtime.ti["map_index"])
    runtime.send(SUCCESS)


def do_triggers(runtime: Runtime) -> None:
    body = {"type": "TriggerDagRun", "dag_id": "child", "run_id": "made", "conf": {"a": 1}, "reset_dag_run": False}
    answer, error = runtime.send({**body, "logical_date": None, "note": None})
    runtime.push([answer, error])
    runtime.send(SUCCESS)


def do_huge(runtime: Runtime) -> None:
    """Pulls an integer that no frame can hold."""
    place = {name: runtime.ti[name] for name in ("dag_id", "run_id")}
    answer, error = runtime.send({"type": "GetXCom", "key": "return_value", "task_id": "up", **place})
    runtime.push([answer, error["error"]])
    runtime.send(SUCCESS)


def do_many(runtime: Runtime) -> None:
    """Several requests in flight, in their order."""
    keys = [f"key_{number}" for number in range(200)]
    for number, key in enumerate(keys):
        runtime.frame(msgspec.msgpack.encode([1000 + number, {"type": "GetVariableKeys", "prefix": key}]))
        runtime.event(key)
    assert [runtime.receive()[0] for _ in keys] == [1000 + number for number in range(len(keys))]
    runtime.send(SUCCESS)


if __name__ == "__main__":
    sys.exit(main())
