"""The native serialization against the SDK's and against Python's json, on random and on hostile values."""

from __future__ import annotations

import datetime
import decimal
import json
import math
import struct
import sys
import uuid
from typing import Any

import _xcom
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from .values import (
    Custom,
    Dot,
    OddKey,
    Pair,
    described,
    fine,
    odd,
    outcome,
    sdk_dumps,
    sdk_loads,
    trees,
)

settings.register_profile("native", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("native")


def same_dumps(value: Any) -> None:
    assert outcome(_xcom.dumps, value) == outcome(sdk_dumps, value)


@settings(max_examples=500)
@given(trees(fine))
def test_dumps_is_the_sdks(value: Any) -> None:
    same_dumps(value)


@settings(max_examples=500)
@given(trees(fine | odd))
def test_dumps_raises_as_a_push_does(value: Any) -> None:
    same_dumps(value)


@settings(max_examples=500)
@given(trees(fine))
def test_loads_is_the_sdks(value: Any) -> None:
    text = _xcom.dumps(value)
    assert outcome(_xcom.loads, text) == outcome(sdk_loads, text)
    assert outcome(_xcom.loads, text.decode()) == outcome(sdk_loads, text)


classnames = st.sampled_from(
    [
        "builtins.tuple",
        "builtins.set",
        "builtins.frozenset",
        "builtins.list",
        "datetime.datetime",
        "datetime.date",
        "datetime.timedelta",
        "pendulum.datetime.DateTime",
        "pendulum.date.Date",
        "decimal.Decimal",
        "uuid.UUID",
        "zoneinfo.ZoneInfo",
        "pendulum.tz.timezone.Timezone",
        "no.such.Class",
        "",
        1,
    ]
)
plain = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "2024-02-29",
            "12345678123456781234567812345678",
            "UTC",
            {"timestamp": 1e9, "tz": None},
            {"timestamp": 5, "tz": None},
            {"timestamp": "5", "tz": None},
            {"timestamp": 1e300, "tz": None},
            {"timestamp": 1e9, "tz": "UTC"},
            {"tz": None},
            *[
                {
                    "timestamp": 1.5e9,
                    "tz": {
                        "__classname__": "builtins.tuple",
                        "__version__": version,
                        "__data__": [name, kind, number, flag],
                    },
                }
                for version in (1, 2)
                for name in ("UTC", "Europe/Berlin", "", "nowhere", 3600, 1.5, None)
                for kind, number, flag in (
                    ("pendulum.tz.timezone.FixedTimezone", 1, True),
                    ("zoneinfo.ZoneInfo", 1, True),
                    ("zoneinfo.ZoneInfo", 2, True),
                    ("", 0, False),
                )
            ],
        ]
    )
)


def envelopes(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {"__classname__": classnames},
        optional={
            "__version__": st.sampled_from([0, 1, 2, 3, -1, True, 1.0, "1", None, 10**30]),
            "__data__": children,
            "__type": st.sampled_from(["tuple", "dict", "datetime"]),
            "__var": children,
            "more": children,
        },
    )


wires = st.recursive(
    plain,
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.text(max_size=4) | st.sampled_from(["__data__", "__version__", "__type", "__var"]), children
        )
        | envelopes(children)
        | st.fixed_dictionaries({"__type": st.sampled_from(["tuple", "dict", "set"]), "__var": children})
    ),
    max_leaves=12,
)


@settings(max_examples=2000)
@given(wires)
def test_loads_of_any_envelope_is_the_sdks(wire: Any) -> None:
    text = json.dumps(wire)
    assert outcome(_xcom.loads, text) == outcome(sdk_loads, text)


@given(wires, st.booleans(), st.integers(0, 4))
def test_loads_of_other_spellings_is_pythons(wire: Any, ascii: bool, indent: int) -> None:
    text = json.dumps(wire, ensure_ascii=ascii, indent=indent or None)
    assert outcome(_xcom.loads_plain, text) == outcome(json.loads, text)
    encoded = text.encode("utf-8", "surrogatepass")
    assert outcome(_xcom.loads_plain, encoded) == outcome(json.loads, encoded)


@settings(max_examples=2000)
@given(st.text(alphabet='[]{}":,.0123456789eE+-\\ untrfalsNIy\n\u00e9/ud8', max_size=14))
@example("01")
@example("1.")
@example("-")
@example("1e5")
@example("-Infinity")
@example('"\\ud83d\\ude00\\ud83d"')
@example('"\\ud83d\\u0041"')
@example('{"a": 1, "a": 2}')
@example('"\t"')
@example("")
@example("\ufeff1")
def test_any_text_is_read_or_refused_as_python_does(text: str) -> None:
    assert outcome(_xcom.loads_plain, text) == outcome(json.loads, text)
    assert outcome(_xcom.loads_plain, text.encode()) == outcome(json.loads, text.encode())


@settings(max_examples=3000)
@given(st.integers(0, 2**64 - 1))
@example(struct.unpack("<Q", struct.pack("<d", 5e-324))[0])
def test_doubles_are_written_and_read_as_python_does(bits: int) -> None:
    (number,) = struct.unpack("<d", struct.pack("<Q", bits))
    if math.isfinite(number):
        text = json.dumps(number).encode()
        assert _xcom.dumps_plain(number) == text
        assert described(_xcom.loads_plain(text)) == described(number)


@pytest.mark.parametrize("base", [1e-7, 1e-5, 1e-4, 1e15, 1e16, 2.0**53, 2.0**54, 1e17, 1e22, 123456789012345.6])
def test_doubles_near_the_change_of_form(base: float) -> None:
    for number in (base, math.nextafter(base, 0), math.nextafter(base, math.inf), -base, base * 3, base / 7):
        assert _xcom.dumps_plain(number) == json.dumps(number).encode()


@given(st.text(alphabet="0123456789", min_size=1, max_size=25), st.text(alphabet="0123456789", max_size=25))
def test_decimal_texts_are_read_as_python_does(whole: str, fraction: str) -> None:
    text = f"{int(whole)}.{fraction}" if fraction else str(int(whole))
    assert described(_xcom.loads_plain(text)) == described(json.loads(text))


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


VALUES = {
    "colliding keys": {1: "a", "x": 2, "1": "b", True: "c", "True": "d"},
    "a failure that another value replaces": {"1": [float("nan"), "\ud800"], 1: 2},
    "a number that another value replaces": [{"1": float("nan"), 1: 2}, {"2": "\ud800", 2: 2}],
    "a namedtuple": Pair(1, [Pair((), {})]),
    "a tuple in a dataclass": Dot((1, 2), Dot({1}, b"".decode())),
    "a deep custom result": [{"a": (Custom([1, (2,), None, True, {1: 2, None: 3, True: 4, 1.5: 5}]),)}],
    "a whole decimal": decimal.Decimal("1E+30"),
    "uuid": [uuid.UUID(int=2**128 - 1)],
    "microseconds": datetime.timedelta(microseconds=1),
    "a fold": datetime.datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=__import__("zoneinfo").ZoneInfo("Europe/Berlin")),
    "controls": "".join(map(chr, range(0x100))),
    "long text with one escape": "x" * 1000 + '"' + "y" * 1000,
    "an integer of 4000 digits": -(10**4000),
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_values(value: Any) -> None:
    assert outcome(_xcom.dumps, value)[0] == "value"
    same_dumps(value)
    text = _xcom.dumps(value)
    assert outcome(_xcom.loads, text) == outcome(sdk_loads, text)


def test_pendulum() -> None:
    pendulum = pytest.importorskip("pendulum")
    for zone in (
        "UTC",
        "Europe/Berlin",
        pendulum.tz.timezone.FixedTimezone(3600),
        pendulum.tz.timezone.FixedTimezone(0),
    ):
        moment = pendulum.datetime(2024, 7, 1, 12, 30).in_timezone(zone)
        for value in (moment, moment.date(), [moment.naive()], moment.timezone):
            same_dumps(value)
            text = _xcom.dumps(value)
            assert outcome(_xcom.loads, text) == outcome(sdk_loads, text)
    for value in (pendulum.duration(days=1), moment - moment, moment.time()):
        same_dumps(value)


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
    with pytest.raises(RecursionError, match="^maximum recursion depth exceeded$"):
        _xcom.dumps(cycle)
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
