"""The Task SDK that this process runs on, by its version.

What differs between the SDKs stands in one module for each, and is chosen once. What their schemas say themselves
(which fields a message has, which of them must not be missing) is read from them, and stands nowhere.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xcom_bridge.task_sdk.interface import TaskSDK

#: The SDKs that all conformance cases have been run with, by what their modules are named for.
TRIED = {(1, 1): "1.1.8", (1, 2): "1.2.1", (1, 3): "1.3.2"}


class UnknownTaskSDK(ImportError):
    """The environment's Task SDK is one that the bridge has nothing for."""


@cache
def version() -> str:
    """The version of the Task SDK."""
    from airflow.sdk import __version__

    return __version__


@cache
def current() -> TaskSDK:
    """What is particular to the SDK of this process. One that is newer than all is taken for the newest of them."""
    major, minor = _known()
    module: TaskSDK = importlib.import_module(f"xcom_bridge.task_sdk.v{major}_{minor}")  # type: ignore[assignment]
    return module


def find(module: str, name: str) -> Any:
    """What is in a module of ``airflow.sdk``, as the newest SDK names it, wherever this process has it."""
    elsewhere = current().ELSEWHERE
    place = elsewhere.get(f"{module}.{name}") or elsewhere.get(module) or f"airflow.sdk.{module}"
    return getattr(importlib.import_module(place), name)


def serializes(type_name: str) -> bool:
    """Whether the SDK's serde has a form for a type that the newest has one for."""
    return type_name not in current().NOT_SERIALIZED


def check() -> None:
    """Raise UnknownTaskSDK where there is nothing for the SDK of this process, or a part of it is not there."""
    part = current().CORES_PART
    if part is not None and "airflow._facade" in sys.modules:
        raise UnknownTaskSDK(
            f"Task SDK {version()} does not run without Airflow's core, where its {part} are:"
            f" name an environment with all of Airflow {airflow()}, or with a newer Task SDK (xcom run --python VENV)"
        )


def airflow() -> str:
    """The Airflow that the Task SDK belongs to: 3.2.1 for 1.2.1."""
    return f"3.{version().partition('.')[2]}"


def _known() -> tuple[int, int]:
    release = _release(version())
    known = max((tried for tried in TRIED if tried <= release), default=None)
    if known is None:
        raise UnknownTaskSDK(
            f"Task SDK {version()} is older than those that xcom runs on ({_tried()}):"
            " name an environment with one of them (xcom run --python VENV)"
        )
    return known


def warning() -> str | None:
    """What is to be said of an SDK that nobody has tried."""
    if _release(version()) in TRIED:
        return None
    return (
        f"Task SDK {version()} has not been tried with xcom, which was tested with {_tried()};"
        " what it cannot do ends in an error that says so"
    )


def _tried() -> str:
    *most, last = TRIED.values()
    return f"{', '.join(most)} and {last}"


def _release(text: str) -> tuple[int, int]:
    major, minor = text.split(".")[:2]
    return int(major), int(minor)
