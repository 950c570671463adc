"""`dumps_json` and `loads_json` are Python's own `json` with a function for what it does not know."""

from __future__ import annotations

import json
from typing import Any

import _xcom
import pytest
from hypothesis import HealthCheck, given, settings

from .values import DictChild, Level, ListChild, Word, fine, odd, outcome, trees


def plain(value: Any) -> Any:
    """Something for other objects; an error, or the object again, for some."""
    if isinstance(value, bytes | complex | range):
        raise TypeError(f"no {type(value).__name__}")
    if isinstance(value, set | frozenset):
        return [sorted(map(repr, value)), (1, 2)]
    return (
        value
        if isinstance(value, type)
        else {"kind": type(value).__name__, "parts": vars(value)}
        if hasattr(value, "__dict__")
        else str(value)
    )


def dumps(value: Any) -> bytes:
    return json.dumps(value, default=plain).encode()


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(trees(fine | odd))
def test_dumps_is_that_of_json(value: Any) -> None:
    assert outcome(_xcom.dumps_json, value, plain) == outcome(dumps, value)


def nested(depth: int, kind: type) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value] if kind is list else {"k": value}
    return value


def cycle(kind: type) -> Any:
    value: Any = [1] if kind is list else {"a": 1}
    if kind is list:
        value.append({"deeper": value})
    else:
        value["b"] = [value]
    return value


TWICE = {"shared": 1}
HOSTILE = {
    "list in itself": cycle(list),
    "dict in itself": cycle(dict),
    "the same twice": [TWICE, TWICE, (TWICE, TWICE)],
    "deep list": nested(3000, list),
    "deep dict": nested(3000, dict),
    "huge": 10**5000,
    "not finite": [float("nan"), float("inf"), -float("inf"), -0.0],
    "number keys": {float("nan"): 1, 1.5: 2, True: 3, None: 4, Level.LOW: 5, Word.HELLO: 6},
    "surrogates": "\ud800 \udfff \U0001f600 \x7f",
    "surrogate keys": {"\udc00": "\ud83d"},
    "default gives it back": object,
    "subclasses": [DictChild(a=ListChild([1])), Level.LOW, Word.HELLO],
}


@pytest.mark.parametrize("name", HOSTILE)
def test_dumps_of_what_is_hostile(name: str) -> None:
    assert outcome(_xcom.dumps_json, HOSTILE[name], plain) == outcome(dumps, HOSTILE[name])


def hook(found: dict[str, Any]) -> Any:
    return ("made of", sorted(found)) if "__classname__" in found or "__type" in found else found


@pytest.mark.parametrize(
    "text",
    [
        b'{"a": [1, {"__classname__": [{"__type": 1}]}]}',
        b'[{"__cl\\u0061ssname__": 1}, "\\ud800"]',
        b"[NaN, Infinity, -Infinity, -0.0, 1e400]",
        b'{"a": 1, "a": 2}',
        b"[1, 2",
        b"",
        b'{"__classname__": NaN}',
        "[1]",
        '"\ud800"',
    ],
)
def test_loads_is_that_of_json(text: Any) -> None:
    assert outcome(_xcom.loads_json, text, hook) == outcome(lambda: json.loads(text, object_hook=hook))
