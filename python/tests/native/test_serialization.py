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
    same_dumps,
    sdk_loads,
    trees,
)

settings.register_profile("native", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("native")


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
