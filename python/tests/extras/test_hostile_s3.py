"""Offloading to an S3 server that is silent, or that says too much."""

from __future__ import annotations

import socketserver
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from .conftest import BINARY

ADDRESS = ("--dag-id", "d", "--run-id", "r", "--task-id", "t")
VALUE = '"' + "x" * 1000 + '"'


class Server(socketserver.ThreadingTCPServer):
    """Keeps one object, and answers a method as it is told to."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.object = b""
        self.hostile: dict[str, str] = {}
        self.asked: list[str] = []
        self.is_over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        while line := self.rfile.readline():
            method = line.split()[0].decode()
            length = 0
            while (header := self.rfile.readline()) not in (b"\r\n", b""):
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            body = self.rfile.read(length)
            self.server.asked.append(method)
            self.answer(method, body)

    def answer(self, method: str, body: bytes) -> None:
        what = self.server.hostile.get(method)
        if what == "silent":
            self.server.is_over.wait()
        elif what == "endless":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
            with suppress(OSError):
                while not self.server.is_over.is_set():
                    self.wfile.write(b"x" * 65536)
        elif what == "endless list":
            text = b"<R><Key>a</Key><NextContinuationToken>more</NextContinuationToken></R>"
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text))
        else:
            if method == "PUT":
                self.server.object = body
            answer = self.server.object if method == "GET" else b""
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(answer), answer))


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.is_over.set()
        server.shutdown()
        thread.join()


class Store:
    def __init__(self, home: Path, server: Server) -> None:
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "HOME": str(home),
            "XCOM_HOME": str(home),
            "XCOM_OFFLOAD": "s3://bucket",
            "XCOM_OFFLOAD_THRESHOLD": "100",
            "XCOM_S3_TIMEOUT": "1",
            "AWS_MAX_ATTEMPTS": "2",
            "AWS_ACCESS_KEY_ID": "k",
            "AWS_SECRET_ACCESS_KEY": "s",
            "AWS_ENDPOINT_URL": server.url,
        }
        assert self("db", "check").returncode == 0
        with closing(sqlite3.connect(home / "xcom.db")) as connection, connection:
            connection.executescript(
                "INSERT INTO dag_run (dag_id, run_id, state, run_type, run_after) VALUES ('d', 'r', 'success', 'manual',"
                " '2026-01-01'); INSERT INTO task_instance (id, dag_id, run_id, task_id, try_number, pool, pool_slots)"
                " VALUES ('0123456789abcdef0123456789abcdef', 'd', 'r', 't', 0, 'p', 1)"
            )

    def __call__(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([BINARY, *arguments], env=self.environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def store(tmp_path: Path, server: Server) -> Store:
    return Store(tmp_path / "home", server)


def test_a_silent_server_fails_the_push_by_name(store: Store, server: Server) -> None:
    server.hostile = {"PUT": "silent", "DELETE": "silent"}
    done = store("set", *ADDRESS, VALUE)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"cannot be written: {server.url} did not answer within 1 s (asked 2 times); check the bucket" in done.stderr
    # It is not asked to delete what it may have: that can wait.
    assert server.asked == ["PUT", "PUT"]


def test_a_server_that_is_silent_when_it_is_read_is_named(store: Store, server: Server) -> None:
    assert store("set", *ADDRESS, VALUE).returncode == 0
    assert store("get", *ADDRESS).stdout == VALUE + "\n"
    server.hostile = {"GET": "silent", "DELETE": "silent"}
    done = store("get", *ADDRESS)
    assert done.returncode == 1
    assert f"{server.url} did not answer within 1 s (asked 2 times)" in done.stderr
    # A deletion waits once, and stays to be done.
    server.asked.clear()
    assert store("delete", *ADDRESS).returncode == 0
    assert server.asked == ["DELETE"]


@pytest.mark.parametrize(
    ("size", "message"),
    [
        (None, "answers with more than 65536 bytes"),
        (300_000, "answers with more than 65536 bytes"),
        (2_000, "has more bytes than its value"),
        (500, "is damaged"),
    ],
    ids=str,
)
def test_an_answer_is_no_larger_than_the_value(store: Store, server: Server, size: int | None, message: str) -> None:
    assert store("set", *ADDRESS, VALUE).returncode == 0
    server.hostile = {} if size else {"GET": "endless"}
    server.object = (server.object * 10_000)[:size]
    done = store("get", *ADDRESS)
    assert (done.returncode, done.stdout) == (1, "")
    assert message in done.stderr
    assert server.asked.count("GET") == 1


@pytest.mark.parametrize(
    ("what", "message"),
    [("endless", "answers with more than 8388608 bytes"), ("endless list", "lists s3://bucket/ without an end")],
)
def test_a_list_has_an_end(store: Store, server: Server, what: str, message: str) -> None:
    assert store("set", *ADDRESS, VALUE).returncode == 0
    server.hostile = {"GET": what}
    done = store("clean", "--keep-runs", "1")
    assert done.returncode == 1
    assert f"{server.url} {message}" in done.stderr


def test_limits_are_numbers(store: Store) -> None:
    store.environment["XCOM_S3_TIMEOUT"] = "soon"
    done = store("set", *ADDRESS, VALUE)
    assert done.returncode == 1
    assert "XCOM_S3_TIMEOUT is soon; give a number from 1 to 3600" in done.stderr
