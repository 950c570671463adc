"""Stored bytes that are no JSON, pickles above all (V15): the store keeps them in an envelope, as text.

Whoever unpickles runs whatever code the one who wrote had in mind. So pickles are written and read only where the user
has said that this is known.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
from typing import Any

from airflow.sdk.configuration import conf

VARIABLE = "XCOM_ALLOW_PICKLE"
ALLOWED = "runs-code-from-the-store"
_CLASSNAME = "xcom.bytes"
_BEGIN = b'{"__classname__": "xcom.bytes"'


class PickleNotAllowed(RuntimeError):
    """Raised where a pickle would have to be written or read, and the user has not allowed it."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}. To read a pickle runs the code that is in it, whoever has put it into the store: set"
            f" {VARIABLE}={ALLOWED} if you trust all that write there, or turn core.enable_xcom_pickling off and push"
            " what JSON can say"
        )


def is_on() -> bool:
    """Whether values are to be pickled: `[core] enable_xcom_pickling`."""
    return bool(conf.getboolean("core", "enable_xcom_pickling", fallback=False))


def _is_allowed() -> bool:
    value = os.environ.get(VARIABLE, "")
    if value not in ("", ALLOWED):
        raise ValueError(f"{VARIABLE} is {value!r}: it takes {ALLOWED}, or nothing")
    return value == ALLOWED


def dumps(value: Any) -> bytes:
    """A value as a pickle."""
    if not _is_allowed():
        raise PickleNotAllowed("core.enable_xcom_pickling is on")
    return pickle.dumps(value)


def is_one(stored: bytes) -> bool:
    """Whether bytes are a pickle: they begin with its opcode, or are no JSON."""
    if stored[:1] == b"\x80":
        return True
    try:
        json.loads(stored)
    except ValueError:
        return True
    return False


def loads(stored: bytes) -> Any:
    """The value of a pickle."""
    if not _is_allowed():
        raise PickleNotAllowed("The stored value is no JSON but a pickle")
    return pickle.loads(stored)


def to_text(stored: bytes) -> bytes:
    """The text that the store keeps for what a backend gives: JSON as it is, anything else in an envelope."""
    if not is_one(stored):
        return stored
    data = base64.b64encode(stored).decode("ascii")
    return json.dumps({"__classname__": _CLASSNAME, "__version__": 1, "__data__": data}).encode("ascii")


def is_enveloped(text: bytes) -> bool:
    """Whether a stored text is such an envelope."""
    return text.startswith(_BEGIN)


def from_text(text: bytes) -> bytes:
    """What a backend has given for that text."""
    return base64.b64decode(json.loads(text)["__data__"]) if is_enveloped(text) else text
