"""In an installed wheel: loads the native module, which takes the place of this one."""

from __future__ import annotations

import contextlib
import importlib.machinery
import importlib.util
import os
import sys

_FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "xcom_bridge", "_lib")
_BACKTRACE = "SWIFT_BACKTRACE"


def _file() -> str:
    for suffix in importlib.machinery.EXTENSION_SUFFIXES:
        path = os.path.join(_FOLDER, f"_xcom{suffix}")
        if os.path.exists(path):
            return path
    raise ImportError(
        f"swift-xcom was installed for another Python than {sys.version.split()[0]} ({sys.executable})."
        " Install it again with this one: python -m pip install --force-reinstall --no-deps swift-xcom"
    )


def _load() -> None:
    # Python's own SQLite first, if it has one: what comes second takes the library that is there. Two of them in a
    # process would undo each other's locks.
    with contextlib.suppress(ImportError):
        import _sqlite3  # noqa: F401
    # Swift's runtime would take the signals of a crash for itself, from whatever handlers this program has.
    kept = os.environ.get(_BACKTRACE)
    os.environ[_BACKTRACE] = "enable=no"
    try:
        spec = importlib.util.spec_from_file_location(__name__, _file())
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
    finally:
        if kept is None:
            del os.environ[_BACKTRACE]
        else:
            os.environ[_BACKTRACE] = kept
    sys.modules[__name__] = module
    spec.loader.exec_module(module)


_load()
