"""`airflow.utils.deprecation_tools`: the warning of moved names, and the way providers announce their own."""

from __future__ import annotations

import sys
import warnings
from types import ModuleType
from typing import Any


class DeprecatedImportWarning(FutureWarning):
    """Issued where something is imported from a place that it has left."""


def add_deprecated_classes(
    module_imports: dict[str, dict[str, str]],
    package: str,
    override_deprecated_classes: dict[str, dict[str, str]] | None = None,
    extra_message: str | None = None,
    message: str | None = None,
) -> None:
    """Serve `{module: {name: "new.path"}}` with a warning; `module` is a submodule of `package`, or it."""
    for module_name, imports in module_imports.items():
        itself = module_name == package
        full_name = package if itself else f"{package}.{module_name}"
        shown = (override_deprecated_classes or {}).get(module_name, {})
        serve = _server(full_name, imports, shown, extra_message, message)
        if itself:
            sys.modules[package].__getattr__ = serve  # type: ignore[method-assign]
        else:
            module = ModuleType(full_name)
            module.__getattr__ = serve  # type: ignore[method-assign]
            sys.modules.setdefault(full_name, module)


def _server(
    module: str, imports: dict[str, str], shown: dict[str, str], extra_message: str | None, message: str | None
) -> Any:
    def __getattr__(name: str) -> Any:
        target = imports.get(name)
        if target is None and "*" in imports and not name.startswith("__"):
            target = f"{imports['*']}.{name}"
        if target is None:
            raise AttributeError(f"The module `{module!r}` has no attribute `{name!r}`")
        new = shown.get(name, target)
        text = (message or "`{module}.{name}` is a deprecated import path; use `{target}`.").format(
            module=module, name=name, target=new
        )
        warnings.warn(f"{text} {extra_message}." if extra_message else text, DeprecatedImportWarning, stacklevel=2)
        home, _, attribute = target.rpartition(".")
        return getattr(__import__(home, fromlist=[attribute]), attribute)

    return __getattr__
