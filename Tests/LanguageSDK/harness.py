"""Runs tasks of bundles by the ExecutableCoordinator of a whole Airflow 3.3, with an Execution API in memory.

    python harness.py FOLDER RESULTS < trials.json

FOLDER has the bundle files. The trials, a list in JSON, say the task instance, what the API has, and how the run
stands; RESULTS gets the calls of the API for each, the lines of the task's log, and how the bundle has exited.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import unquote

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp()

import httpx
import psutil
import structlog

from airflow.sdk.api.client import Client
from airflow.sdk.api.datamodels._generated import BundleInfo, TaskInstance
from airflow.sdk.coordinators.executable import ExecutableCoordinator
from airflow.sdk.log import mask_logs

ID = "01990000-0000-7000-8000-000000000001"

# The fields of a connection that an answer always has.
EMPTY = dict.fromkeys(("host", "schema", "login", "password", "port", "extra"))


class ExecutionAPI:
    """Answers as the API of Airflow does, from dicts."""

    def __init__(self, trial: dict[str, Any]) -> None:
        self.trial = trial
        # By task, key and map index.
        self.xcoms = {(task, key, int(index)): value for task, key, index, value in trial.get("xcoms", [])}
        self.variables = dict(trial.get("variables", {}))
        self.connections = trial.get("connections", {})
        self.states: dict[str, Any] = {}
        self.calls: list[list[Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = unquote(request.url.raw_path.decode().split("?")[0])
        body = json.loads(request.content) if request.content else None
        if not path.endswith("/heartbeat"):
            self.calls.append([request.method, path, dict(request.url.params), body])
        parts = [unquote(part) for part in request.url.raw_path.decode().split("?")[0].split("/")[1:]]
        handler = getattr(self, f"{parts[0].replace('-', '_')}_{request.method.lower()}", None)
        if handler is None:
            return httpx.Response(404, json={"detail": f"no such path: {path}"})
        return handler(parts[1:], request.url.params, body)

    def task_instances_patch(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        if parts[1] != "run":
            return httpx.Response(204)
        run = {
            "dag_id": self.trial["dag_id"],
            "run_id": "manual__1",
            "logical_date": "2026-01-01T00:00:00Z",
            "data_interval_start": None,
            "data_interval_end": None,
            "run_after": "2026-01-01T00:00:00Z",
            "start_date": "2026-01-01T00:00:00.123456Z",
            "end_date": None,
            "run_type": "manual",
            "state": "running",
            "conf": self.trial.get("conf", {}),
            "consumed_asset_events": [],
            "partition_key": None,
        }
        context = {
            "dag_run": run,
            "max_tries": self.trial.get("max_tries", 0),
            "xcom_keys_to_clear": self.trial.get("xcom_keys_to_clear", []),
            "should_retry": self.trial.get("should_retry", False),
            "next_method": self.trial.get("next_method"),
            "next_kwargs": self.trial.get("next_kwargs"),
        }
        return httpx.Response(200, json=context)

    def task_instances_put(self, _parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        return httpx.Response(204)

    def found(self, value: Any, name: str) -> httpx.Response:
        if value is None:
            return httpx.Response(404, json={"detail": {"reason": "not_found", "message": name}})
        return httpx.Response(200, json=value)

    def xcoms_get(self, parts: list[str], params: Any, _body: Any) -> httpx.Response:
        task, key = parts[2], parts[3]
        rows = [value for (_, _, _), value in sorted(self.rows(task, key).items())]
        if parts[4:5] == ["item"]:
            offset = int(parts[5])
            return self.found(rows[offset] if -len(rows) <= offset < len(rows) else None, key)
        if parts[4:5] == ["slice"]:
            bounds = [int(params[name]) if name in params else None for name in ("start", "stop", "step")]
            return httpx.Response(200, json=rows[slice(*bounds)])
        row = (task, key, int(params.get("map_index", -1)))
        return self.found({"key": key, "value": self.xcoms[row]} if row in self.xcoms else None, key)

    def xcoms_head(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Range": f"map_indexes {len(self.rows(parts[2], parts[3]))}"})

    def xcoms_post(self, parts: list[str], params: Any, body: Any) -> httpx.Response:
        self.xcoms[parts[2], parts[3], int(params.get("map_index", -1))] = body
        return httpx.Response(201, json="ok")

    def xcoms_delete(self, parts: list[str], params: Any, _body: Any) -> httpx.Response:
        self.xcoms.pop((parts[2], parts[3], int(params.get("map_index", -1))), None)
        return httpx.Response(200, json="ok")

    def rows(self, task: str, key: str) -> dict[tuple[str, str, int], Any]:
        return {row: value for row, value in self.xcoms.items() if row[:2] == (task, key)}

    def variables_get(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        value = self.variables.get(parts[0])
        return self.found(None if value is None else {"key": parts[0], "value": value}, parts[0])

    def variables_put(self, parts: list[str], _params: Any, body: Any) -> httpx.Response:
        self.variables[parts[0]] = body["val"]
        return httpx.Response(201, json="ok")

    def variables_delete(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        self.variables.pop(parts[0], None)
        return httpx.Response(204)

    def connections_get(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        value = self.connections.get(parts[0])
        return self.found(None if value is None else {**EMPTY, "conn_id": parts[0], **value}, parts[0])

    def dag_runs_post(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        if parts in self.trial.get("dag_runs", []):
            return httpx.Response(409, json={"detail": {"reason": "already_exists", "message": parts[1]}})
        return httpx.Response(204)

    # The path of the API is in camel case.
    def hitlDetails_post(self, _parts: list[str], _params: Any, body: Any) -> httpx.Response:
        return httpx.Response(201, json=body)

    def store_get(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        value = self.states.get(parts[-1])
        return self.found(None if value is None else {"value": value}, parts[-1])

    def store_put(self, parts: list[str], _params: Any, body: Any) -> httpx.Response:
        self.states[parts[-1]] = body["value"]
        return httpx.Response(204)

    def store_delete(self, parts: list[str], _params: Any, _body: Any) -> httpx.Response:
        self.states.pop(parts[-1], None)
        return httpx.Response(204)


class Log:
    """Keeps what the supervisor writes into the task's log, and tells the bundle to end where the trial says so."""

    def __init__(self, terminated_at: str | None) -> None:
        self.terminated_at = terminated_at
        self.lines: list[dict[str, Any]] = []

    def __call__(self, _logger: object, method: str, line: dict[str, Any]) -> str:
        self.lines.append({key: str(value) for key, value in line.items()} | {"level": method})
        if self.terminated_at and line.get("event") == self.terminated_at:
            for child in psutil.Process().children():
                child.terminate()
        return ""


def execute(trial: dict[str, Any], folder: str) -> dict[str, Any]:
    api, log = ExecutionAPI(trial), Log(trial.get("terminated_at"))
    logger = structlog.wrap_logger(
        structlog.PrintLogger(io.StringIO()),
        # As Airflow's own logs are written.
        processors=[mask_logs, log],
        wrapper_class=structlog.make_filtering_bound_logger(10),
    )
    task_instance = TaskInstance(
        id=uuid.UUID(ID),
        task_id=trial["task_id"],
        dag_id=trial["dag_id"],
        run_id="manual__1",
        try_number=trial.get("try_number", 1),
        dag_version_id=uuid.UUID("01990000-0000-7000-8000-0000000000aa"),
        map_index=trial.get("map_index", -1),
        queue="swift",
    )
    result = ExecutableCoordinator(executables_root=[folder]).execute_task(
        what=task_instance,
        dag_rel_path="dag.py",
        bundle_info=BundleInfo(name="dags-folder", version=None),
        client=Client(base_url=None, dry_run=True, token="", transport=httpx.MockTransport(api)),
        logger=logger,
        subprocess_logs_to_stdout=False,
    )
    states = [body for _, path, _, body in api.calls if re.fullmatch(r"/task-instances/[^/]+/state", path)]
    return {
        "exit_code": result.exit_code,
        "states": states,
        "calls": [call for call in api.calls if not re.fullmatch(r"/task-instances/[^/]+/(state|run)", call[1])],
        "xcoms": {f"{task}.{key}[{index}]": value for (task, key, index), value in sorted(api.xcoms.items())},
        "logs": log.lines,
    }


def main() -> None:
    folder, results = sys.argv[1:]
    outcomes = [execute(trial, folder) for trial in json.load(sys.stdin)]
    # The supervisor has its own log on stdout.
    Path(results).write_text(json.dumps(outcomes), "utf-8")


main()
