"""Runs the built `xcom` as a user does: a process of its own, a fresh XCOM_HOME, a folder with DAG files."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import sqlite3
import struct
import subprocess
import termios
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("XCOM_PROGRAM", ROOT / ".build" / "release" / "xcom"))


@dataclass
class Xcom:
    """A user's shell: `run` starts the command line, `dag` writes a DAG file."""

    folder: Path
    environment: dict[str, str]

    def dag(self, source: str, name: str = "dag.py") -> Path:
        path = self.folder / name
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        return path

    def start(self, *arguments: object, **options: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [BINARY, *map(str, arguments)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **{"stdin": subprocess.DEVNULL, **options},
        )

    def __call__(
        self, *arguments: object, timeout: float = 60, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, **({} if stdin is None else {"stdin": subprocess.PIPE}))
        try:
            out, err = process.communicate(stdin, timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def json(self, *arguments: object) -> Any:
        done = self(*arguments, "--output", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def sql(self, query: str) -> list[Any]:
        """The rows of a query on the default store."""
        with closing(sqlite3.connect(Path(self.environment["XCOM_HOME"]) / "xcom.db")) as store:
            return store.execute(query).fetchall()

    def change(self, statement: str) -> None:
        """Changes the default store."""
        with closing(sqlite3.connect(Path(self.environment["XCOM_HOME"]) / "xcom.db")) as store, store:
            store.execute(statement)

    def until(self, condition: Callable[[], Any]) -> None:
        """Waits for something that a command does."""
        deadline = time.monotonic() + 60
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def states(self) -> dict[str, str]:
        """The state of each task instance of the newest run, by task id (and map index where mapped)."""
        run = self.json("runs")[-1]
        rows = self.json("tasks", "--dag-id", run["dag_id"], "--run-id", run["run_id"])
        return {
            row["task_id"] + (f"[{row['map_index']}]" if row["map_index"] >= 0 else ""): row["state"] for row in rows
        }


class Terminal:
    """A command on a terminal of 80 columns, in a session of its own, and what it shows there."""

    def __init__(self, xcom: Xcom, *words: object) -> None:
        self.screen = ""
        self.pid, self._descriptor = pty.fork()
        if self.pid == 0:
            os.chdir(xcom.folder)
            os.execve(BINARY, [str(BINARY), *map(str, words)], xcom.environment)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, text: str) -> None:
        """Waits for the command to show something."""
        while text not in self.screen:
            assert self._read(), self.screen

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    def end(self) -> int:
        """Waits for the end of the command, and gives its exit code."""
        while self._read():
            pass
        return self.close()

    def close(self) -> int:
        """Takes the terminal away, and gives the exit code of the command."""
        os.close(self._descriptor)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def _read(self) -> bool:
        assert select.select([self._descriptor], [], [], 60)[0], self.screen
        try:
            found = os.read(self._descriptor, 4096)
        except OSError:
            # Nobody has the other end open any more.
            return False
        self.screen += found.decode()
        return bool(found)


@pytest.fixture
def xcom(tmp_path: Path) -> Xcom:
    folder = tmp_path / "work"
    folder.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM_", "PYTHON"))}
    environment["XCOM_HOME"] = str(tmp_path / "home")
    environment.pop("VIRTUAL_ENV", None)
    return Xcom(folder, environment)


@pytest.fixture
def one_task(xcom: Xcom) -> Callable[[str], Path]:
    """Writes a DAG file with one task whose body is given."""

    def write(body: str, arguments: str = "") -> Path:
        source = (
            "import os, signal, sys, time\n"
            "from airflow.sdk import dag, task\n\n"
            "@dag(schedule=None)\n"
            "def one():\n"
            f"    @task({arguments})\n"
            "    def work():\n" + textwrap.indent(textwrap.dedent(body).strip(), " " * 8) + "\n"
            "    work()\n\n"
            "one()\n"
        )
        return xcom.dag(source)

    return write
