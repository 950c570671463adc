"""Import paths of Airflow 2: served from `names.txt`, each use with one warning that names the new form."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

from xcom_bridge import dropped
from xcom_compat2.telling import tell

BY_NAME_ONLY = "-"
# Names that both have, which are Airflow 2's own classes here: no warning.
_MODELS = "xcom_compat2.models"
OWN: dict[str, dict[str, str]] = {
    "airflow.api.common.trigger_dag": {"trigger_dag": "xcom_compat2.triggering"},
    "airflow.exceptions": {"DagRunAlreadyExists": "xcom_compat2.errors"},
    "airflow.models": {
        "BaseXCom": f"{_MODELS}.xcom",
        "Connection": f"{_MODELS}.connection",
        "DagModel": f"{_MODELS}.runs",
        "DagRun": f"{_MODELS}.runs",
        "TaskInstance": f"{_MODELS}.runs",
        "Variable": f"{_MODELS}.variable",
        "XCom": f"{_MODELS}.xcom",
    },
    "airflow.models.connection": {"Connection": f"{_MODELS}.connection"},
    "airflow.models.dag": {"DagModel": f"{_MODELS}.runs", "DagRun": f"{_MODELS}.runs"},
    "airflow.models.dagrun": {"DagRun": f"{_MODELS}.runs"},
    "airflow.models.taskinstance": {"TaskInstance": f"{_MODELS}.runs", "XCom": f"{_MODELS}.xcom"},
    "airflow.models.variable": {"Variable": f"{_MODELS}.variable"},
    "airflow.models.xcom": {
        "BaseXCom": f"{_MODELS}.xcom",
        "XCom": f"{_MODELS}.xcom",
        "resolve_xcom_backend": "xcom_compat2.backends",
    },
    "airflow.settings": {"Session": "xcom_compat2.orm.engine", "engine": "xcom_compat2.orm.engine"},
    "airflow.utils.trigger_rule": {"TriggerRule": "xcom_compat2.trigger_rule"},
}


@cache
def table() -> dict[str, dict[str, str]]:
    """{old module: {name: "home:name there"}}; the home is `-` for Airflow's own machinery."""
    found: dict[str, dict[str, str]] = {}
    lines = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
    for module, home, *names in (line.split() for line in lines if not line.startswith("#")):
        served = found.setdefault(module, {})
        for entry in names:
            name, _, now = entry.partition("=")
            served[name] = f"{home}:{now or name}"
    return found


@cache
def packages() -> frozenset[str]:
    """The old modules that have modules in them."""
    split = (module.split(".") for module in table())
    return frozenset(".".join(parts[:length]) for parts in split for length in range(2, len(parts)))


def is_served(path: str) -> bool:
    """Whether an old module, or a name in one, is accepted."""
    module, _, name = path.rpartition(".")
    return path in table() or path in packages() or name in table().get(module, {})


def serve(module: str, name: str) -> Any:
    """What an old path gives now; AttributeError where the table does not have it."""
    if (own := OWN.get(module, {}).get(name)) is not None:
        return getattr(importlib.import_module(own), name)
    target = table().get(module, {}).get(name)
    if target is None:
        raise AttributeError(f"module {module!r} has no attribute {name!r}", name=name, obj=sys.modules.get(module))
    home, _, now = target.partition(":")
    known = dropped.import_path(f"{module}.{name}")
    if home == BY_NAME_ONLY:
        from xcom_compat2.by_name import placeholder

        known = known or "it is a part of Airflow itself, and there by name only"
        value: Any = placeholder(module, name)
    else:
        value = getattr(importlib.import_module(home), now)
        if (move := _new_form(module, name)) is not None:
            known = move
        elif not home.startswith("xcom_compat2"):
            known = f"use `from {home} import {now}`"
    tell(f"{module}.{name} is not in Airflow 3{f': {known}' if known else ''}")
    return value


def _new_form(module: str, name: str) -> str | None:
    """What to write, by the table that `xcom doctor` rewrites by: the object that serves here may stand deeper."""
    from xcom_doctor import tables

    move = tables.gone().names.get(module, {}).get(name)
    if move is None or move.path is None:
        return None
    home, _, now = move.path.rpartition(".")
    return f"use `from {home} import {now}`"


class _OldModule(Loader):
    """Makes a module that consists of its entries in the table."""

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        # `from module import *`, and tools that look for what a module has.
        module.__all__ = sorted(table().get(name, {}))  # type: ignore[attr-defined]
        module.__getattr__ = _attributes(name, None)  # type: ignore[method-assign]


class _Extended(Loader):
    """Loads a module that Airflow 3 has, too, and gives it the names that it had."""

    def __init__(self, real: Loader) -> None:
        self._real = real

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._real.exec_module(module)
        for name in OWN.get(module.__name__, ()):
            module.__dict__.pop(name, None)
        module.__getattr__ = _attributes(  # type: ignore[method-assign]
            module.__name__, module.__dict__.get("__getattr__")
        )

    def __getattr__(self, name: str) -> Any:
        # What tools ask of a loader: the source, the file's name.
        return getattr(self._real, name)


def _attributes(module: str, others: Callable[[str], Any] | None) -> Callable[[str], Any]:
    """The `__getattr__` of a module: the old names first, then what it has for itself."""
    served = table().get(module, {}).keys() | OWN.get(module, {}).keys()

    def __getattr__(name: str) -> Any:
        if name in served:
            return serve(module, name)
        try:
            return serve(module, name) if others is None else others(name)
        except (AttributeError, ImportError):
            # Airflow 2 imports most of its modules by itself: `import airflow` and `airflow.utils.dates` is enough.
            path = f"{module}.{name}"
            if name.startswith("_") or not _is_module(path):
                raise
            return importlib.import_module(path)

    return __getattr__


def _is_module(path: str) -> bool:
    try:
        return importlib.util.find_spec(path) is not None
    except ModuleNotFoundError:
        # What is asked is no package.
        return False


class _OldPaths(MetaPathFinder):
    """Old modules, and modules with old names; nothing else costs more than a look into a set."""

    def __init__(self) -> None:
        self._known = table().keys() | packages() | OWN.keys()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._known:
            return None
        spec = _found_by_others(self, fullname, path, target)
        if spec is None or spec.loader is None:
            # Every old module may be asked for a module in it: what is not there is an ImportError with a reason.
            return ModuleSpec(fullname, _OldModule(), is_package=fullname in packages())
        if fullname in self._known:
            spec.loader = _Extended(spec.loader)
        if fullname in packages() and spec.submodule_search_locations is None:
            # It has no modules in it any more.
            spec.submodule_search_locations = []
        return spec


def _found_by_others(
    me: MetaPathFinder, fullname: str, path: Sequence[str] | None, target: ModuleType | None
) -> ModuleSpec | None:
    # Those before it may be asking it.
    for finder in sys.meta_path[sys.meta_path.index(me) + 1 :]:  # type: ignore[arg-type]
        spec: ModuleSpec | None = finder.find_spec(fullname, path, target)
        if spec is not None:
            return spec
    return None


def install() -> None:
    """Put the finder into place."""
    sys.meta_path.insert(0, _OldPaths())
    if (package := sys.modules.get("airflow")) is not None:
        package.__getattr__ = _attributes("airflow", package.__dict__.get("__getattr__"))  # type: ignore[method-assign]
