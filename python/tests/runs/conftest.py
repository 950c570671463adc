"""Runs the built `xcom` as a user does: a process of its own, a fresh XCOM_HOME, a folder with DAG files."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import textwrap
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

    def states(self) -> dict[str, str]:
        """The state of each task instance of the newest run, by task id (and map index where mapped)."""
        run = self.json("runs")[-1]
        rows = self.json("tasks", "--dag-id", run["dag_id"], "--run-id", run["run_id"])
        return {
            row["task_id"] + (f"[{row['map_index']}]" if row["map_index"] >= 0 else ""): row["state"] for row in rows
        }


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
