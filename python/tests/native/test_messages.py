"""JSON of the SDK's messages, which hold more than JSON's own types."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

import _xcom
import pytest

MESSAGES: dict[str, tuple[Any, str]] = {
    "plain": ({"a": [1, None, True, 1.5, "x"]}, '{"a": [1, null, true, 1.5, "x"]}'),
    "datetime": (datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc), '"2024-01-01T00:00:00+00:00"'),
    "date": (datetime.date(2024, 1, 1), '"2024-01-01"'),
    "timedelta": (datetime.timedelta(seconds=90), "90.0"),
    "uuid": (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
    "tuple and set": (((1, 2), {3}), "[[1, 2], [3]]"),
    "keys": ({1: 1, None: 2, True: 3, 1.5: 4}, '{"1": 3, "null": 2, "1.5": 4}'),
}


@pytest.mark.parametrize(("value", "text"), MESSAGES.values(), ids=MESSAGES.keys())
def test_messages(value: Any, text: str) -> None:
    assert _xcom.dumps_plain(value).decode() == text


def test_messages_of_models_enums_and_paths() -> None:
    from pathlib import Path

    from .values import Colour, Level, Word

    assert _xcom.dumps_plain([Colour.RED, Level.LOW, Word.HELLO, Path("/a/b")]) == b'["red", 1, "hello", "/a/b"]'
    pydantic = pytest.importorskip("pydantic")

    class Model(pydantic.BaseModel):
        when: datetime.date
        inner: list[Any]

    model = Model(when=datetime.date(2024, 1, 1), inner=[uuid.UUID(int=0)])
    assert _xcom.dumps_plain({"m": model}) == (
        b'{"m": {"when": "2024-01-01", "inner": ["00000000-0000-0000-0000-000000000000"]}}'
    )
    for bad, message in (
        (float("nan"), "Out of range float values are not JSON compliant"),
        (object(), "Object of type"),
    ):
        with pytest.raises((ValueError, TypeError), match=message):
            _xcom.dumps_plain(bad)
