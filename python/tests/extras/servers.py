"""Servers on the loopback interface, each started by a test on a free port, and gone with it."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import urllib.request
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

_MOTO = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(*server.get_host_and_port(), flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def moto(venv: Path) -> Iterator[str]:
    """A server that speaks S3's protocol; gives its URL."""
    command = [venv / "bin" / "python", "-c", _MOTO]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin and process.stdout
        _, port = process.stdout.readline().split()
        yield f"http://127.0.0.1:{port}"
        process.stdin.close()
        process.kill()


def unpacked(name: str, data: bytes) -> bytes:
    """What is in a file that may be compressed."""
    return gzip.decompress(data) if name.endswith(".gz") else data


@dataclass
class S3:
    """The S3 server as the tests look at it: plain requests, so that no client stands between."""

    url: str

    def reset(self) -> None:
        self._request("POST", "/moto-api/reset")

    def make_bucket(self, name: str) -> None:
        self._request("PUT", f"/{name}")

    def make_object(self, bucket: str, key: str) -> None:
        """An empty one."""
        self._request("PUT", f"/{bucket}/{quote(key)}")

    def keys(self, bucket: str) -> list[str]:
        listing = ElementTree.fromstring(self._request("GET", f"/{bucket}?list-type=2&max-keys=1000&encoding-type=url"))
        found = (element.text or "" for element in listing.iter() if element.tag.endswith("}Key"))
        return sorted(unquote(key) for key in found)

    def read(self, bucket: str, key: str) -> bytes:
        return unpacked(key, self._request("GET", f"/{bucket}/{quote(key)}"))

    def _request(self, method: str, path: str) -> bytes:
        request = urllib.request.Request(self.url + path, method=method, data=b"" if method != "GET" else None)
        # Who has a key reads every object; moto does not look at the signature.
        request.add_header("Authorization", "AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/s3/aws4_request")
        # Not through a proxy that the environment may name.
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            data: bytes = response.read()
            return data


@dataclass
class Postgres:
    """A PostgreSQL server that trusts everybody."""

    port: int
    user: str

    @property
    def uri(self) -> str:
        return f"postgres://{self.user}@127.0.0.1:{self.port}/postgres"


@contextlib.contextmanager
def postgres_server() -> Iterator[Postgres]:
    """A server with a new database cluster in a folder of its own."""
    programs = _postgres_programs()
    # PostgreSQL does not run as root; and whom it runs as has to reach its folder.
    user = _plain_user() if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="xcom-postgres-", dir="/tmp"))
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = folder / "data", _free_port()

    def run(program: str, *arguments: object) -> None:
        subprocess.run(
            [programs / program, "-D", data, *map(str, arguments)],
            check=True,
            cwd=folder,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )

    options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -p {port}"
    try:
        run("initdb", "--username=airflow", "--auth=trust", "--no-sync", "--encoding=UTF8")
        run("pg_ctl", "start", "--wait", "-l", folder / "log", "-o", options)
        try:
            yield Postgres(port, "airflow")
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")
    finally:
        shutil.rmtree(folder)


def _postgres_programs() -> Path:
    """The folder of `initdb` and `pg_ctl`: Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    program = shutil.which("initdb")
    if not program:
        pytest.skip("PostgreSQL is not installed, and scripts/setup may not install it")
    return Path(program).resolve().parent


def _plain_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise AssertionError("there is no user but root, as whom PostgreSQL does not run")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class _Orders(BaseHTTPRequestHandler):
    """A small API: `GET /orders?limit=N`, and `POST /sum` of orders."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/ready":
            self._answer({})
        elif url.path == "/orders":
            limit = int(url.query.removeprefix("limit="))
            self._answer({"orders": [{"id": number, "name": "été"} for number in range(limit)]})
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        orders = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer({"sum": sum(order["id"] for order in orders), "by": self.headers["Authorization"]})

    def _answer(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextlib.contextmanager
def web_server() -> Iterator[str]:
    """An HTTP server; gives its URL."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Orders) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()
