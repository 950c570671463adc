"""`OffloadXCom` under `xcom run`, and in the whole Airflow of the virtual environment that `XCOM_TEST_AIRFLOW` names."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
BINARY = Path(os.environ.get("XCOM_PROGRAM", ROOT / ".build" / "release" / "xcom"))
AIRFLOW = os.environ.get("XCOM_TEST_AIRFLOW")


@dataclass
class Airflow:
    """What runs DAG files by the backend: the `xcom` here, or a whole Airflow's `dag.test()`."""

    folder: Path
    environment: dict[str, str]
    database: Path
    # The interpreter of the whole Airflow; None for `xcom run`.
    python: Path | None

    @property
    def place(self) -> Path:
        return self.folder / "place"

    def run(self, source: str, **settings: str) -> str:
        """Run the DAG of a file; what was said, logs included."""
        path = self.folder / "dag.py"
        path.write_text(textwrap.dedent(source), encoding="utf-8")
        if self.python is None:
            command = [BINARY, "run", path, "--log-to-stderr"]
        else:
            with path.open("a", encoding="utf-8") as file:
                file.write("\nif __name__ == '__main__':\n    the_dag.test()\n")
            command = [self.python, path]
        done = self.call(command, **settings)
        return done.stdout + done.stderr

    def call(self, command: list[Any], **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command], cwd=self.folder, env=self.environment | settings,
            capture_output=True, text=True,
        )  # fmt: skip

    def sweep(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        options = ["--airflow-db", f"sqlite:///{self.database}", "--place", self.place, *arguments]
        return self.call([BINARY, "blobs", "sweep", *options])

    def sql(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(self.database)) as database, database:
            return database.execute(statement).fetchall()

    def values(self) -> dict[str, Any]:
        """What the rows hold, by task id, or task id and key."""
        rows = self.sql("SELECT task_id, key, value FROM xcom WHERE key NOT LIKE '\\_%' ESCAPE '\\'")
        return {
            task if key == "return_value" else f"{task} {key}": json.loads(value) for task, key, value in rows
        }  # fmt: skip

    def states(self) -> dict[str, str]:
        return dict(self.sql("SELECT task_id, state FROM task_instance"))

    def blobs(self) -> list[Path]:
        return [path for path in self.place.rglob("*") if path.is_file() and ".needed-" not in path.name]

    def files(self) -> list[Path]:
        return [path for path in self.place.rglob("*") if path.is_file()]


@pytest.fixture(
    params=[
        "xcom",
        pytest.param("airflow", marks=pytest.mark.skipif(not AIRFLOW, reason="XCOM_TEST_AIRFLOW names no Airflow")),
    ]
)
def airflow(request: pytest.FixtureRequest, tmp_path: Path) -> Airflow:
    folder = tmp_path / "work"
    folder.mkdir()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM_", "PYTHON"))}
    environment.pop("VIRTUAL_ENV", None)
    environment |= {
        "AIRFLOW__CORE__XCOM_BACKEND": "xcom_airflow.OffloadXCom",
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder),
        "XCOM_OFFLOAD": str(folder / "place"),
        "XCOM_OFFLOAD_THRESHOLD": "1KiB",
    }
    if request.param == "xcom":
        environment["XCOM_HOME"] = str(tmp_path / "home")
        return Airflow(folder, environment, tmp_path / "home" / "xcom.db", None)
    assert AIRFLOW is not None
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "_xcom.so").symlink_to(ROOT / ".build" / "release" / "lib_xcom.so")
    for name in ("xcom_airflow", "xcom_bridge"):
        (modules / name).symlink_to(ROOT / "python" / name)
    database = tmp_path / "home" / "airflow.db"
    environment |= {
        "AIRFLOW_HOME": str(database.parent),
        "PYTHONPATH": str(modules),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{database}",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "True",
    }
    python = Path(AIRFLOW) / "bin" / "python"
    result = Airflow(folder, environment, database, python)
    done = result.call([python.with_name("airflow"), "db", "migrate"])
    assert done.returncode == 0, done.stderr
    return result
