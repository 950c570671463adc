"""Print the fields of each entry point's request and answer, by path and with their types, as JSON.

A test of the Swift side compares them with its own.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import typing
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, NotRequired

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "stand_in"), str(HERE.parents[1])]

import xcom_bridge  # noqa: E402
from xcom_bridge import contract  # noqa: E402

_TYPES = {
    name: value
    for module in pkgutil.iter_modules(contract.__path__)
    for name, value in vars(importlib.import_module(f"{contract.__name__}.{module.name}")).items()
}
_SIMPLE = {str: "string", int: "integer", float: "number", bool: "boolean", Any: "any"}


def fields_of(kind: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    if kind is not NoneType:
        _add_members(kind, "", found, [])
    return found


def _add_members(kind: Any, path: str, found: dict[str, str], around: list[Any]) -> None:
    for name, hint in typing.get_type_hints(kind, _TYPES, include_extras=True).items():
        _add(hint, f"{path}.{name}" if path else name, found, [*around, kind])


def _add(hint: Any, path: str, found: dict[str, str], around: list[Any], mark: str = "") -> None:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is NotRequired:
        _add(arguments[0], path, found, around, "?")
    elif origin is UnionType or origin is typing.Union:
        (kind,) = (argument for argument in arguments if argument is not NoneType)
        _add(kind, path, found, around, "?")
    elif origin is list:
        _add(arguments[0], f"{path}[]", found, around)
    elif origin is Literal:
        found[path] = "string " + "|".join(sorted(arguments)) + mark
    elif hint in _SIMPLE:
        found[path] = _SIMPLE[hint] + mark
    elif hint in around:
        found[path] = "recursive" + mark
    else:
        found[path] = "object" + mark
        _add_members(hint, path, found, around)


def entry_point(name: str, module: str) -> dict[str, Any]:
    hints = typing.get_type_hints(getattr(importlib.import_module(module), name), _TYPES)
    answer = hints.pop("return")
    (request,) = hints.values()
    return {"request": fields_of(request), "answer": fields_of(answer)}


if __name__ == "__main__":
    print(json.dumps({name: entry_point(name, module) for name, module in xcom_bridge.ENTRY_POINTS.items()}))
