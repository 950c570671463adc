"""Python's module ``sqlite3`` and the store: one SQLite library, or two that do not know of each other.

POSIX locks belong to a process. Where a second copy of the library closes a file, the locks are gone that the first
holds on it, another process takes its log for one that nobody uses, and what was pushed is lost. So a Python that has
SQLite linked into itself does not get to open the store's file beside the store.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

_URL = "sqlite:///"


@cache
def is_shared() -> bool:
    """Whether Python's own module works with the library that the store is opened with, or there is none."""
    spec = importlib.util.find_spec("_sqlite3")
    if spec is None:
        return True
    return spec.has_location and spec.origin is not None and b"libsqlite3" in Path(spec.origin).read_bytes()


def protect(url: str) -> None:
    """Have Python's own module refuse the store's file, if it has a library of its own."""
    path = unquote(url.removeprefix(_URL).partition("?")[0])
    if not url.startswith(_URL) or not path or is_shared():
        return

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "sqlite3.connect" and _is_file(arguments[0], path):
            raise RuntimeError(
                f"{path} is the XCom store of this process, and this Python has an SQLite of its own: two in one"
                " process undo each other's locks, and what is pushed gets lost. Open the file in another process,"
                " or use a Python whose module sqlite3 is linked to libsqlite3."
            )

    sys.addaudithook(refuse)


def _is_file(database: Any, path: str) -> bool:
    try:
        name = os.fsdecode(database)
    except TypeError:
        return False
    if name.startswith("file:"):
        name = unquote(name.removeprefix("file:").partition("?")[0])
    return os.path.realpath(name) == os.path.realpath(path)
