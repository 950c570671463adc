"""Messages for import paths that the facade does not have: what they were, and what to do."""

from __future__ import annotations

import opcode
import sys
from functools import cache
from pathlib import Path

from airflow._facade.askers import asked_by
from xcom_bridge import dropped

WHOLE_AIRFLOW = (
    "it is a part of Airflow itself (apache-airflow-core), which this environment is without;"
    " to use it, run with an environment that has a whole Airflow (xcom run --python VENV)"
)


@cache
def _core() -> dict[str, list[str]]:
    """The modules that Airflow 3.2 has, with the public names of those that others import from."""
    lines = (Path(__file__).parent / "core_names.txt").read_text(encoding="utf-8").splitlines()
    return {module: names for module, *names in map(str.split, lines)}


def _advice(path: str) -> str:
    """What to do about an import path that is not there."""
    module, _, name = path.rpartition(".")
    if path in _core() or name in _core().get(module, ()):
        return WHOLE_AIRFLOW
    if known := dropped.import_path(path):
        return f"it is not in Airflow 3.2 either: {known}"
    parts = path.split(".")
    if parts[1] == "providers":
        group = len(parts) > 2 and parts[2] in _PROVIDER_GROUPS
        name = "-".join((*parts[2:], "NAME")[:2] if group else parts[2:3])
        return (
            f"install its provider package, without the core package that it asks for:"
            f" pip install --no-deps apache-airflow-providers-{name} (and its client libraries)"
        )
    return "Airflow 3.2 has no such name"


_PROVIDER_GROUPS = frozenset("apache atlassian cncf common dbt microsoft".split())


def module(name: str) -> ModuleNotFoundError:
    """The error for a module that nobody has."""
    parts = name.split(".")
    message = f"No module named {name!r}"
    if parts[1] != "providers" or not _installed_provider(parts):
        message += f"{asked_by()}: {_advice(name)}"
    return ModuleNotFoundError(message, name=name)


def _installed_provider(parts: list[str]) -> bool:
    """Whether the provider is there, so that it is only a module inside that is missing."""
    depth = 4 if len(parts) > 2 and parts[2] in _PROVIDER_GROUPS else 3
    return len(parts) > depth and ".".join(parts[:depth]) in sys.modules


def attribute(module: str, name: str) -> Exception:
    """The error for a name that a module does not have.

    `from module import name` would replace an AttributeError's text by its own, so it gets an ImportError.
    """
    message = f"module {module!r} has no attribute {name!r}"
    if name.startswith("__"):
        return AttributeError(message, name=name)
    reason = f"{asked_by()}: {_advice(f'{module}.{name}')}"
    if is_imported(depth=3):
        return ImportError(f"cannot import name {name!r} from {module!r}{reason}", name=module)
    return AttributeError(message + reason, name=name)


def is_imported(depth: int) -> bool:
    """Whether the frame so many calls above asks for an attribute by `from ... import`."""
    frame = sys._getframe(depth)
    return frame.f_lasti >= 0 and frame.f_code.co_code[frame.f_lasti] == opcode.opmap["IMPORT_FROM"]
