"""Python values as JSON has them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any


def jsonable(value: Any) -> Any:
    """The value where JSON has it; else its text, so that the graph can always be written."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if value - value == 0 else str(value)
        case dict():
            return {str(key): jsonable(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [jsonable(item) for item in value]
    return None if type(value).__name__ == "ArgNotSet" else str(value)


def shown(value: Any) -> Any:
    """The same of a value that people look at and nothing else: half of a surrogate pair is written as an escape."""
    match value:
        case str():
            return value.encode("utf-8", "backslashreplace").decode()
        case dict():
            return {str(shown(str(key))): shown(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [shown(item) for item in value]
    plain = jsonable(value)
    return shown(plain) if isinstance(plain, str) else plain


def seconds(value: Any) -> Any:
    if value is None:
        return None
    return value.total_seconds() if isinstance(value, timedelta) else float(value)


def moment(value: datetime | None) -> str | None:
    """An aware datetime in ISO 8601, in UTC."""
    return None if value is None else value.astimezone(UTC).isoformat()
