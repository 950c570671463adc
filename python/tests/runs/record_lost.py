"""Records what a whole Airflow calls for tasks whose processes are lost; run by the `bin/python` of one.

VENV/bin/python python/tests/runs/record_lost.py FOLDER

Starts a scheduler with the LocalExecutor, a DAG processor, an API server and a server for mail, all of which keep what they
have in the folder, and ends them when all runs have ended and no callback has come for a while.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from mail_server import Mail, described

HERE = Path(__file__).parent
RUNS = 12
#: Seconds without a callback: a task whose supervisor is gone is noticed late.
QUIET = 90


def record(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "dags").mkdir()
    (folder / "dags/lost_dag.py").write_text((HERE / "lost_dag.py").read_text())
    told = folder / "told.jsonl"
    with Mail() as mail:
        environment = _environment(folder, told, mail.port)
        subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=environment, check=True)
        with _airflow(folder, environment):
            _await_end(folder / "airflow.db", told)
        mails = [described(message) for message in mail.messages]
    rows = [json.loads(line) for line in told.read_text().splitlines()]
    version = _version(environment)
    result = {"airflow": version, "told": rows, "mails": mails, "tries": _tries(folder / "airflow.db")}
    name = "lost.json" if version.startswith("3.2") else f"lost_{version.rpartition('.')[0]}.json"
    (HERE / "recorded" / name).write_text(json.dumps(result, indent=1) + "\n")


def _environment(folder: Path, told: Path, mail: int) -> dict[str, str]:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    return {
        **os.environ,
        "AIRFLOW_HOME": str(folder),
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "2",
        "AIRFLOW__API__PORT": url.rpartition(":")[2],
        "AIRFLOW__API__WORKERS": "1",
        "AIRFLOW__API__BASE_URL": url,
        "AIRFLOW__API_AUTH__JWT_SECRET": "no secret at all: " + "x" * 64,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{url}/execution/",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "10",
        "AIRFLOW_CONN_SMTP_DEFAULT": f"smtp://127.0.0.1:{mail}/?disable_ssl=true&disable_tls=true&from_email=x%40y.z",
        "LOST": str(told),
        # So that the callback of a try comes before the next one.
        "LOST_DELAY": "20",
    }


@contextmanager
def _airflow(folder: Path, environment: dict[str, str]) -> Iterator[None]:
    processes = []
    for component in ("api-server", "dag-processor", "scheduler"):
        with open(folder / f"{component}.log", "wb") as log:
            command = [sys.executable, "-m", "airflow", component]
            processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True))
        if component == "api-server":
            _await_port(int(environment["AIRFLOW__API__PORT"]))
    try:
        yield
    finally:
        for process in reversed(processes):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _await_port(port: int) -> None:
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(1)


def _await_end(database: Path, told: Path) -> None:
    last, since = "", time.monotonic()
    while True:
        time.sleep(2)
        with closing(sqlite3.connect(database, timeout=60)) as store:
            states = [state for (state,) in store.execute("SELECT state FROM dag_run")]
        found = told.read_text() if told.exists() else ""
        if found != last:
            last, since = found, time.monotonic()
        open_runs = RUNS - sum(state in ("success", "failed") for state in states)
        print(f"{open_runs} runs are left, {found.count(chr(10))} callbacks have come", flush=True)
        if not open_runs and time.monotonic() - since > QUIET:
            return


def _tries(database: Path) -> list[Any]:
    columns = "dag_id, task_id, map_index, try_number, state"
    tables = " UNION ALL ".join(f"SELECT {columns} FROM {name}" for name in ("task_instance", "task_instance_history"))
    with closing(sqlite3.connect(database, timeout=60)) as store:
        return store.execute(f"{tables} ORDER BY 1, 2, 3, 4").fetchall()


def _version(environment: dict[str, str]) -> str:
    command = [sys.executable, "-c", "import importlib.metadata as m; print(m.version('apache-airflow-core'))"]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    record(Path(sys.argv[1]).resolve())
