"""Tasks of real providers, run by the built `xcom` against servers on this machine that the tests start themselves.

The extras are in environments of their own on top of .venv, which `scripts/setup` makes.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .servers import S3, Postgres, moto, postgres_server, web_server

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("XCOM_PROGRAM", ROOT / ".build" / "release" / "xcom"))
DAGS = Path(__file__).parent / "dags"


def layer(name: str, *extras: str) -> Path:
    """An environment of these extras on top of .venv, in `.build/layers`."""
    folder = ROOT / ".build" / "layers" / name
    options = [part for extra in extras for part in ("--with", extra)]
    subprocess.run([ROOT / "scripts" / "setup", "--no-build", *options, "--into", folder], check=True)
    return folder


@pytest.fixture(scope="session")
def venv() -> Path:
    return layer("providers", "aws", "http", "postgres", "servers")


@dataclass
class Run:
    """A DAG run that came to its end."""

    dag_id: str
    done: subprocess.CompletedProcess[str]
    environment: dict[str, str]

    def _read(self, *arguments: str) -> Any:
        command = [BINARY, *arguments, "--dag-id", self.dag_id, "--run-id", "r", "--output", "json"]
        found = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True)
        return json.loads(found.stdout)

    def states(self) -> dict[str, str]:
        """The state of each task instance; `task[0]` where it is mapped."""
        return {_name(row): row["state"] for row in self._read("tasks")}

    def stored(self) -> dict[str, Any]:
        """The stored XComs, as they are in the table, by `task key` or `task[map index] key`."""
        return {f"{_name(row)} {row['key']}": row["value"] for row in self._read("list")}

    def returned(self) -> dict[str, Any]:
        """The same of return values only, by task."""
        ending = " return_value"
        return {name.removesuffix(ending): value for name, value in self.stored().items() if name.endswith(ending)}


def _name(row: dict[str, Any]) -> str:
    return row["task_id"] if row["map_index"] < 0 else f"{row['task_id']}[{row['map_index']}]"


@dataclass
class Xcom:
    """Runs DAG files of the folder `dags` in the environment with the extras."""

    venv: Path
    home: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, name: str, *options: str, python: Path | None = None, **variables: str) -> Run:
        inherited = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith(("AIRFLOW", "AWS_", "PG", "PYTHON", "VIRTUAL_ENV", "XCOM_")) and not _is_proxy(k)
        }
        environment = {
            **inherited,
            "XCOM_HOME": str(self.home),
            "AIRFLOW_HOME": str(self.home / "airflow"),
            "TZ": "UTC",
            **self.variables,
            **variables,
        }
        path = DAGS / f"{name}.py"
        command = [BINARY, "run", path, "--python", python or self.venv, "--run-id", "r", *options]
        done = subprocess.run(
            command,
            env=environment,
            cwd=self.home,
            capture_output=True,
            text=True,
            timeout=120,
            stdin=subprocess.DEVNULL,
        )
        return Run(name.removesuffix("_dag"), done, environment)


def _is_proxy(name: str) -> bool:
    return name.lower().endswith("_proxy")


@pytest.fixture
def xcom(venv: Path, tmp_path: Path) -> Xcom:
    return Xcom(venv, tmp_path)


@pytest.fixture(scope="session")
def s3_server(venv: Path) -> Iterator[str]:
    with moto(venv) as url:
        yield url


@pytest.fixture
def s3(s3_server: str, xcom: Xcom, venv: Path) -> S3:
    """An empty bucket `xcoms`; the tasks know the server as the connection `aws_default`."""
    connection = {
        "conn_type": "aws",
        "login": "an-access-key-id",
        "password": "a-secret-access-key",
        "extra": {"endpoint_url": s3_server, "region_name": "eu-central-1"},
    }
    xcom.variables["AIRFLOW_CONN_AWS_DEFAULT"] = json.dumps(connection)
    server = S3(s3_server)
    server.reset()
    server.make_bucket("xcoms")
    return server


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def web() -> Iterator[str]:
    with web_server() as url:
        yield url
