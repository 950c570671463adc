"""Random values, and the slow way that the native one is compared with."""

from __future__ import annotations

import collections
import dataclasses
import datetime
import decimal
import enum
import json
import math
import zoneinfo
from typing import Any

import _xcom
from hypothesis import strategies as st


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


class Word(str, enum.Enum):
    HELLO = "hello"


@dataclasses.dataclass
class Dot:
    x: Any
    y: Any = None


class Custom:
    """A class with its own serializer, whose result is taken as it is where it is not a dict."""

    def __init__(self, data: Any) -> None:
        self.data = data

    def serialize(self) -> Any:
        return self.data


class ListChild(list):
    pass


class DictChild(dict):
    pass


class StrChild(str):
    pass


class OddKey(str):
    def __str__(self) -> str:
        return "odd"


Pair = collections.namedtuple("Pair", "a b")

texts = st.text(max_size=20) | st.text(alphabet=st.characters(categories=["Cs", "Lu"]), max_size=4)
floats = st.floats() | st.floats(allow_nan=False, allow_infinity=False)
integers = st.integers() | st.integers(-(10**40), 10**40) | st.sampled_from([2**62, 2**63, -(2**63), 2**64])

zones = st.sampled_from(
    [
        None,
        datetime.timezone.utc,
        datetime.timezone(datetime.timedelta(hours=2)),
        zoneinfo.ZoneInfo("Europe/Berlin"),
        zoneinfo.ZoneInfo("UTC"),
    ]
)
moments = st.datetimes(
    min_value=datetime.datetime(1971, 1, 1),
    max_value=datetime.datetime(2200, 1, 1),
    timezones=zones,
    allow_imaginary=True,
)

# NaN and infinities are frequent enough in `st.floats()` to hide all other errors, so most values have none of them.
fine = (
    st.none()
    | st.booleans()
    | integers
    | floats.filter(math.isfinite)
    | st.text(max_size=20)
    | moments
    | st.dates()
    | st.timedeltas()
    | st.uuids()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.sampled_from([Level.LOW, Word.HELLO, Pair(1, (2,)), collections.OrderedDict(a=(1,)), StrChild("s")])
    | st.builds(Dot, st.integers(), st.tuples(st.text(max_size=3)))
    | st.builds(Custom, st.dictionaries(st.text(max_size=3), st.tuples(st.integers())))
)
odd = (
    floats
    | texts
    | st.binary(max_size=3)
    | st.decimals()
    | st.sampled_from(
        [Colour.RED, object, 1j, range(3), datetime.time(1), Custom([1, (2, {3: 4})]), Custom({1: b""}), {"__id__": 1}]
    )
)
keys = st.text(max_size=5) | st.sampled_from(
    [1, 1.0, None, True, b"k", (1, "a"), "1", "True", Level.LOW, Word.HELLO, OddKey("o"), "__data__", "__version__"]
)


def trees(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves,
        lambda children: (
            st.lists(children, max_size=4)
            | st.dictionaries(keys, children, max_size=4)
            | st.tuples(children, children)
            | st.sets(st.integers() | st.text(max_size=3), max_size=3)
            | st.frozensets(st.integers(), max_size=3)
            | st.builds(ListChild, st.lists(children, max_size=2))
            | st.builds(DictChild, st.dictionaries(st.text(max_size=3), children, max_size=2))
            | st.builds(Dot, children, children)
        ),
        max_leaves=20,
    )


def outcome(function: Any, *arguments: Any) -> tuple[Any, ...]:
    """What a call gives or raises, in a form that can be compared."""
    try:
        return ("value", described(function(*arguments)))
    except Exception as error:
        return ("error", type(error), str(error))


def described(value: Any) -> Any:
    """A value with the types of all its parts, so that 1, 1.0 and True differ and NaN equals itself."""
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    if isinstance(value, dict):
        return (kind, [(described(key), described(item)) for key, item in value.items()])
    if isinstance(value, (list, tuple)):
        return (kind, [described(item) for item in value])
    if isinstance(value, (set, frozenset)):
        return (kind, sorted((described(item) for item in value), key=repr))
    if isinstance(value, datetime.datetime):
        return (kind, repr(value), described(value.tzinfo), value.fold)
    if dataclasses.is_dataclass(value):
        return (kind, described(vars(value)))
    return (kind, repr(value))


def sdk_dumps(value: Any) -> bytes:
    """What the SDK and its client do with a pushed value; core stores the text that `json.dumps` makes of it."""
    from airflow.sdk.serde import serialize

    wire = serialize(value)
    json.dumps(wire, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return json.dumps(wire).encode()


def sdk_loads(text: bytes | str) -> Any:
    from airflow.sdk.serde import deserialize

    return deserialize(json.loads(text))


def same_dumps(value: Any) -> None:
    """The native text is the SDK's, or the native error is that of a push."""
    assert outcome(_xcom.dumps, value) == outcome(sdk_dumps, value)
