"""Which files there are: DAG files, folders of them, and archives."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


def find(paths: list[str]) -> list[str]:
    """The files to read, each once; a folder gives its .py files and archives."""
    found: dict[str, None] = {}
    for path in paths:
        if os.path.isdir(path):
            for file in _walk(path):
                found.setdefault(file)
        else:
            found.setdefault(path)
    return list(found)


def _walk(folder: str) -> Iterator[str]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in sorted(files):
            if name.endswith((".py", ".zip")):
                yield os.path.join(base, name)


def contents(path: str) -> Iterator[tuple[str, bytes]]:
    """What a file holds: itself, or the Python files of an archive as `archive.zip/name.py`."""
    if path.endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if member.endswith(".py"):
                    yield f"{path}/{member}", archive.read(member)
    else:
        yield path, Path(path).read_bytes()
