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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from xcom_bridge import dag_files, failures, hints, policies
from xcom_bridge.plain import shown

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.contract.loading import ImportFailure


@dataclass
class DagBag:
    """The DAGs that this process has loaded, by id."""

    dags: dict[str, DAG] = field(default_factory=dict)
    import_failures: list[ImportFailure] = field(default_factory=list)
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def load(self, paths: list[str], bundle: str | None, safe_mode: bool) -> list[DAG]:
        """Load files and folders; gives the DAGs that are new, in order of definition."""
        found: list[DAG] = []
        for file, is_named in dag_files.list_dag_files(paths, safe_mode):
            failures_before = len(self.import_failures)
            # What the user named is loaded whatever it says; safe mode is for the files of a folder.
            dags = self.load_file(file, bundle, safe_mode and not is_named)
            found += dags
            is_silent = not dags and len(self.import_failures) == failures_before
            if is_silent and is_named and dag_files.is_archive(file):
                self.fail(ValueError("it has no DAG: Airflow looks at the .py files at the root of an archive"), file)
        return found

    def fail(self, error: BaseException, file: str, dag_id: str | None = None) -> None:
        """Note why a file, or a DAG in it, is left out."""
        self.import_failures.append(
            {
                "file": shown(file),
                "dag_id": dag_id,
                "line": failures.line_in(error, file),
                "type": failures.type_name(error),
                "message": shown(failures.message_of(error)),
                "hint": hints.note(error),
                "traceback": shown(failures.trimmed_traceback(error, file)),
            }
        )

    def load_file(self, file: str, bundle: str | None, safe_mode: bool) -> list[DAG]:
        """Load a file or an archive; safe mode concerns what is in an archive."""
        if (problem := _problem_of(file)) is not None:
            self.fail(problem, file)
            return []
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("default")
            try:
                is_archive = dag_files.is_archive(file)
                modules = self._import_archive(file, safe_mode) if is_archive else self._import_file(file)
            except Exception as error:
                self.fail(error, file)
                modules = []
        self.warnings += [
            shown(
                {
                    "file": w.filename,
                    "line": w.lineno,
                    "type": failures.type_name(w.category),
                    "message": str(w.message),
                }
            )
            for w in caught
        ]
        bagged: dict[str, DAG] = {}
        for dag, module in _dags_of(modules):
            dag.fileloc = module.__file__ or file
            dag.relative_fileloc = _relative(dag.fileloc, bundle)
            try:
                self.bag(dag)
            except policies.SkipDag:
                continue
            except Exception as error:
                self.fail(error, file, dag.dag_id)
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
            self.fail(error, file)
            return []
        return [module]

    def _import_archive(self, file: str, safe_mode: bool) -> list[ModuleType]:
        from airflow.sdk.definitions._internal.contextmanager import DagContext

        modules: list[ModuleType] = []
        with zipfile.ZipFile(file) as archive:
            members = [Path(info.filename) for info in archive.infolist()]
            sources = [path for path in members if path.suffix in (".py", ".pyc") and len(path.parts) == 1]
            wanted = [path for path in sources if dag_files.might_contain_dag(str(path), safe_mode, archive)]
        sys.path.insert(0, file)
        try:
            for path in wanted:
                sys.modules.pop(path.stem, None)
                _begin_registration(path.stem)
                try:
                    modules.append(importlib.import_module(path.stem))
                except KeyboardInterrupt:
                    raise
                except BaseException as error:
                    DagContext.autoregistered_dags.clear()
                    self.fail(error, os.path.join(file, path.name))
        finally:
            with suppress(ValueError):
                sys.path.remove(file)
        return modules

    def bag(self, dag: DAG) -> None:
        """Keep a DAG, if it is valid and the policies let it pass."""
        dag.validate()
        dag.check_cycle()
        dag.resolve_template_files()
        policies.apply(dag)
        existing = self.dags.get(dag.dag_id)
        if existing is not None and existing.fileloc != dag.fileloc:
            from airflow.exceptions import AirflowDagDuplicatedIdException

            raise AirflowDagDuplicatedIdException(dag_id=dag.dag_id, incoming=dag.fileloc, existing=existing.fileloc)
        self.dags[dag.dag_id] = dag


def _problem_of(file: str) -> Exception | None:
    if not os.path.isfile(file):
        return FileNotFoundError(f"File not found: {file}")
    if not dag_files.is_dag_file(file):
        return ValueError("it is not a DAG file: Airflow takes DAGs from .py files and .zip archives")
    if shown(file) != file:
        return ValueError("its name is not text in UTF-8")
    if dag_files.is_archive(file) and not zipfile.is_zipfile(file):
        return ValueError("it is not a zip archive")
    return None


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
