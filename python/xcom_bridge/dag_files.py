"""Which files of a folder may hold DAGs (core's ``dag_processing/importers``)."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from xcom_bridge import task_sdk

IGNORE_FILE = ".airflowignore"


def unique_module_name(path: str) -> str:
    """The name under which a DAG file is a module; it shows in messages about the file's own classes."""
    digest = hashlib.sha1(path.encode(), usedforsecurity=False).hexdigest()
    stem = re.sub(r"[.-]", "_", Path(path).stem)
    return f"unusual_prefix_{digest}_{stem}"


def is_dag_file(path: str) -> bool:
    """Airflow takes DAGs from ``.py`` files and ``.zip`` archives."""
    return Path(path).suffix.lower() in (".py", ".zip")


def is_archive(path: str) -> bool:
    return Path(path).suffix.lower() == ".zip"


def might_contain_dag(path: str, safe_mode: bool, archive: zipfile.ZipFile | None = None) -> bool:
    """Airflow's safe mode: a file without the words ``airflow`` and ``dag`` (or ``asset``) is not imported."""
    if not safe_mode:
        return True
    chosen = task_sdk.find("configuration", "conf").getimport("core", "might_contain_dag_callable", fallback=None)
    if chosen is not None and not chosen.__module__.startswith("airflow.utils.file"):
        return bool(chosen(file_path=path, zip_file=archive))
    if archive is None and zipfile.is_zipfile(path):
        return True
    content = (archive.read(path) if archive else Path(path).read_bytes()).lower()
    return b"airflow" in content and (b"dag" in content or b"asset" in content)


def list_dag_files(paths: Iterable[str], safe_mode: bool) -> Iterator[tuple[str, bool]]:
    """The files to load, each once, and whether it is named; a folder is walked with its ``.airflowignore`` files."""
    seen: set[str] = set()
    for path in map(os.path.abspath, paths):
        is_named = not os.path.isdir(path)
        for file in [path] if is_named else _files_in(path, safe_mode):
            if file not in seen:
                seen.add(file)
                yield file, is_named


def _files_in(folder: str, safe_mode: bool) -> Iterator[str]:
    find_path_from_directory = task_sdk.find("_shared.module_loading", "find_path_from_directory")
    syntax = task_sdk.find("configuration", "conf").get("core", "dag_ignore_file_syntax", fallback="glob")
    # The order of a folder's entries is the file system's; sorted, the same folder gives the same list everywhere.
    for file in sorted(find_path_from_directory(folder, IGNORE_FILE, syntax)):
        try:
            candidate = os.path.isfile(file) and (zipfile.is_zipfile(file) if is_archive(file) else is_dag_file(file))
            if candidate and might_contain_dag(file, safe_mode):
                yield file
        except OSError:
            continue
