"""The surroundings of one execution: a fresh folder, an environment, and the names of the machine's paths."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from driver.cases import HERE, ROOT, Case

#: Files that cases outside `dags` share.
INCLUDE = HERE / "dags" / "include"


@dataclass(frozen=True)
class Machine:
    """What is the same for every case: the program under test and the Python environment that it runs tasks in."""

    xcom: Path
    #: The virtual environment that tasks run in; the project's own where it is None.
    venv: Path | None
    #: Whether the program belongs to that environment, and does not have to be told of it.
    is_installed: bool = False

    @classmethod
    def installed(cls, venv: Path) -> Machine:
        """The program in an environment where the wheel is installed."""
        return cls(venv / "bin" / "xcom", venv, is_installed=True)

    @property
    def prefix(self) -> Path:
        return self.venv or ROOT / ".venv"

    @property
    def python(self) -> Path:
        return self.prefix / "bin" / "python"

    @property
    def python_version(self) -> str:
        """As in `3.13`."""
        code = "import sys; print('%d.%d' % sys.version_info[:2])"
        return subprocess.run([self.python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()

    def arguments(self) -> list[str]:
        return ["--python", str(self.venv)] if self.venv and not self.is_installed else []


@lru_cache
def interpreter_paths(python: Path) -> tuple[str, str]:
    """The site-packages and the base prefix of an interpreter."""
    code = "import sys, sysconfig; print(sysconfig.get_paths()['purelib']); print(sys.base_prefix)"
    site, base = subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.split("\n")[:2]
    return site, base


@dataclass(frozen=True)
class Scratch:
    """The folder of one execution, laid out as the goldens' executions were."""

    work: Path
    #: The DAG file; the folder where the case has another DAG file beside it.
    path: Path
    environment: dict[str, str]
    #: Paths of the machine, and the names that stand for them in goldens; in the order in which they are replaced.
    substitutions: list[tuple[str, str]]

    @property
    def home(self) -> Path:
        return self.work / "home"

    @property
    def store(self) -> Path:
        return self.home / "xcom.db"

    @property
    def data(self) -> Path:
        return self.work / "data"


def prepare(case: Case, work: Path, machine: Machine) -> Scratch:
    """Makes the folder of an execution and copies the case's files into it."""
    dags, home = work / "dags", work / "home"
    for folder in (home, dags, work / "tmp", work / "data"):
        folder.mkdir(parents=True)
    dag_file = dags / case.dag_file.name
    shutil.copyfile(case.dag_file, dag_file)
    for extra in case.header.get("files", ()):
        # A path beside the DAG file, or {"from": path, "to": path in the folder of the DAGs}.
        source, name = (extra["from"], extra["to"]) if isinstance(extra, dict) else (extra, extra)
        found = case.dag_file.parent / source
        if not found.exists():
            found = INCLUDE / source
        target = dags / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if found.is_dir():
            shutil.copytree(found, target)
        else:
            shutil.copyfile(found, target)
    site, base_prefix = interpreter_paths(machine.python)
    return Scratch(
        work,
        dags if len(list(dags.glob("*.py"))) > 1 else dag_file,
        environment(case, work, site, machine.prefix / "bin"),
        substitutions(work, dag_file, machine.python, machine.prefix, base_prefix),
    )


def environment(case: Case, work: Path, site: str, programs: Path) -> dict[str, str]:
    """The environment of the goldens' executions: nothing of Airflow's but what is named here."""
    dags, home = work / "dags", work / "home"
    inherited = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("AIRFLOW", "_AIRFLOW", "XCOM_", "PYTHON", "VIRTUAL_ENV"))
        or key == "PYTHONDONTWRITEBYTECODE"
    }
    search_path = [str(dags / folder) for folder in case.header.get("pythonpath", ())]
    if case.library:
        search_path.append(str(case.library))
    named: dict[str, Any] = case.header.get("env", {})
    return {
        **inherited,
        # Tasks that make a virtual environment start `python`, which Debian does not have by that name.
        "PATH": os.pathsep.join([os.environ["PATH"], str(programs)]),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(dags),
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "XCOM_HOME": str(home),
        # As the recorder of Airflow 2's goldens has it, which waits through delays.
        **({"XCOM_COMPAT": case.compat, "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "0"} if case.compat else {}),
        "TMPDIR": str(work / "tmp"),
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "17",
        "PYTHONPATH": os.pathsep.join(search_path),
        **{
            key: value.replace("${WORK}", str(work)).replace("${DAGS}", str(dags)).replace("${SITE}", site)
            for key, value in named.items()
        },
    }


def substitutions(work: Path, dag_file: Path, python: Path, prefix: Path, base_prefix: str) -> list[tuple[str, str]]:
    host = socket.gethostname()
    table = [
        (str(dag_file), "${DAG_FILE}"),
        (str(work / "dags"), "${DAGS}"),
        (str(work / "home"), "${AIRFLOW_HOME}"),
        (str(work / "tmp"), "${TMPDIR}"),
        (str(work), "${WORK}"),
        (str(python), "${PYTHON}"),
        (str(prefix), "${PREFIX}"),
        (os.path.realpath(prefix), "${PREFIX}"),
        (base_prefix, "${BASE_PREFIX}"),
        (str(Path.home()), "${HOME}"),
        (socket.getfqdn(), "${HOSTNAME}"),
        (host, "${HOSTNAME}"),
        (f"hostname='{host}'", "hostname='${HOSTNAME}'"),
    ]
    return [(text, name) for text, name in table if len(text) > 3 and text != "localhost"]


def substitute(value: Any, table: list[tuple[str, str]]) -> Any:
    """A JSON value with the machine's paths replaced by their names, in keys too."""
    if isinstance(value, str):
        for text, name in table:
            value = value.replace(text, name)
        return value
    if isinstance(value, dict):
        return {substitute(key, table): substitute(item, table) for key, item in value.items()}
    if isinstance(value, list):
        return [substitute(item, table) for item in value]
    return value
