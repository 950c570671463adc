"""How the facade works: import paths come from a table; what is not there gets a message that says what to do."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from airflow._facade import names


def _flatten(table: dict[str, str]) -> dict[str, str]:
    """Name -> "module:attribute", from "Name Other=Original" by module."""
    flat = {}
    for module, listed in table.items():
        for entry in listed.split():
            name, _, original = entry.partition("=")
            flat[name] = f"{module}:{original or name}"
    return flat


def aliases(module: str) -> Callable[[str], Any]:
    """The `__getattr__` of a module of the facade: what `names` lists for it, resolved when it is asked for."""
    same, moved = _flatten(names.SAME.get(module, {})), _flatten(names.MOVED.get(module, {}))
    core = names.CORE_ONLY.get(module, "").split()

    def __getattr__(name: str) -> Any:
        for table in (same, moved):
            target = table.get(name)
            if target is None and "*" in table and not name.startswith("__"):
                target = table["*"].removesuffix("*") + name
            if target is not None:
                try:
                    value = _resolve(target)
                except AttributeError:
                    if name in moved:
                        _warn_moved(module, name, target)
                    break
                if table is moved:
                    _warn_moved(module, name, target)
                # Core's modules warn each time; the package itself keeps what it has served once.
                if table is same or module == "airflow":
                    setattr(sys.modules[module], name, value)
                return value
        if name in core or f"{name}()" in core:
            from airflow._facade import core_only

            make = core_only.placeholder if name in core else core_only.function
            value = make(module, name)
            setattr(sys.modules[module], name, value)
            return value
        from airflow._facade import missing

        raise missing.attribute(module, name)

    return __getattr__


_OWN_SUBMODULES = frozenset({("airflow", name) for name in ("configuration", "settings", "version")})


def _resolve(target: str) -> Any:
    module, _, attribute = target.partition(":")
    found = importlib.import_module(module)
    path = f"{module}.{attribute}"
    if (module, attribute) in _OWN_SUBMODULES:
        # Of the very package that is asking: getattr would ask it again.
        return importlib.import_module(path)
    try:
        return getattr(found, attribute)
    except AttributeError:
        if not hasattr(found, "__path__") or importlib.util.find_spec(path) is None:
            raise
        # A submodule that nobody has imported yet.
        return importlib.import_module(path)


def _warn_moved(module: str, name: str, target: str) -> None:
    import warnings

    from airflow.utils.deprecation_tools import DeprecatedImportWarning

    new = target.replace(":", ".")
    warnings.warn(f"`{module}.{name}` is a deprecated import path; use `{new}`.", DeprecatedImportWarning, stacklevel=3)


class _TableLoader:
    """Makes a module that consists of its entries in the table."""

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__getattr__ = aliases(module.__name__)  # type: ignore[method-assign]


class _MissingLoader:
    """Raises the error for a module that nobody has.

    Not its finder: Python holds its one import lock while it asks a finder, and whatever that imports can wait for a
    thread that waits for this lock.
    """

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        from airflow._facade import missing

        raise missing.module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """What a loader has to have; no module gets so far."""


class _TableFinder:
    """Serves the modules that exist in the table only. Last on `sys.meta_path`: it costs other imports nothing."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if not name.startswith("airflow."):
            return None
        if name in names.MODULES:
            return ModuleSpec(name, _TableLoader(), is_package=name in names.PACKAGES)  # type: ignore[arg-type]
        # An import gets a message of more use than Python's own; others, as `importlib.util.find_spec`, want None.
        if name.startswith(_NEVER_MISSING) or sys._getframe(2).f_code.co_name != "_find_and_load_unlocked":
            return None
        return ModuleSpec(name, _MissingLoader())  # type: ignore[arg-type]


class _FileFinder:
    """Gives the facade's own files what the table has for them, and adjusts the few modules that `patches` names."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        patch_name = names.PATCHED.get(name)
        if (patch_name is None and not name.startswith("airflow.")) or (name.startswith(_OF_OTHERS) and not patch_name):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            if patch_name is None:
                module.__getattr__ = aliases(name)  # type: ignore[method-assign]
            load(module)
            if patch_name is not None:
                from airflow._facade import patches

                getattr(patches, patch_name)(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


class _BesideFinder:
    """Serves what the facade imports of this project, where an interpreter was given the folder of the facade alone.

    A wheel has that folder in the bridge's own, so that no other program finds a package `airflow` beside it.
    """

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        bridge = Path(__file__).parents[3]
        if name not in ("xcom_bridge", "xcom_compat2") or bridge.name != "xcom_bridge":
            return None
        return importlib.machinery.PathFinder.find_spec(name, [str(bridge.parent)])


# What is missing here is Python's to say.
_NEVER_MISSING = ("airflow.sdk.", "airflow._facade.")
# Files of the Task SDK and of providers: what is missing in them is not the facade's to explain.
_OF_OTHERS = ("airflow.sdk.", "airflow.providers.", "airflow._facade.", "airflow._shared.")


def install() -> None:
    """Put the facade's finders into place, once."""
    if not any(isinstance(finder, _TableFinder) for finder in sys.meta_path):
        # What others have put before Python's own finders may ask them all, this one too.
        sys.meta_path.insert(sys.meta_path.index(importlib.machinery.PathFinder), _FileFinder())  # type: ignore[arg-type]
        sys.meta_path.append(_TableFinder())  # type: ignore[arg-type]
        sys.meta_path.append(_BesideFinder())  # type: ignore[arg-type]
    if os.environ.get("XCOM_COMPAT"):
        import xcom_compat2

        xcom_compat2.install()
