"""Where in the user's code an exception came from: what a person wants to see of it first."""

from __future__ import annotations

import os
import sysconfig
import traceback
from functools import cache
from typing import Any

from xcom_bridge.failures import message_of, type_name

# So many frames of the user's own code are shown, the innermost ones.
_SHOWN = 4


def summary(error: BaseException) -> dict[str, Any]:
    """The frames of the user's code, outermost first, what the exception came from, and what is said to it."""
    shown: dict[str, Any] = {"frames": _frames(error), "hints": [str(note) for note in getattr(error, "__notes__", ())]}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        shown["cause"] = {"type": type_name(cause), "message": message_of(cause), "frames": _frames(cause)[-1:]}
    return shown


def _frames(error: BaseException) -> list[dict[str, Any]]:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith(_foreign())][-_SHOWN:]
    # What the code has called from elsewhere, and failed there, says more than the call.
    innermost = [frame for frame in frames[-1:] if frame not in own and not frame.filename.startswith(_runners())]
    if isinstance(error, SyntaxError) and error.filename and error.lineno is not None:
        source = (error.text or "").strip()
        return [{"file": error.filename, "line": error.lineno, "function": "", "source": source}]
    return [
        {"file": frame.filename, "line": frame.lineno, "function": frame.name, "source": frame.line or ""}
        for frame in own + innermost
    ]


@cache
def _foreign() -> tuple[str, ...]:
    """Where code is that the user has not written: it may be installed, or be a part of Python or of this."""
    folders = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    return (*_runners(), *(os.path.join(folder, "") for folder in dict.fromkeys(folders)), "<frozen ")


@cache
def _runners() -> tuple[str, ...]:
    """Where the code is that runs tasks, which stands between this process and the user's code."""
    import airflow.sdk

    here = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    folders = [os.path.join(here, name) for name in ("airflow", "xcom_bridge", "xcom_compat2", "xcom_pytest")]
    folders += [os.path.dirname(folder) for folder in airflow.sdk.__path__]
    return tuple(os.path.join(folder, "") for folder in dict.fromkeys(folders))
