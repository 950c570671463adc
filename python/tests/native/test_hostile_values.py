"""Values that fail, nest too deeply, change while they are encoded, or are very large."""

from __future__ import annotations

import datetime
import decimal
import sys
from typing import Any

import _xcom
import pytest

from .values import Custom, OddKey, Pair, outcome, same_dumps, sdk_dumps

ERRORS = {
    "nan": float("nan"),
    "nan in a set": {1, float("inf")},
    "an unserializable object behind a nan": [float("nan"), b""],
    "a nan behind an unserializable object": [b"", float("nan")],
    "a surrogate before a nan": ["\ud800", float("nan")],
    "a surrogate behind wide text": {"k\u00e9y\x7f": ["\U0001f600\n", 1.0, {"x": "a\udfff"}]},
    "several surrogates": "ab\ud800\ud801",
    "a surrogate as a key": {"\ud800": 1},
    "an integer of 5000 digits": {"a": 10**5000},
    "an integer of 5000 digits as key": {10**5000: 1},
    "reserved behind an unserializable object": {"a": b"", "__id__": 1},
    "reserved, as a str subclass": {OddKey("__classname__"): 1},
    "a foreign object in a custom result": Custom([b""]),
    "a foreign key in a custom result": Custom([{(1, 2): 1}]),
    "decimal nan": decimal.Decimal("sNaN"),
    "bytes": b"x",
    "an exception": ValueError("x"),
    "datetime.timezone": datetime.timezone.utc,
}


@pytest.mark.parametrize("value", ERRORS.values(), ids=ERRORS.keys())
def test_errors(value: Any) -> None:
    assert outcome(_xcom.dumps, value)[0] == "error"
    same_dumps(value)


PATHS = {
    "$.rows[2].when": {"id": 1, "rows": [1, {"a": 1}, {"x": "}],", "when": b""}]},
    "$[1][0][0]": [1, ([float("nan")],)],
    "$.a.__x__": {"a": {"__x__": 10**5000}},
    "$.a": {"a": {"__id__": 1}},
    "$.1[1]": {1: [{}, object()]},
    "$.text[1]": {"id": "x", "text": ["a", "b\ud800c"]},
    "$.inner": {"inner": {"a": 1, "k\udc00": 1}},
}


@pytest.mark.parametrize("path", PATHS)
def test_an_exception_notes_where_in_the_value_it_came_up(path: str) -> None:
    with pytest.raises((TypeError, ValueError, AttributeError)) as raised:
        _xcom.dumps(PATHS[path])
    assert raised.value.__notes__ == [f"This is at {path} in the XCom value."]


def nested(depth: int, wrap: Any) -> Any:
    value: Any = wrap(None)
    for _ in range(depth - 1):
        value = wrap(value)
    return value


WRAPS = {
    "list": lambda value: [value],
    "dict": lambda value: {"d": value},
    "tuple": lambda value: (value,),
    "odd keys": lambda value: {1: value},
}


@pytest.mark.parametrize("wrap", WRAPS.values(), ids=WRAPS.keys())
def test_deep_values_are_refused_where_the_sdk_refuses(wrap: Any) -> None:
    for depth in (50, 200, 250):
        same_dumps(nested(depth, wrap))
    with pytest.raises(RecursionError, match="^maximum recursion depth exceeded"):
        _xcom.dumps(nested(2000, wrap))
    cycle: list[Any] = []
    cycle.append(wrap(cycle))
    with pytest.raises(RecursionError) as raised:
        _xcom.dumps(cycle)
    assert str(raised.value) == "maximum recursion depth exceeded"
    assert _xcom.dumps([1]) == b"[1]"


def test_deep_text_is_refused_and_the_process_lives() -> None:
    for text in ("[" * 100_000 + "]" * 100_000, '{"a":' * 100_000 + "1" + "}" * 100_000):
        for function in (_xcom.loads, _xcom.loads_plain):
            with pytest.raises(RecursionError):
                function(text)
    envelope = '{"__classname__": "builtins.tuple", "__version__": 1, "__data__": ['
    with pytest.raises(RecursionError):
        _xcom.loads(envelope * 5000 + "]}" * 5000)


class Mutator:
    """Changes a container while that is encoded."""

    def __init__(self, action: Any) -> None:
        self.action = action

    def serialize(self) -> Any:
        self.action()
        return {}


def test_a_list_that_shrinks_and_grows_while_it_is_encoded() -> None:
    def build(action: str) -> list[Any]:
        items: list[Any] = []
        items += [Mutator(lambda: getattr(items, action)(*([[9] * 3] if action == "extend" else []))), 1, 2]
        return items

    for action in ("clear", "extend", "pop"):
        assert _xcom.dumps(build(action)) == sdk_dumps(build(action))


def test_a_dict_that_changes_while_it_is_encoded() -> None:
    def build(odd_keys: bool) -> dict[Any, Any]:
        items: dict[Any, Any] = {}
        items.update({"a": Mutator(lambda: items.update(new=1)), "b": 2})
        if odd_keys:
            items[1] = 2
        return items

    for odd_keys in (False, True):
        assert outcome(_xcom.dumps, build(odd_keys)) == outcome(sdk_dumps, build(odd_keys))
        assert outcome(_xcom.dumps, build(odd_keys))[2] == "dictionary changed size during iteration"


def test_python_code_that_raises_is_passed_on() -> None:
    class Failing:
        def serialize(self) -> Any:
            raise LookupError("from serialize")

    class BadKey:
        def __str__(self) -> str:
            raise LookupError("from str")

        def __hash__(self) -> int:
            return 1

    for value in ([Failing()], {BadKey(): 1}, (1, {"a": Failing()})):
        same_dumps(value)


def test_a_surrogate_text_is_read() -> None:
    assert _xcom.loads('"\ud800"') == "\ud800"


def test_large_values() -> None:
    text = "x" * 200_000_000
    encoded = _xcom.dumps([text])
    assert len(encoded) == len(text) + 4
    assert _xcom.loads(encoded) == [text]


def test_references_are_balanced() -> None:
    value = {"a": [object.__name__, 1000, 1.5], "b": {"c": "text"}}
    text = _xcom.dumps(value)
    item, key = value["a"], "c"
    before = (sys.getrefcount(item), sys.getrefcount(value["b"]), sys.getrefcount(None))
    for _ in range(1000):
        _xcom.dumps(value)
        _xcom.dumps((value, {1: item}))
        _xcom.loads(text)
        for bad in ([value, b""], [value, float("nan")]):
            with pytest.raises((TypeError, ValueError)):
                _xcom.dumps(bad)
        with pytest.raises(ValueError, match="Expecting"):
            _xcom.loads('[{"a": [1, null, "x"')
    after = (sys.getrefcount(item), sys.getrefcount(value["b"]), sys.getrefcount(None))
    assert all(abs(a - b) < 50 for a, b in zip(before, after))
    assert key in value["b"]
