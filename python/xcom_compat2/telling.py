"""One warning for each line that uses an old spelling: which line, and what to write now."""

from __future__ import annotations

import importlib
import os
import sys
import warnings
from types import FrameType
from typing import Any


class RemovedInAirflow3Warning(DeprecationWarning):
    """Issued where code uses what Airflow 3 has dropped."""

    deprecated_airflow_version = "2.11"


class AirflowContextDeprecationWarning(RemovedInAirflow3Warning):
    """Issued where a task reads a key of the context that Airflow 3 has dropped."""


_HERE = os.path.dirname(os.path.abspath(__file__))
_IMPORT = os.path.dirname(os.path.abspath(importlib.__file__))
# Code between a DAG file and this: the SDK, providers, the facade, the bridge, and what makes classes and imports.
_BETWEEN = (
    f"{os.sep}airflow{os.sep}sdk{os.sep}",
    f"{os.sep}airflow{os.sep}providers{os.sep}",
    f"{os.path.dirname(_HERE)}{os.sep}airflow{os.sep}",
    f"{os.path.dirname(_HERE)}{os.sep}xcom_bridge{os.sep}",
    _HERE,
    _IMPORT,
    "<frozen ",
    "<attrs generated",
    f"{os.sep}functools.py",
    f"{os.sep}contextlib.py",
    f"{os.sep}abc.py",
    f"{os.sep}lazy_object_proxy{os.sep}",
)


def users_frame() -> FrameType:
    """The nearest frame on the stack that is not Airflow's or ours: the line that used the old spelling."""
    first = frame = sys._getframe(1)
    while frame is not None:
        if not any(part in frame.f_code.co_filename for part in _BETWEEN):
            return frame
        frame = frame.f_back  # type: ignore[assignment]
    return first


def tell(message: str, category: type[RemovedInAirflow3Warning] = RemovedInAirflow3Warning) -> None:
    """Warn of an old spelling at the line that uses it."""
    frame = users_frame()
    warnings.warn_explicit(
        message,
        category,
        frame.f_code.co_filename,
        frame.f_lineno,
        module=frame.f_globals.get("__name__"),
        registry=frame.f_globals.setdefault("__warningregistry__", {}),
    )


def show(caught: list[dict[str, Any]]) -> None:
    """Print what files have been warned of while they were loaded, each once."""
    told = (w for w in caught if w["type"].startswith(f"{__name__}."))
    for line in dict.fromkeys(f"{w['file']}:{w['line']}: warning: {w['message']}" for w in told):
        print(line, file=sys.stderr)
