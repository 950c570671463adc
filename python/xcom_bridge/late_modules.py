"""Modules that are loaded when something of them is used for the first time, not when they are imported."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class LateModule(ModuleType):
    """Has the names that it was given; any other name loads the real module into this very object."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        load_now(self)
        return getattr(self, name)


def load_now(module: ModuleType) -> None:
    """Run the real module's code in place of what stood in for it."""
    if not isinstance(module, LateModule):
        return
    loader = module.__dict__.pop("__late_loader__", None)
    module.__class__ = ModuleType  # type: ignore[assignment]
    if loader is not None:
        loader.exec_module(module)


class OnDemand:
    """Stands for something in a module, or for the module, in code that took it by name; imports it when it is used."""

    def __init__(self, module: str, name: str | None = None) -> None:
        self.__dict__["_of"] = (module, name)

    def _found(self) -> Any:
        module, name = self.__dict__["_of"]
        found = importlib.import_module(module)
        return found if name is None else getattr(found, name)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._found(), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._found()(*args, **kwargs)


class _LateLoader(Loader):
    def __init__(self, real: Loader, names: dict[str, Any]) -> None:
        self._real, self._names = real, names

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return LateModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(self._names)
        module.__dict__["__late_loader__"] = self._real


class _AfterLoader(Loader):
    """Loads the real module, with something around it."""

    def __init__(self, real: Loader, around: Callable[[Loader, ModuleType], None]) -> None:
        self._real, self._around = real, around

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._real.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._around(self._real, module)


class Finder(MetaPathFinder):
    """Serves late modules, and modules with something done around their loading."""

    def __init__(self) -> None:
        self._wrap: dict[str, Callable[[Loader], Loader]] = {}

    def late(self, name: str, **names: Any) -> None:
        """Import ``name`` as a stand-in with these names, which look like the real ones."""
        for attribute, function in names.items():
            function.__module__, function.__qualname__ = name, attribute
        self._wrap[name] = lambda real: _LateLoader(real, names)

    def around(self, name: str, action: Callable[[Loader, ModuleType], None]) -> None:
        """Let ``action(loader, module)`` load the module ``name``."""
        self._wrap[name] = lambda real: _AfterLoader(real, action)

    def after(self, name: str, action: Callable[[ModuleType], None]) -> None:
        """Let ``action(module)`` complete the module ``name`` when it has been loaded; it may be there already."""

        def load(loader: Loader, module: ModuleType) -> None:
            loader.exec_module(module)
            action(module)

        self.around(name, load)
        if (module := sys.modules.get(name)) is not None:
            action(module)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        wrap = self._wrap.get(fullname)
        if wrap is None:
            return None
        # Those before it may be asking it.
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            spec = finder.find_spec(fullname, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = wrap(spec.loader)
                return spec
        return None
