"""What starts the processes of tasks in other languages: Airflow's coordinators, by the entries of its settings.

Airflow's own classes (``task-sdk coordinators``) need the whole of it, a Task SDK alone cannot import them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from xcom_bundle.verifying import Bundle


class BundleProblem(Exception):
    """Why a task could not run in a process of a bundle."""


class Coordinator:
    """An entry of ``[sdk] coordinators``."""

    #: The argument that has files and folders.
    ROOTS: ClassVar[str]
    #: The other arguments, with the types that they may have.
    ARGUMENTS: ClassVar[dict[str, type]] = {}

    def __init__(self, what: str, kwargs: dict[str, Any]) -> None:
        known: dict[str, Any] = {self.ROOTS: object, "task_startup_timeout": (int, float), **self.ARGUMENTS}
        for name, value in kwargs.items():
            if name not in known:
                raise BundleProblem(f"{what}: its class has no argument {name!r}")
            if not isinstance(value, known[name]):
                raise BundleProblem(f"{what}: {name} cannot be {value!r}")
        paths = kwargs.get(self.ROOTS) or []
        paths = [paths] if isinstance(paths, str) else paths
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            raise BundleProblem(f"{what}: {self.ROOTS} is neither a path nor a list of paths")
        if not paths:
            raise BundleProblem(f"{what}: there is no {self.ROOTS}")
        self.kwargs = kwargs
        self.roots = [Path(path).expanduser() for path in paths]
        #: In seconds; the default is that of Airflow's.
        self.startup_timeout = float(kwargs.get("task_startup_timeout", 10))

    def command(self, dag_id: str, task_id: str, version: str) -> list[str]:
        """The program of a task, and what comes before the addresses of its connections.

        ``version`` is that of the supervisor's messages.
        """
        raise NotImplementedError

    @property
    def places(self) -> str:
        return os.pathsep.join(str(root.resolve()) for root in self.roots)


class Executables(Coordinator):
    """``ExecutableCoordinator``: bundle files."""

    ROOTS = "executables_root"

    def command(self, dag_id: str, task_id: str, version: str) -> list[str]:
        """The first bundle that has the DAG and speaks the version, if it has the task as well."""
        rejected = []
        for bundle in self._bundles:
            if (tasks := dict(bundle.dags()).get(dag_id)) is None:
                continue
            path = bundle.path.resolve()
            verified = _verified(bundle.path)
            if verified.is_rejected:
                rejected.append(f"{path}: {next(str(one) for one in verified.problems if one.rejected)}")
                continue
            spoken = verified.metadata["sdk"]["supervisor_schema_version"]
            if spoken != version:
                rejected.append(f"{path}: it speaks version {spoken} of the supervisor's messages, and xcom {version}")
                continue
            if task_id not in tasks:
                has = ", ".join(map(str, tasks)) or "none"
                raise BundleProblem(
                    f"The bundle {path} has no task {task_id} of DAG {dag_id}; its tasks of the DAG: {has}."
                )
            return [str(path)]
        if rejected:
            raise BundleProblem(f"No bundle that has DAG {dag_id} can be used: {'; '.join(rejected)}")
        raise BundleProblem(self._nothing(dag_id))

    @cached_property
    def _bundles(self) -> list[Bundle]:
        """All that are there, as they describe themselves: no hash is worked out of a program that nobody wants."""
        from xcom_bundle.problems import BundleError
        from xcom_bundle.verifying import read

        found = []
        for root in self.roots:
            if not root.exists():
                raise BundleProblem(f"There is no bundle {root}, and no folder of bundles.")
        for path in _files(self.roots, lambda path: path in self.roots or os.access(path, os.X_OK)):
            try:
                found.append(read(path, hashing=False))
            except BundleError as error:
                raise BundleProblem(str(error)) from None
        return found

    def _nothing(self, dag_id: str) -> str:
        for bundle in self._bundles:
            if bundle.path in self.roots and bundle.metadata is None:
                return (
                    f"{bundle.path} is no bundle that can be used: {bundle.problems[0]}. "
                    "xcom bundle pack makes one of a program."
                )
        has = sorted({dag for bundle in self._bundles for dag, _ in bundle.dags()})
        what = f"the bundles there have: {', '.join(has)}" if has else "no bundle is there"
        return f"cannot find executable bundle containing dag_id={dag_id!r} in {self.places}; {what}."


class Jars(Coordinator):
    """``JavaCoordinator``: a JVM with all JARs, and the class that one of them says is its main one."""

    ROOTS = "jars_root"
    ARGUMENTS: ClassVar = {"java_executable": str, "jvm_args": list, "main_class": str}

    def command(self, dag_id: str, task_id: str, version: str) -> list[str]:
        wanted = self.kwargs.get("main_class", "")
        mains = [main for one in self._manifests if (main := one.get("Main-Class")) and wanted in ("", main)]
        spoken = [found for one in self._manifests if (found := one.get("Airflow-Supervisor-Schema-Version"))]
        if not mains:
            which = f"with Main-Class matching {wanted!r}" if wanted else "with Main-Class metadata"
            raise BundleProblem(f"cannot find a JAR {which} in {self.places}")
        if not spoken:
            raise BundleProblem(f"cannot find a JAR with Airflow-Supervisor-Schema-Version metadata in {self.places}")
        if spoken[0] != version:
            raise BundleProblem(
                f"the JARs in {self.places} speak version {spoken[0]} of the supervisor's messages, and xcom {version}"
            )
        classpath = os.pathsep.join(sorted(path.as_posix() for path in self._jars))
        java = self.kwargs.get("java_executable", "java")
        return [java, "-classpath", classpath, *map(str, self.kwargs.get("jvm_args", ())), mains[0]]

    @cached_property
    def _jars(self) -> list[Path]:
        return list(_files(self.roots, lambda path: path.suffix == ".jar"))

    @cached_property
    def _manifests(self) -> list[dict[str, str]]:
        from xcom_bundle.inspecting import jar

        return [manifest for path in self._jars if (manifest := jar(path)) is not None]


_BY_CLASSPATH: dict[Any, type[Coordinator]] = {
    "airflow.sdk.coordinators.executable.ExecutableCoordinator": Executables,
    "airflow.sdk.coordinators.java.JavaCoordinator": Jars,
}


def made(name: str, spec: Any) -> Coordinator:
    """The coordinator of an entry of the settings."""
    what = f"[sdk] coordinators, {name!r}"
    if not isinstance(spec, dict) or not isinstance(classpath := spec.get("classpath"), str):
        raise BundleProblem(f"{what}: there is no classpath")
    if (kind := _BY_CLASSPATH.get(classpath)) is None:
        known = " and ".join(known.rsplit(".", 1)[-1] for known in _BY_CLASSPATH)
        raise BundleProblem(f"{what}: {classpath} is none of those that xcom runs, {known}")
    if not isinstance(kwargs := spec.get("kwargs") or {}, dict):
        raise BundleProblem(f"{what}: its kwargs are no JSON object")
    return kind(what, kwargs)


def given(paths: list[str]) -> Coordinator:
    """That of the bundle files and folders which a command names."""
    return Executables("--bundle", {Executables.ROOTS: paths})


def _verified(path: Path) -> Bundle:
    """A bundle with all that can be wrong with it. Many tasks, and many runs, want the same one."""
    status = path.stat()
    return _verified_once(path, status.st_ino, status.st_mtime_ns, status.st_size, status.st_mode)


@lru_cache(maxsize=256)
def _verified_once(path: Path, *identity: int) -> Bundle:
    from xcom_bundle.verifying import read

    return read(path)


def _files(roots: Iterable[Path], matches: Callable[[Path], bool]) -> Iterator[Path]:
    """The regular files that match among some, and below folders: by their names, where Airflow has no order."""
    seen: set[tuple[int, int]] = set()
    stack = list(reversed(list(roots)))
    while stack:
        path = stack.pop()
        try:
            status = path.stat()
            if path.is_dir():
                if (key := (status.st_dev, status.st_ino)) not in seen:
                    seen.add(key)
                    stack += sorted(path.iterdir(), reverse=True)
            elif path.is_file() and matches(path):
                yield path
        except OSError:
            continue
