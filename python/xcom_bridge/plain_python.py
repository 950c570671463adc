"""What `airflow` is for a plain Python that finds none: what stands in for it, as it does under ``xcom python``."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

_FACADE = os.path.join(os.path.dirname(__file__), "_facade")
# What `xcom python` begins with.
_FOLDERS, _PROGRAMS = "xcom_bridge.airflow_packages", "xcom_bridge.airflow_folders"


def find(name: str, others: Sequence[Any]) -> ModuleSpec | None:
    """Where a module is that nobody has found so far: `airflow`, or one that is missing in a folder of that name.

    To be asked for `airflow` changes nothing: that is for the import.

    Args:
        name: The module.
        others: The finders that have not been asked yet.
    """
    for other in others:
        if (found := other.find_spec(name, None)) is not None:
            return found
    if name == "airflow":
        spec = PathFinder.find_spec(name, [_FACADE])
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                importlib.import_module(_FOLDERS)
                load(module)
                importlib.import_module(_PROGRAMS)

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
    if PathFinder.find_spec("airflow.sdk", sys.modules["airflow"].__path__) is not None:
        # A Task SDK without the rest, or the folder of one: something of it may be imported already.
        return None
    importlib.import_module(_FOLDERS)
    # A folder of the user's own, or one that a removed Airflow has left: from now on it is a part of the package.
    importlib.reload(sys.modules["airflow"])
    importlib.import_module(_PROGRAMS)
    return importlib.util.find_spec(name)
