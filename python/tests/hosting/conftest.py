"""Programs of an ordinary Python that has loaded ``_xcom``: this one, or the one that XCOM_TEST_PYTHON names."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

PYTHON = os.environ.get("XCOM_TEST_PYTHON", sys.executable)

DAG = """
import inspect
import os
import signal
import sys
import threading

from airflow.sdk import DAG, task

with DAG("hosted"):

    @task
    def look():
        return {
            "stack": [frame.function for frame in inspect.stack()],
            "argv": sys.argv,
            "main": sys.modules["__main__"].__name__,
            "threads": [thread.name for thread in threading.enumerate()],
            "interrupt": str(signal.getsignal(signal.SIGINT)),
            "terminate": str(signal.getsignal(signal.SIGTERM)),
            "user": str(signal.getsignal(signal.SIGUSR1)),
        }

    look()
"""


@dataclass
class Host:
    """A folder with a DAG file, and Python to write programs in."""

    folder: Path
    environment: dict[str, str]

    def write(self, name: str, source: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")

    def run(self, source: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        program = self.folder / "program.py"
        program.write_text(textwrap.dedent(source), encoding="utf-8")
        return subprocess.run(
            [PYTHON, program, *arguments],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=120,
        )  # fmt: skip

    def output(self, source: str, *arguments: str) -> list[str]:
        done = self.run(source, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()


@pytest.fixture
def host(tmp_path: Path) -> Host:
    if "_xcom" in sys.builtin_module_names and "XCOM_TEST_PYTHON" not in os.environ:
        pytest.skip("other interpreters need the extension module")
    (tmp_path / "dag.py").write_text(DAG, encoding="utf-8")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM_", "PYTHON", "VIRTUAL_ENV"))}
    return Host(tmp_path, kept | {"XCOM_HOME": str(tmp_path / "home"), "AIRFLOW_HOME": str(tmp_path / "airflow")})
