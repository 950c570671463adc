"""Who asked for a name: a provider, or another package, is named by its distribution in the message."""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from functools import cache

_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
# Code that imports on behalf of its caller.
_BETWEEN = (_ROOT + os.sep, "<frozen ", os.path.dirname(importlib.__file__), contextlib.__file__)
_COMPAT = "airflow.providers.common.compat"


def asked_by() -> str:
    """What a message says of the code that is nearest on the stack: its distribution, and nothing for a DAG file."""
    frame = sys._getframe(1)
    compat = ""
    while frame is not None:
        file = frame.f_code.co_filename
        if not file.startswith(_BETWEEN):
            found = _distribution(file)
            if not frame.f_globals.get("__name__", "").startswith(_COMPAT):
                found = found or compat
                return f" (asked for by {found})" if found else ""
            # The provider that common-compat imports for is of more interest.
            compat = compat or found
        frame = frame.f_back  # type: ignore[assignment]
    return f" (asked for by {compat})" if compat else ""


@cache
def _distribution(file: str) -> str:
    """Name and version of the installed distribution that a file belongs to."""
    site = max((folder for folder in sys.path if folder and file.startswith(folder + os.sep)), key=len, default="")
    path = file[len(site) + 1 :]
    try:
        entries = sorted(entry for entry in os.listdir(site) if entry.endswith(".dist-info")) if site else []
    except OSError:
        return ""
    for entry in entries:
        try:
            with open(os.path.join(site, entry, "RECORD"), encoding="utf-8") as record:
                if f"\n{path}," in "\n" + record.read():
                    return _title(os.path.join(site, entry))
        except OSError:
            continue
    return ""


def _title(folder: str) -> str:
    name, _, version = os.path.basename(folder).removesuffix(".dist-info").partition("-")
    return f"{name.replace('_', '-').lower()} {version}"
