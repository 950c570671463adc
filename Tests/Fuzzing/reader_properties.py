"""What must hold for any bytes that are read as Python objects: ``_xcom.loads_plain`` gives what ``json.loads`` gives,
and ``_xcom.loads`` what serde makes of that, objects and errors alike."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Callable
from typing import Any

import _xcom

from airflow.sdk.serde import deserialize

warnings.simplefilter("ignore")
_DEEP = 100


def violation(data: bytes) -> bytes:
    """What does not hold, in words; empty where all does."""
    try:
        text: bytes | str = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data
    for ours, theirs in ((_xcom.loads_plain, json.loads), (_xcom.loads, lambda t: deserialize(json.loads(t)))):
        for given in {text, data}:
            expected, found = _outcome(theirs, given), _outcome(ours, given)
            # How deep is too deep depends on the stack below, and on what else is wrong with the text.
            is_deep = data.count(b"[") + data.count(b"{") > _DEEP and RecursionError in (expected, found)
            if not is_deep and not _same(expected, found):
                return f"{ours.__name__}({given!r}): {found!r} instead of {expected!r}".encode("utf-8", "replace")
    return b""


def _outcome(function: Callable[[Any], Any], given: bytes | str) -> Any:
    try:
        return function(given)
    except RecursionError:
        return RecursionError
    except Exception as error:
        return type(error), str(error)


def _same(a: Any, b: Any) -> bool:
    """Whether two objects are the same in type, order and value, NaN and the sign of zero included."""
    if type(a) is not type(b):
        return False
    if isinstance(a, float):
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, dict):
        return _same(list(a), list(b)) and _same(list(a.values()), list(b.values()))
    try:
        return bool(a == b) or repr(a) == repr(b)
    except Exception:
        return repr(a) == repr(b)
