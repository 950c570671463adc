"""Which tasks of a DAG run in processes of bundles, and how these are started.

Airflow routes a task by its queue: ``[sdk] queue_to_coordinator`` names the coordinator, ``[sdk] coordinators`` says
what that is (``task-sdk execution_time/coordinator.py``). The command may name bundles for stub tasks beside that.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xcom_bridge import environment

if TYPE_CHECKING:
    from xcom_bridge.contract import BundleLaunch, FindBundles, FoundBundles, QueuedTask
    from xcom_bundle.verifying import Bundle

_EXECUTABLE = "airflow.sdk.coordinators.executable.ExecutableCoordinator"
_JAVA = "airflow.sdk.coordinators.java.JavaCoordinator"
#: In seconds, as Airflow's coordinators have it.
_STARTUP_TIMEOUT = 10.0


class BundleProblem(Exception):
    """Why a task could not run in a process of a bundle."""


def find_bundles(request: FindBundles) -> FoundBundles:
    """How each task is started that does not run in Python; why one could not."""
    environment.prepare()
    search = _Search(request)
    found: FoundBundles = {"launches": [], "problems": []}
    for task in request["tasks"]:
        try:
            launch = search.launch(task)
        except BundleProblem as problem:
            # One file is often what many tasks lack.
            if str(problem) not in found["problems"]:
                found["problems"].append(str(problem))
        else:
            if launch is not None:
                # In the process that those of the tasks are forked from.
                importlib.import_module("xcom_bridge.bundle_tasks")
                found["launches"].append({"task_id": task["task_id"], "launch": launch})
    return found


class _Search:
    def __init__(self, request: FindBundles) -> None:
        from airflow import settings

        self._conf: Any = settings.conf  # type: ignore[attr-defined]
        self._dag_id = request["dag_id"]
        self._version = request["schema_version"]
        self._given = _Candidates([Path(path) for path in request["given"]])
        self._coordinators: dict[str, _Coordinator] = {}
        self._queues = self._setting("queue_to_coordinator")

    def launch(self, task: QueuedTask) -> BundleLaunch | None:
        """How a task is started; nothing for one that runs in Python."""
        if task["is_stub"] and self._given.roots:
            return self._launch([str(self._given.of(self._dag_id, task["task_id"], self._version))], _STARTUP_TIMEOUT)
        if (name := self._queues.get(task["queue"])) is not None:
            coordinator = self._coordinator(name)
            return self._launch(coordinator.command(self._dag_id, task["task_id"], self._version), coordinator.timeout)
        if task["is_stub"]:
            raise BundleProblem(
                f"Task {task['task_id']} of DAG {self._dag_id} is a stub (@task.stub), and nothing says which bundle "
                "runs it: name that by --bundle, or have [sdk] queue_to_coordinator name a coordinator for its queue, "
                f"{task['queue']!r}."
            )
        return None

    def _launch(self, command: list[str], timeout: float) -> BundleLaunch:
        options = {
            "AIRFLOW__LOGGING__LOGGING_LEVEL": self._conf.get("logging", "logging_level", fallback="INFO"),
            "AIRFLOW__LOGGING__NAMESPACE_LEVELS": self._conf.get("logging", "namespace_levels", fallback=None) or "",
        }
        return {
            "command": command,
            "environment": [{"name": name, "value": value} for name, value in options.items()],
            "startup_timeout": timeout,
            "overtime": self._conf.getfloat("core", "task_success_overtime"),
        }

    def _coordinator(self, name: str) -> _Coordinator:
        if (made := self._coordinators.get(name)) is None:
            specs = self._setting("coordinators")
            if name not in specs:
                raise BundleProblem(f"[sdk] queue_to_coordinator references invalid coordinator key: {name!r}")
            made = self._coordinators[name] = _Coordinator(name, specs[name])
        return made

    def _setting(self, option: str) -> dict[str, Any]:
        text = self._conf.get("sdk", option, fallback=None)
        if not text:
            return {}
        try:
            value = json.loads(text)
        except ValueError as error:
            raise BundleProblem(f"[sdk] {option} is no JSON: {error}") from None
        if not isinstance(value, dict):
            raise BundleProblem(f"[sdk] {option} is no JSON object")
        return value


class _Coordinator:
    """An entry of ``[sdk] coordinators``."""

    def __init__(self, name: str, spec: Any) -> None:
        if not isinstance(spec, dict) or not isinstance(spec.get("classpath"), str):
            raise BundleProblem(f"[sdk] coordinators, {name!r}: there is no classpath")
        self._name = name
        self._kwargs: dict[str, Any] = spec.get("kwargs") or {}
        classpath = spec["classpath"]
        if classpath not in _COMMANDS:
            known = " and ".join(known.rsplit(".", 1)[-1] for known in _COMMANDS)
            raise BundleProblem(f"[sdk] coordinators, {name!r}: {classpath} is none of those that xcom runs, {known}")
        self._command, arguments = _COMMANDS[classpath]
        if unknown := sorted(set(self._kwargs) - arguments - {"task_startup_timeout"}):
            raise BundleProblem(f"[sdk] coordinators, {name!r}: its class has no argument {unknown[0]!r}")
        self.timeout = float(self._kwargs.get("task_startup_timeout", _STARTUP_TIMEOUT))
        self._candidates: dict[str, Any] = {}

    def command(self, dag_id: str, task_id: str, version: str) -> list[str]:
        return self._command(self, dag_id, task_id, version)

    def _roots(self, argument: str) -> list[Path]:
        value = self._kwargs.get(argument)
        paths = [value] if isinstance(value, str) else list(value or ())
        if not paths:
            raise BundleProblem(f"[sdk] coordinators, {self._name!r}: there is no {argument}")
        return [Path(path).expanduser() for path in paths]

    def executable(self, dag_id: str, task_id: str, version: str) -> list[str]:
        """The program of the first bundle that has the DAG."""
        if (candidates := self._candidates.get("bundles")) is None:
            candidates = self._candidates["bundles"] = _Candidates(self._roots("executables_root"))
        return [str(candidates.of(dag_id, task_id, version))]

    def java(self, dag_id: str, task_id: str, version: str) -> list[str]:
        """A JVM with all JARs, and the class that one of them says is its main one."""
        from xcom_bundle.inspecting import jar

        roots = self._roots("jars_root")
        wanted = self._kwargs.get("main_class", "")
        jars = list(_files(roots, lambda path, _: path.suffix == ".jar"))
        manifests = [(path, manifest) for path in jars if (manifest := jar(path)) is not None]
        mains = [main for _, one in manifests if (main := one.get("Main-Class")) and wanted in ("", main)]
        versions = [found for _, one in manifests if (found := one.get("Airflow-Supervisor-Schema-Version"))]
        if not mains:
            which = f"with Main-Class matching {wanted!r}" if wanted else "with Main-Class metadata"
            raise BundleProblem(f"cannot find a JAR {which} in {_joined(roots)}")
        if not versions:
            raise BundleProblem(
                f"cannot find a JAR with Airflow-Supervisor-Schema-Version metadata in {_joined(roots)}"
            )
        if versions[0] != version:
            raise BundleProblem(
                f"the JARs in {_joined(roots)} speak version {versions[0]} of the supervisor's messages, "
                f"and xcom {version}"
            )
        classpath = os.pathsep.join(sorted(path.as_posix() for path in jars))
        java = str(self._kwargs.get("java_executable", "java"))
        return [java, "-classpath", classpath, *map(str, self._kwargs.get("jvm_args", ())), mains[0]]


#: By classpath: what makes the command, and which arguments the class has.
_COMMANDS: dict[str, tuple[Callable[[_Coordinator, str, str, str], list[str]], set[str]]] = {
    _EXECUTABLE: (_Coordinator.executable, {"executables_root"}),
    _JAVA: (_Coordinator.java, {"jars_root", "java_executable", "jvm_args", "main_class"}),
}


@dataclass
class _Candidates:
    """The bundle files among some files and folders."""

    roots: list[Path]
    _read: list[Bundle] | None = field(default=None, init=False)

    def of(self, dag_id: str, task_id: str, version: str) -> Path:
        """The first bundle that has the DAG and speaks the version, if it has the task as well."""
        from xcom_bundle.verifying import read

        rejected = []
        for bundle in self._bundles():
            tasks = dict(bundle.dags()).get(dag_id)
            if tasks is None:
                continue
            path = bundle.path.resolve()
            bundle = read(bundle.path)
            if bundle.is_rejected:
                rejected.append(f"{path}: {next(str(one) for one in bundle.problems if one.rejected)}")
                continue
            spoken = bundle.metadata["sdk"]["supervisor_schema_version"]
            if spoken != version:
                rejected.append(f"{path}: it speaks version {spoken} of the supervisor's messages, and xcom {version}")
                continue
            if task_id not in tasks:
                has = ", ".join(map(str, tasks)) or "none"
                raise BundleProblem(
                    f"The bundle {path} has no task {task_id} of DAG {dag_id}; its tasks of the DAG: {has}."
                )
            return path
        if rejected:
            raise BundleProblem(f"No bundle that has DAG {dag_id} can be used: {'; '.join(rejected)}")
        raise BundleProblem(self._nothing(dag_id))

    def _bundles(self) -> list[Bundle]:
        from xcom_bundle.problems import BundleError
        from xcom_bundle.verifying import read

        if self._read is None:
            self._read = []
            for root in self.roots:
                if not root.exists():
                    raise BundleProblem(f"There is no bundle {root}, and no folder of bundles.")
            for path in _files(self.roots, lambda path, named: named or os.access(path, os.X_OK)):
                try:
                    # The hash of a program that nobody wants is not worked out.
                    self._read.append(read(path, hashing=False))
                except BundleError as error:
                    raise BundleProblem(str(error)) from None
        return self._read

    def _nothing(self, dag_id: str) -> str:
        bundles = [bundle for bundle in self._bundles() if bundle.metadata is not None]
        named = [bundle for bundle in self._bundles() if bundle.path in self.roots and bundle.metadata is None]
        if named:
            problem = named[0].problems[0]
            return f"{named[0].path} is no bundle that can be used: {problem}. xcom bundle pack makes one of a program."
        has = sorted({dag for bundle in bundles for dag, _ in bundle.dags()})
        what = f"the bundles there have: {', '.join(has)}" if has else "no bundle is there"
        return f"cannot find executable bundle containing dag_id={dag_id!r} in {_joined(self.roots)}; {what}."


def _files(roots: Iterable[Path], matches: Callable[[Path, bool], bool]) -> Iterator[Path]:
    """The regular files among some, and below folders, that match by path and by whether they are one of the roots."""
    seen: set[tuple[int, int]] = set()
    # As Airflow walks: a folder's files and folders in the order of the folder. Here the order is the names'.
    stack = [(root, True) for root in reversed(list(roots))]
    while stack:
        path, named = stack.pop()
        try:
            status = path.stat()
            if path.is_dir():
                if (key := (status.st_dev, status.st_ino)) not in seen:
                    seen.add(key)
                    stack += [(child, False) for child in sorted(path.iterdir(), reverse=True)]
            elif path.is_file() and matches(path, named):
                yield path
        except OSError:
            continue


def _joined(roots: Iterable[Path]) -> str:
    return os.pathsep.join(str(root.resolve()) for root in roots)
