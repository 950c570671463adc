"""What Airflow 2's database says of values that it does not take, in the classes of the library that it says it by."""

from __future__ import annotations

import sqlite3
from typing import Any

_INTEGERS = range(-(2**63), 2**63)


def error(name: str, message: str) -> Exception:
    """An error of SQLAlchemy with what SQLite says."""
    cause: Exception = getattr(sqlite3, name)(message)
    try:
        from sqlalchemy import exc
    except ImportError:
        return cause
    kind: type[exc.DBAPIError] = getattr(exc, name)
    return kind(None, None, cause)


def text(value: Any, number: int) -> str | None:
    """What a text column compares with, or stores; None where no text is equal to it. ``number`` is the parameter's."""
    if isinstance(value, str):
        value = str(value)
        value.encode()  # Lone surrogates are refused.
        return value
    if isinstance(value, int):
        return str(_integer(value))
    if isinstance(value, float):
        return repr(float(value))
    _refuse(value, number)
    return None


# Stands before a key that is bytes, which the store has as a text, byte by byte. It is no character of any text that is
# exchanged; a text that has it in front nevertheless has it twice.
_BYTES = "\ufdd0"


def key(value: Any, number: int) -> str | None:
    """The text of an XCom's key; SQLite keeps bytes apart from every text."""
    if isinstance(value, bytes | bytearray | memoryview):
        return _BYTES + bytes(value).decode("latin-1")
    found = text(value, number)
    return _BYTES + found if found is not None and found.startswith(_BYTES) else found


def key_of(stored: str) -> str | bytes:
    """The key that has this text."""
    if not stored.startswith(_BYTES):
        return stored
    rest = stored[1:]
    return rest if rest.startswith(_BYTES) else rest.encode("latin-1")


def integer(value: Any, number: int) -> int | None:
    """What an integer column compares with; None where no number is equal to it."""
    if isinstance(value, str):
        try:
            value = float(value) if not value.strip().lstrip("+-").isdecimal() else int(value)
        except ValueError:
            return None
    if isinstance(value, int):
        return _integer(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    _refuse(value, number)
    return None


def _integer(value: int) -> int:
    if value not in _INTEGERS:
        raise OverflowError("Python int too large to convert to SQLite INTEGER")
    return int(value)


def _refuse(value: Any, number: int) -> None:
    if value is not None and not isinstance(value, bytes | bytearray | memoryview):
        kind = type(value).__name__
        raise error("ProgrammingError", f"Error binding parameter {number}: type {kind!r} is not supported")
