"""Import DAG files and keep their DAGs, as core's DAG bag does (``dag_processing/dagbag.py``)."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import os
import signal
import sys
import threading
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from xcom_bridge import dag_files, failures, policies

if TYPE_CHECKING:
    from airflow.sdk import DAG


@dataclass
class ImportFailure:
    """Why a DAG file, or one DAG of it, could not be loaded."""

    file: str
    line: int | None
    type: str
    message: str
    traceback: str

    @classmethod
    def of(cls, error: BaseException, file: str) -> ImportFailure:
        return cls(
            file=file,
            line=failures.line_in(error, file),
            type=failures.type_name(error),
            message=failures.message_of(error),
            traceback=failures.trimmed_traceback(error, file),
        )


@dataclass
class DagBag:
    """The DAGs that this process has loaded, by id."""

    dags: dict[str, DAG] = field(default_factory=dict)
    import_failures: list[ImportFailure] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def load(self, paths: list[str], bundle: str | None, safe_mode: bool) -> list[DAG]:
        """Load files and folders; gives the DAGs that are new, in order of definition."""
        found: list[DAG] = []
        # A file that the user named is loaded whatever it says; safe mode is for the files of a folder.
        for file in dag_files.list_dag_files(paths, safe_mode):
            found += self._load_file(file, bundle)
        return found

    def _load_file(self, file: str, bundle: str | None) -> list[DAG]:
        if not os.path.isfile(file):
            missing = FileNotFoundError(f"File not found: {file}")
            self.import_failures.append(ImportFailure.of(missing, file))
            return []
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            modules = self._import_archive(file) if dag_files.is_archive(file) else self._import_file(file)
        self.warnings += [
            {"file": w.filename, "line": w.lineno, "type": w.category.__name__, "message": str(w.message)}
            for w in caught
        ]
        bagged: dict[str, DAG] = {}
        for dag, module in _dags_of(modules):
            dag.fileloc = module.__file__ or file
            dag.relative_fileloc = _relative(dag.fileloc, bundle)
            try:
                self._bag(dag)
            except policies.SkipDag:
                continue
            except Exception as error:
                self.import_failures.append(ImportFailure.of(error, file))
            else:
                bagged[dag.dag_id] = dag
        return list(bagged.values())

    def _import_file(self, file: str) -> list[ModuleType]:
        from airflow.sdk.definitions._internal.contextmanager import DagContext

        name = dag_files.unique_module_name(file)
        sys.modules.pop(name, None)
        _begin_registration(name)
        try:
            with _time_limit(file):
                loader = importlib.machinery.SourceFileLoader(name, file)
                spec = importlib.util.spec_from_loader(name, loader)
                if spec is None:
                    return []
                module = importlib.util.module_from_spec(spec)
                sys.modules[name] = module
                loader.exec_module(module)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            DagContext.autoregistered_dags.clear()
            self.import_failures.append(ImportFailure.of(error, file))
            return []
        return [module]

    def _import_archive(self, file: str) -> list[ModuleType]:
        from airflow.sdk.definitions._internal.contextmanager import DagContext

        modules: list[ModuleType] = []
        with zipfile.ZipFile(file) as archive:
            members = [Path(info.filename) for info in archive.infolist()]
            sources = [path for path in members if path.suffix in (".py", ".pyc") and len(path.parts) == 1]
            wanted = [path for path in sources if dag_files.might_contain_dag(str(path), True, archive)]
        sys.path.insert(0, file)
        try:
            for path in wanted:
                sys.modules.pop(path.stem, None)
                _begin_registration(path.stem)
                try:
                    modules.append(importlib.import_module(path.stem))
                except Exception as error:
                    DagContext.autoregistered_dags.clear()
                    self.import_failures.append(ImportFailure.of(error, os.path.join(file, path.name)))
        finally:
            sys.path.remove(file)
        return modules

    def _bag(self, dag: DAG) -> None:
        dag.validate()
        dag.check_cycle()
        dag.resolve_template_files()
        policies.apply(dag)
        existing = self.dags.get(dag.dag_id)
        if existing is not None and existing.fileloc != dag.fileloc:
            from airflow.exceptions import AirflowDagDuplicatedIdException

            raise AirflowDagDuplicatedIdException(dag_id=dag.dag_id, incoming=dag.fileloc, existing=existing.fileloc)
        self.dags[dag.dag_id] = dag


class _InOrder(set[Any]):
    """The SDK collects ``with DAG(...)`` blocks in a set; this one also remembers the order they came in."""

    def __init__(self) -> None:
        super().__init__()
        self.order: list[Any] = []

    def add(self, item: Any) -> None:
        if item not in self:
            self.order.append(item)
        super().add(item)

    def clear(self) -> None:
        self.order.clear()
        super().clear()


def _begin_registration(module_name: str) -> None:
    from airflow.sdk.definitions._internal.contextmanager import DagContext

    if not isinstance(DagContext.autoregistered_dags, _InOrder):
        DagContext.autoregistered_dags = _InOrder()
    DagContext.current_autoregister_module_name = module_name


def _dags_of(modules: list[ModuleType]) -> list[tuple[DAG, ModuleType]]:
    """The DAGs of the modules: those in globals and those of ``with`` blocks, merged into one order."""
    from airflow.sdk import DAG
    from airflow.sdk.definitions._internal.contextmanager import DagContext

    in_globals = [(item, module) for module in modules for item in vars(module).values() if isinstance(item, DAG)]
    registered = DagContext.autoregistered_dags
    in_blocks = list(registered.order) if isinstance(registered, _InOrder) else list(registered)
    DagContext.current_autoregister_module_name = None
    registered.clear()

    block_ids = {id(dag) for dag, _ in in_blocks}
    merged: dict[int, tuple[DAG, ModuleType]] = {}
    rest = iter(in_globals)
    for dag, module in in_blocks:
        if any(dag is other for other, _ in in_globals) and id(dag) not in merged:
            for other, home in rest:
                if other is dag:
                    break
                if id(other) not in block_ids:
                    merged.setdefault(id(other), (other, home))
        merged.setdefault(id(dag), (dag, module))
    for dag, module in in_globals:
        merged.setdefault(id(dag), (dag, module))
    return list(merged.values())


def _relative(file: str, bundle: str | None) -> str:
    if bundle and Path(file).is_relative_to(bundle):
        return str(Path(file).relative_to(bundle))
    return file


@contextmanager
def _time_limit(file: str) -> Iterator[None]:
    """Airflow's ``[core] dagbag_import_timeout``, or what a policy says, where signals can be used."""
    from airflow import settings

    seconds = settings.get_dagbag_import_timeout(file)
    if seconds <= 0 or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(signum: int, frame: object) -> None:
        from airflow.sdk.exceptions import AirflowTaskTimeout

        raise AirflowTaskTimeout(f"DagBag import timeout for {file} after {seconds}s.")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
