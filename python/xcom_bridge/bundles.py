"""Which tasks of a DAG run in processes of bundles, and how these are started.

Airflow routes a task by its queue: ``[sdk] queue_to_coordinator`` names the coordinator, ``[sdk] coordinators`` says
what that is (``task-sdk execution_time/coordinator.py``). The command may name bundles for stub tasks beside that.
"""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

from xcom_bridge import coordinators, environment

if TYPE_CHECKING:
    from xcom_bridge.contract.bundles import BundleLaunch, FindBundles, FoundBundles, QueuedTask
    from xcom_bridge.coordinators import Coordinator


def find_bundles(request: FindBundles) -> FoundBundles:
    """How each task is started that does not run in Python; why one could not."""
    environment.prepare()
    found: FoundBundles = {"launches": [], "problems": []}
    try:
        search = _Search(request)
        for task in request["tasks"]:
            try:
                launch = search.launch(task)
            except coordinators.BundleProblem as problem:
                # One file is often what many tasks lack.
                if str(problem) not in found["problems"]:
                    found["problems"].append(str(problem))
            else:
                if launch is not None:
                    found["launches"].append({"task_id": task["task_id"], "launch": launch})
    except Exception as error:
        # One of Airflow's settings cannot be had.
        found["problems"].append(f"{type(error).__name__}: {error}")
    if found["launches"]:
        # In the process that those of the tasks are forked from.
        importlib.import_module("xcom_bridge.bundle_tasks")
    return found


class _Search:
    def __init__(self, request: FindBundles) -> None:
        from airflow import settings

        self._conf: Any = settings.conf  # type: ignore[attr-defined]
        self._dag_id = request["dag_id"]
        self._version = request["schema_version"]
        self._given = coordinators.given(request["given"]) if request["given"] else None
        self._coordinators: dict[str, Coordinator] = {}
        self._queues = self._setting("queue_to_coordinator")

    def launch(self, task: QueuedTask) -> BundleLaunch | None:
        """How a task is started; nothing for one that runs in Python."""
        name = self._queues.get(task["queue"])
        if task["is_stub"] and self._given is not None:
            try:
                return self._launched(self._given, task["task_id"])
            except coordinators.BundleProblem:
                if name is None:
                    raise
        if name is not None:
            return self._launched(self._coordinator(name), task["task_id"])
        if task["is_stub"]:
            raise coordinators.BundleProblem(
                f"Task {task['task_id']} of DAG {self._dag_id} is a stub (@task.stub), and nothing says which bundle "
                "runs it: name that by --bundle, or have [sdk] queue_to_coordinator name a coordinator for its queue, "
                f"{task['queue']!r}."
            )
        return None

    def _launched(self, coordinator: Coordinator, task_id: str) -> BundleLaunch:
        options = {
            "AIRFLOW__LOGGING__LOGGING_LEVEL": self._conf.get("logging", "logging_level", fallback="INFO"),
            "AIRFLOW__LOGGING__NAMESPACE_LEVELS": self._conf.get("logging", "namespace_levels", fallback=None) or "",
        }
        return {
            "command": coordinator.command(self._dag_id, task_id, self._version),
            "environment": [{"name": name, "value": value} for name, value in options.items()],
            "startup_timeout": coordinator.startup_timeout,
            "overtime": self._conf.getfloat("core", "task_success_overtime"),
        }

    def _coordinator(self, name: Any) -> Coordinator:
        if (made := self._coordinators.get(str(name))) is None:
            specs = self._setting("coordinators")
            if not isinstance(name, str) or name not in specs:
                raise coordinators.BundleProblem(
                    f"[sdk] queue_to_coordinator references invalid coordinator key: {name!r}"
                )
            made = self._coordinators[name] = coordinators.made(name, specs[name])
        return made

    def _setting(self, option: str) -> dict[str, Any]:
        text = self._conf.get("sdk", option, fallback=None)
        if not text:
            return {}
        try:
            value = json.loads(text)
        except ValueError as error:
            raise coordinators.BundleProblem(f"[sdk] {option} is no JSON: {error}") from None
        if not isinstance(value, dict):
            raise coordinators.BundleProblem(f"[sdk] {option} is no JSON object")
        return value
