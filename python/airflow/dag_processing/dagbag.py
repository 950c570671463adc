"""`airflow.dag_processing.dagbag`: DAG files loaded for a test or a script, without a metadata database."""

from __future__ import annotations

import os
import sys
import textwrap
import traceback
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from airflow import settings
from airflow.configuration import conf
from airflow.sdk.definitions._internal.types import NOTSET, is_arg_set
from airflow.utils.file import correct_maybe_zipped
from airflow.utils.log.logging_mixin import LoggingMixin
from xcom_bridge import dag_bag, dag_files, failures

if TYPE_CHECKING:
    from airflow.sdk import DAG


class FileLoadStat(NamedTuple):
    """What loading one file gave."""

    file: str
    duration: timedelta
    dag_num: int
    task_num: int
    dags: str
    warning_num: int
    bundle_path: Path | None
    bundle_name: str | None


class _Loader(dag_bag.DagBag):
    """Loads files as `xcom run` does, and keeps errors as text."""

    def __init__(self, bag: DagBag) -> None:
        super().__init__(dags=bag.dags)
        self._bag = bag

    def fail(self, error: BaseException, file: str, dag_id: str | None = None) -> None:
        self._bag._fail(error, file, dag_id)


class DagBag(LoggingMixin):
    """DAGs by id, and why files were not loaded."""

    def __init__(
        self,
        dag_folder: str | Path | None = None,
        include_examples: Any = NOTSET,
        safe_mode: Any = NOTSET,
        load_op_links: bool = True,
        collect_dags: bool = True,
        known_pools: set[str] | None = None,
        bundle_path: Path | None = None,
        bundle_name: str | None = None,
    ) -> None:
        super().__init__()
        self.bundle_path, self.bundle_name = bundle_path, bundle_name
        self.dag_folder = dag_folder or settings.DAGS_FOLDER
        self.dags: dict[str, DAG] = {}
        self.file_last_changed: dict[str, datetime] = {}
        self.import_errors: dict[str, str] = {}
        self.captured_warnings: dict[str, tuple[str, ...]] = {}
        self.dagbag_stats: list[FileLoadStat] = []
        self.known_pools, self.load_op_links = known_pools, load_op_links
        self.dagbag_import_error_tracebacks = conf.getboolean("core", "dagbag_import_error_tracebacks")
        self.dagbag_import_error_traceback_depth = conf.getint("core", "dagbag_import_error_traceback_depth")
        self._loader = _Loader(self)
        if collect_dags:
            examples = include_examples if is_arg_set(include_examples) else conf.getboolean("core", "load_examples")
            safe = safe_mode if is_arg_set(safe_mode) else conf.getboolean("core", "dag_discovery_safe_mode")
            self.collect_dags(self.dag_folder, include_examples=examples, safe_mode=safe)

    def size(self) -> int:
        """How many DAGs."""
        return len(self.dags)

    @property
    def dag_ids(self) -> list[str]:
        """Their ids."""
        return list(self.dags)

    def get_dag(self, dag_id: str, session: Any = None) -> DAG | None:
        """A DAG, or None."""
        return self.dags.get(dag_id)

    @property
    def dag_warnings(self) -> set[Any]:
        """What a metadata database would warn of: nothing."""
        return set()

    def process_file(self, filepath: str | None, only_if_updated: bool = True, safe_mode: bool = True) -> list[DAG]:
        """Load a file; gives its DAGs, or none where it has not changed since it was loaded."""
        if filepath is None or not os.path.isfile(filepath) or not dag_files.is_dag_file(filepath):
            return []
        changed = datetime.fromtimestamp(os.path.getmtime(filepath))
        if only_if_updated and self.file_last_changed.get(filepath) == changed:
            return []
        self.captured_warnings.pop(filepath, None)
        warned = len(self._loader.warnings)
        dags: list[DAG] = []
        if dag_files.might_contain_dag(filepath, safe_mode):
            dags = self._loader.load_file(filepath, str(self.bundle_path) if self.bundle_path else None, safe_mode)
        if caught := self._loader.warnings[warned:]:
            self.captured_warnings[filepath] = tuple(
                f"{w['file']}:{w['line']}: {w['type'].removeprefix('builtins.')}: {w['message']}" for w in caught
            )
            for w in caught:
                warnings.warn_explicit(w["message"], UserWarning, w["file"], w["line"] or 0)
        self.file_last_changed[filepath] = changed
        return dags

    def bag_dag(self, dag: DAG) -> None:
        """Keep a DAG; cycles, ids that are there already and policies are errors."""
        self._loader.bag(dag)

    def collect_dags(
        self,
        dag_folder: str | Path | None = None,
        only_if_updated: bool = True,
        include_examples: bool = True,
        safe_mode: bool = True,
    ) -> None:
        """Load a file, or all files of a folder."""
        from airflow import example_dags

        folder = correct_maybe_zipped(str(dag_folder or self.dag_folder))
        # Airflow's examples are a part of its core: here the package has no files.
        folders = [folder, *(example_dags.__path__ if include_examples else ())]
        stats, root = [], self.dag_folder
        for file, _ in dag_files.list_dag_files([path for path in folders if _may_have_dags(path)], safe_mode):
            begun = datetime.now(UTC)
            dags = self.process_file(file, only_if_updated, safe_mode)
            stats.append(
                FileLoadStat(
                    file=str(Path(file).relative_to(root) if Path(file).is_relative_to(root) else file),
                    duration=datetime.now(UTC) - begun,
                    dag_num=len(dags),
                    task_num=sum(len(dag.tasks) for dag in dags),
                    dags=str([dag.dag_id for dag in dags]),
                    warning_num=len(self.captured_warnings.get(file, ())),
                    bundle_path=self.bundle_path,
                    bundle_name=self.bundle_name,
                )
            )
        self.dagbag_stats = sorted(stats, key=lambda stat: stat.duration, reverse=True)

    def dagbag_report(self) -> str:
        """A table of what was loaded, and how long it took."""
        from tabulate import tabulate  # type: ignore[import-untyped]

        line = "-" * 67
        seconds = sum((stat.duration for stat in self.dagbag_stats), timedelta()).total_seconds()
        head = f"""
            {line}
            DagBag loading stats for {self.dag_folder}
            {line}
            Number of DAGs: {sum(stat.dag_num for stat in self.dagbag_stats)}
            Total task number: {sum(stat.task_num for stat in self.dagbag_stats)}
            DagBag parsing time: {seconds}
        """
        return f"\n{textwrap.dedent(head).rstrip()}\n{tabulate(self.dagbag_stats, headers='keys')}\n"

    def _fail(self, error: BaseException, file: str, dag_id: str | None) -> None:
        if self.bundle_path and Path(file).is_relative_to(self.bundle_path):
            file = str(Path(file).relative_to(self.bundle_path))
        text = message = failures.message_of(error)
        if dag_id is not None:
            text = f"{type(error).__name__}: {message}"
        elif self.dagbag_import_error_tracebacks:
            depth = -self.dagbag_import_error_traceback_depth
            text = "".join(traceback.format_exception(type(error), error, error.__traceback__, limit=depth))
        self.log.error("Error loading DAG from %s: %s", file, message)
        self.import_errors[file] = text


def _may_have_dags(path: str) -> bool:
    return os.path.isdir(path) or (os.path.isfile(path) and dag_files.is_dag_file(path))


class BundleDagBag(DagBag):
    """The DAGs of a bundle, whose folder stays on `sys.path`."""

    def __init__(self, *args: Any, bundle_path: Path | None = None, **kwargs: Any) -> None:
        if not bundle_path:
            raise ValueError("bundle_path is required for BundleDagBag")
        if str(bundle_path) not in sys.path:
            sys.path.append(str(bundle_path))
        if kwargs.get("include_examples") is True:
            warnings.warn(
                "include_examples=True is ignored for BundleDagBag: bundles have no examples.",
                UserWarning,
                stacklevel=2,
            )
        super().__init__(*args, **kwargs | {"bundle_path": bundle_path, "include_examples": False})
