"""`airflow.utils.file`: finding DAG files."""

from __future__ import annotations

import hashlib
import os
import re
import zipfile
from pathlib import Path
from typing import IO, Any

MODIFIED_DAG_MODULE_NAME = "unusual_prefix_{path_hash}_{module_name}"
ZIP_REGEX = re.compile(rf"((.*\.zip){re.escape(os.sep)})?(.*)")


def correct_maybe_zipped(fileloc: Any) -> Any:
    """The archive, for the path of a file in one."""
    archive = _archive(fileloc)
    return archive or fileloc


def open_maybe_zipped(fileloc: str, mode: str = "r") -> IO[Any]:
    """Open a file, which may lie in an archive."""
    import io

    archive = _archive(fileloc)
    if archive is None:
        return open(fileloc, mode)
    return io.TextIOWrapper(zipfile.ZipFile(archive).open(os.path.relpath(fileloc, archive)))


def _archive(fileloc: Any) -> str | None:
    found = ZIP_REGEX.search(str(fileloc)) if fileloc else None
    archive = found.group(2) if found else None
    return archive if archive and zipfile.is_zipfile(archive) else None


def list_py_file_paths(directory: str | os.PathLike[str] | None, safe_mode: bool | None = None) -> list[str]:
    """The DAG files of a folder, or the file itself."""
    if directory is None:
        return []
    if os.path.isfile(directory):
        return [str(directory)]
    if safe_mode is None:
        from airflow.sdk.configuration import conf

        safe_mode = conf.getboolean("core", "dag_discovery_safe_mode", fallback=True)
    return find_dag_file_paths(directory, safe_mode)


def find_dag_file_paths(directory: str | os.PathLike[str], safe_mode: bool) -> list[str]:
    """The files of a folder that may hold DAGs; `.airflowignore` is heeded."""
    from airflow.sdk._shared.module_loading import find_path_from_directory
    from airflow.sdk.configuration import conf

    syntax = conf.get("core", "dag_ignore_file_syntax", fallback="glob")
    return [
        path
        for path in find_path_from_directory(directory, ".airflowignore", syntax)
        if os.path.isfile(path)
        and (path.endswith(".py") or zipfile.is_zipfile(path))
        and might_contain_dag(path, safe_mode)
    ]


def might_contain_dag(file_path: str, safe_mode: bool, zip_file: zipfile.ZipFile | None = None) -> bool:
    """Whether it is worth while to load the file."""
    from airflow.sdk.configuration import conf

    if not safe_mode:
        return True
    judge = conf.getimport("core", "might_contain_dag_callable", fallback=might_contain_dag_via_default_heuristic)
    return bool((judge or might_contain_dag_via_default_heuristic)(file_path=file_path, zip_file=zip_file))


def might_contain_dag_via_default_heuristic(file_path: str, zip_file: zipfile.ZipFile | None = None) -> bool:
    """Whether the file speaks of Airflow, and of DAGs or assets."""
    if zip_file is not None:
        content = zip_file.read(file_path)
    elif zipfile.is_zipfile(file_path):
        return True
    else:
        content = Path(file_path).read_bytes()
    content = content.lower()
    return b"airflow" in content and (b"dag" in content or b"asset" in content)


def get_unique_dag_module_name(file_path: str) -> str:
    """The name by which a DAG file is loaded as a module."""
    if not isinstance(file_path, str):
        raise ValueError("file_path should be a string to generate unique module name")
    digest = hashlib.sha1(file_path.encode(), usedforsecurity=False).hexdigest()
    stem = re.sub(r"[.-]", "_", Path(file_path).stem)
    return MODIFIED_DAG_MODULE_NAME.format(path_hash=digest, module_name=stem)
