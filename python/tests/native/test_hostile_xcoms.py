"""Hostile values on their way through the store: what a push and a pull do with them is what Airflow does."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import _xcom
import pytest

from .stores import DAG, RUN, Store
from .test_hostile_values import ERRORS, nested
from .values import OddKey, outcome, sdk_dumps, sdk_loads

ADDRESS = (DAG, RUN, "one", -1, "k")


def push(value: Any) -> None:
    assert _xcom.push(*ADDRESS, value, None, False) is None


def pull() -> Any:
    return _xcom.pull(DAG, RUN, ["one"], "k", False, [-1], True, None)


def sdk_push(value: Any) -> bytes:
    """The text that a push leaves in Airflow: through the SDK's message, which has a say in what it carries."""
    from airflow.sdk.execution_time.comms import SetXCom
    from airflow.sdk.serde import serialize

    wire = serialize(value)
    SetXCom(key="k", value=wire, dag_id=DAG, run_id=RUN, task_id="one", map_index=-1)
    return sdk_dumps(value)


class Unshowable:
    def __repr__(self) -> str:
        raise LookupError("from repr")


class UnshowableText(str):
    def __repr__(self) -> str:
        raise LookupError("from repr")

    __str__ = __repr__


class Unserializable:
    def serialize(self) -> Any:
        raise LookupError("from serialize")


class SerializesToItself:
    def serialize(self) -> Any:
        return {"self": self}


def cycle_of_dicts() -> Any:
    value: dict[str, Any] = {}
    value["again"] = [value]
    return value


class Grower:
    """Adds to the list that it is in, without an end but its own limit."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def serialize(self) -> Any:
        if len(self.items) < 5000:
            self.items.append(Grower(self.items))
        return {"n": 1}


def growing_list() -> list[Any]:
    items: list[Any] = []
    items.append(Grower(items))
    return items


REFUSED = {
    **ERRORS,
    "infinity": float("inf"),
    "minus infinity, deep inside": {"a": [(1, {"b": -float("inf")})]},
    "a cycle of dicts": cycle_of_dicts(),
    "repr raises": Unshowable(),
    "repr raises, inside of a list": [1, Unshowable()],
    "repr raises, as a key": {Unshowable(): 1},
    "serialize raises": {"a": [Unserializable()]},
    "serialize gives itself": SerializesToItself(),
    "__classname__ as a key": {"__classname__": "builtins.int"},
    "__id__ as a key, deep inside": [{"a": ({"__id__": 1},)}],
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED.keys())
def test_what_airflow_refuses_is_refused_and_nothing_is_stored(store: Store, value: Any) -> None:
    push("before")
    slow = outcome(sdk_push, value)
    fast = outcome(push, value)
    assert slow[0] == "error"
    if slow[1] is RecursionError:
        assert fast[1] is RecursionError
    else:
        assert fast == slow
    assert pull() == "before"


@pytest.mark.parametrize("depth", [1000, 100_000])
@pytest.mark.parametrize("wrap", [lambda v: [v], lambda v: {"d": v}, lambda v: (v,), lambda v: {1: v}])
def test_deep_values_are_refused_and_nothing_is_stored(store: Store, wrap: Any, depth: int) -> None:
    value = nested(depth, wrap)
    with pytest.raises(RecursionError, match="^maximum recursion depth exceeded"):
        push(value)
    assert store.rows() == {}
    # Python itself frees a value of that depth without calls only where each level is a container of its own.
    while isinstance(value, (list, tuple, dict)):
        value = next(iter(value.values())) if isinstance(value, dict) else value[0]


KEPT = {
    "NUL": {"a\0b": ["\0", "x\0y\0"]},
    "control characters": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029",
    "beyond the BMP": {"\U0001f600": "\U0010ffff"},
    "integers of 4300 digits": [10**4299, -(10**4299)],
    "beyond 64 bits": [2**63, -(2**63) - 1, 2**64],
    "floats at their limits": [5e-324, 1.7976931348623157e308, -0.0, 1e16, 1e-7],
    "keys that collide as text": {1: "int", "1": "str", None: "none", "None": "str", True: "bool", 1.5: "f"},
    "a str key that collides with True": {"True": 1, True: 2},
    "a str subclass as key": {OddKey("odd"): 1},
    "keys of the envelope that are not reserved": {"__version__": 1, "__data__": [1], "__type": 1, "__var": 2},
    "an empty key": {"": {"": []}},
    "a text whose repr raises": UnshowableText("x"),
    "a growing list": growing_list,
    "wide and shallow": [[i] for i in range(50_000)],
}


@pytest.mark.parametrize("value", KEPT.values(), ids=KEPT.keys())
def test_what_airflow_takes_is_stored_and_read_as_airflow_does(store: Store, value: Any) -> None:
    make = value if callable(value) else lambda: value
    push(make())
    stored = store.rows()[(*ADDRESS,)].encode()
    assert stored == sdk_push(make())
    assert outcome(pull) == outcome(sdk_loads, stored)


def envelope(classname: object, data: str, version: object = 1) -> str:
    return f'{{"__classname__": {json.dumps(classname)}, "__version__": {version}, "__data__": {data}}}'


STORED = {
    "an escaped lone surrogate": r'["\ud800", "\udc00\ud800", {"\udfff": 1}]',
    "a surrogate pair": r'"\ud83d\ude00"',
    "NUL": r'{"\u0000": "\u0000a"}',
    "NaN and infinities": "[NaN, Infinity, -Infinity]",
    "an integer of 5000 digits": "[" + "7" * 5000 + "]",
    "a float of 5000 digits": "0." + "7" * 5000,
    "a float beyond all": "[1e400, -1e400, 1e-400]",
    "a key that comes twice": '{"a": 1, "b": 2, "a": 3}',
    "no JSON": "[1, 2",
    "nothing": "",
    "text behind the value": "1 2",
    "a control character": '"\n"',
    "a byte order mark": "\ufeff1",
    "a class that is not allowed": envelope("os.system", '"ls"'),
    "a class that is nowhere": envelope("airflow.nowhere.Nothing", "1"),
    "a class name that is not text": envelope(1, "1"),
    "a class name that is empty": envelope("", "1"),
    "a newer version": envelope("builtins.tuple", "[1]", 99),
    "a version that is not a number": envelope("builtins.tuple", "[1]", '"x"'),
    "a tuple that is none": envelope("builtins.tuple", "5"),
    "a set of lists": envelope("builtins.set", "[[1]]"),
    "a datetime of nothing": envelope("datetime.datetime", "{}", 2),
    "a datetime beyond all years": envelope("datetime.datetime", '{"timestamp": 1e18, "tz": null}', 2),
    "a datetime of NaN": envelope("datetime.datetime", '{"timestamp": NaN, "tz": null}', 2),
    "a timedelta beyond all": envelope("datetime.timedelta", "1e300", 2),
    "a date that is none": envelope("datetime.date", '"2026-02-30"', 2),
    "a decimal that is none": envelope("decimal.Decimal", '"x"'),
    "a UUID that is none": envelope("uuid.UUID", '"x"'),
    "an envelope without version": '{"__classname__": "builtins.tuple", "__data__": [1]}',
    "an envelope without data": '{"__classname__": "builtins.tuple", "__version__": 1}',
    "an old envelope": '{"__type": "dict", "__var": {"a": 1}}',
    "an old envelope of nothing": '{"__type": "nothing"}',
}


def stored(store: Store, text: str) -> None:
    push(None)
    with sqlite3.connect(store.path) as database:
        database.execute("UPDATE xcom SET value = ?", (text,))
    database.close()


@pytest.mark.parametrize("text", STORED.values(), ids=STORED.keys())
def test_a_hostile_row_is_read_as_airflow_reads_it(store: Store, text: str) -> None:
    stored(store, text)
    assert outcome(pull) == outcome(sdk_loads, text)
    assert outcome(_xcom.loads, text) == outcome(sdk_loads, text)


@pytest.mark.parametrize(
    ("start", "end"),
    [("[", "]"), ('{"a":', "}"), ('{"__classname__": "builtins.tuple", "__version__": 1, "__data__": [', "]}")],
)
def test_a_row_that_nests_deeply_is_refused(store: Store, start: str, end: str) -> None:
    stored(store, start * 100_000 + "1" + end * 100_000)
    with pytest.raises(RecursionError):
        pull()
    stored(store, "[1]")
    assert pull() == [1]


MEASURE = """
import gc, pathlib, sys, sqlite3
import airflow.sdk.serde, _xcom, json
from tests.native.stores import DAG, RUN, Store

def status(field):
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith(field))

def peak(function):
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    before = status("VmRSS")
    result = function()
    return result, status("VmHWM") - before, status("VmHWM") - status("VmRSS")

store = Store(pathlib.Path(sys.argv[1]))
address = (DAG, RUN, "one", -1)
_xcom.push(*address, "warm", [1], None, False)
value = {value}
_, pushed, _ = peak(lambda: _xcom.push(*address, "k", value, None, False))
with sqlite3.connect(store.path) as database:
    size = database.execute("SELECT length(CAST(value AS BLOB)) FROM xcom WHERE key = 'k'").fetchone()[0]
database.close()
result, _, pulled = peak(lambda: _xcom.pull(DAG, RUN, ["one"], "k", False, [-1], True, None))
assert result == value
del result
message = json.dumps({{"type": "SetXCom", "key": "m", "value": value, "dag_id": DAG, "run_id": RUN, "task_id": "one"}})
message = message.encode()
_, sent, _ = peak(lambda: _xcom.send(message))
message = json.dumps({{"type": "GetXCom", "key": "m", "dag_id": DAG, "run_id": RUN, "task_id": "one"}}).encode()
_, _, got = peak(lambda: _xcom.send(message))
print(json.dumps([size, pushed / size, pulled / size, sent / size, got / size]))
"""

LARGE = {
    "a text of 200 MB": "'x' * 200_000_000",
    "a wide text": "'é' * 10_000_000",
    "a text of escapes": "'\\n' * 30_000_000",
    "a list of records": "[dict(id=i, name=f'name {i}', score=i / 4, tags=['a', 'b'], note=None) for i in range(500_000)]",
}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="needs Linux's /proc")
@pytest.mark.parametrize("value", LARGE.values(), ids=LARGE.keys())
def test_a_large_value_takes_less_than_three_times_its_size(tmp_path: Path, value: str) -> None:
    """Beside what is given and what comes back: of a push and of a pull, and of the messages that carry them otherwise."""
    python = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(value=value), tmp_path],
        cwd=python,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(python), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    size, *factors = json.loads(done.stdout)
    assert size > 40_000_000
    assert all(factor < 3 for factor in factors), factors
