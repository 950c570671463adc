"""Stands in for the native module where a test is about the Python side alone.

Messages go to ``answer``, which a test sets; pushes and pulls are kept. Nothing here knows a rule of Airflow's.
"""

from __future__ import annotations

import datetime
import enum
import json
import pathlib
import uuid
from collections.abc import Callable
from typing import Any

answer: Callable[[dict[str, Any]], dict[str, Any] | None] | None = None
sent: list[dict[str, Any]] = []
pushed: list[tuple[Any, ...]] = []
pulled: list[tuple[Any, ...]] = []
secrets: list[str] = []


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    if isinstance(value, uuid.UUID | pathlib.Path):
        return str(value)
    return value.model_dump()


def dumps_plain(value: Any) -> bytes:
    return json.dumps(value, default=_plain, allow_nan=False).encode()


def loads_plain(text: bytes | str) -> Any:
    return json.loads(text)


def dumps(value: Any) -> bytes:
    from airflow.sdk.serde import serialize

    return json.dumps(serialize(value), allow_nan=False).encode()


def loads(text: bytes | str) -> Any:
    from airflow.sdk.serde import deserialize

    return deserialize(json.loads(text))


def send(message: bytes) -> bytes | None:
    document = json.loads(message)
    sent.append(document)
    reply = answer(document) if answer is not None else None
    return None if reply is None else dumps_plain(reply)


def push(*arguments: Any) -> str | None:
    pushed.append(arguments)
    return None


def pull(*arguments: Any) -> Any:
    pulled.append(arguments)
    return "pulled natively"


def report_secrets(texts: list[str]) -> None:
    secrets.extend(texts)
