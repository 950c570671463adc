# conformance: {"files": ["show2.py", "shapes2.py"], "pythonpath": ["."], "env": {"AIRFLOW__CORE__ALLOWED_DESERIALIZATION_CLASSES_REGEXP": "shapes2[.].*"}}
"""What is stored of values that are not plain JSON, at the top and deeper, and what comes back of it."""
import datetime as dt
import decimal
import enum
import math
import uuid
import zoneinfo

import pendulum
import shapes2 as s
from airflow import DAG
from airflow.io.path import ObjectStoragePath
from airflow.models.param import Param
from airflow.operators.python import PythonOperator
from show2 import show

D = decimal.Decimal
NAN = float("nan")
LIST = [1]
LIST.append(LIST)
DICT = {"a": 1}
DICT["self"] = [DICT]
SET_IN = {"s": {1}}
DEEP = []
for _ in range(2000):
    DEEP = [DEEP]

VALUES = {
    "tuple of list of tuple": ([(1,)], {"k": (2,)}), "tuple of dict, odd keys": ({1: 1, None: 2, (3,): 4},),
    "tuple, nan": (NAN, math.inf), "set of tuple": {(1, 2)}, "frozenset in tuple": (frozenset({1}),),
    "frozenset in list": [frozenset({1})], "set in dict in list": [{"s": {1}}], "tuple with reserved": ({"__classname__": 1},),
    "set in tuple in list": [({1},)], "empty tuple": (), "tuple subclass": s.Tuple([1]), "tuple subclass in list": [s.Tuple([1])],
    "namedtuple": s.Point(1, (2,)), "namedtuple in list": [s.Point(1, (2,))], "namedtuple in tuple": (s.Point(1, 2),),
    "int enum": s.Number.ONE, "int enum in list": [s.Number.ONE], "int enum key": {s.Number.ONE: 1}, "enum key": {enum.Enum("E", "A").A: 1},
    "text": s.Text("t"), "text key": {s.Text("t"): 1}, "dict subclass": s.Dict(a=(1,)), "bool keys": {True: 1, False: 2},
    "float keys": {1.5: 1, NAN: 2, math.inf: 3}, "same keys": {1: "a", "1": "b"}, "date key": {dt.date(2026, 1, 1): 1},
    "bytes key": {b"a": 1}, "surrogate": "a\ud800b", "surrogate key": {"\udfff": 1}, "pair": "\U0001f600", "minus inf": -math.inf,
    "huge": 10**400, "list in itself": LIST, "dict in itself": DICT, "deep": DEEP, "decimal": D("1.5"), "decimal whole": D("100"),
    "decimal nan": D("NaN"), "decimal key": {D("1"): 1}, "decimals": [D("1E+30"), D("0.1"), D("-0")], "uuid": [uuid.UUID(int=1)],
    "zoneinfo": zoneinfo.ZoneInfo("Europe/Paris"), "datetime zoneinfo": dt.datetime(2026, 7, 1, tzinfo=zoneinfo.ZoneInfo("Asia/Tokyo")),
    "datetime offset": dt.datetime(2026, 7, 1, tzinfo=dt.timezone(dt.timedelta(hours=2))), "timezone": dt.timezone.utc,
    "pendulum fixed": pendulum.datetime(2026, 1, 1, tz=pendulum.FixedTimezone(3600)), "delta": [dt.timedelta(seconds=1.5)],
    "fixed zone": pendulum.FixedTimezone(0), "date in tuple": (dt.date(2026, 1, 1),), "pendulum date in list": [pendulum.date(2026, 1, 1)],
    "dataclass": s.Outer(s.Inner(1), [s.Inner(2), (3,)]), "dataclass of set": s.Inner({1}), "dataclass of thing": s.Inner(s.Thing()),
    "attrs": s.Attrs((1,)), "attrs of attrs": s.Attrs(s.Attrs(1)), "attrs in list": [s.Attrs(1)], "pydantic": s.Model(a=1, many=[(1,)]),
    "pydantic in pydantic": s.Parent(child=s.Model(a=1)), "pydantic of date": s.Parent(child=s.Model(a=1), when=dt.date(2026, 1, 1)),
    "pydantic of thing": s.Parent(child=s.Model(a=1), when=s.Thing()), "own dict": s.Own({"a": (1,)}), "own tuple": s.Own((1, 2)),
    "own list": s.Own([1, (2,)]), "own text": s.Own("x"), "own thing": s.Own(s.Thing()), "own set": s.Own({1}), "thing": s.Thing(),
    "thing in tuple": (s.Thing(),), "thing in dict": {"a": [s.Thing()]}, "thing in set": {s.Thing()}, "class": s.Thing, "param": Param(5, type="integer"),
    "path": ObjectStoragePath("file:///data/x"),
    "reserved top": {"__id__": 1}, "reserved deep": {"a": {"__id__": 1}}, "classname deep": [{"__classname__": "x"}],
    "envelope deep": [{"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1]}],
    "envelope of unknown": [{"__classname__": "os.system", "__version__": 1, "__data__": "ls"}],
    "envelope, no text": [{"__classname__": 5, "__version__": 1}], "envelope, newer": [{"__classname__": "builtins.set", "__version__": 2, "__data__": []}],
    "envelope, uuid": [{"__classname__": "uuid.UUID", "__version__": 1, "__data__": str(uuid.UUID(int=1))}],
    "envelope, empty": [{"__classname__": "", "__version__": 1, "__data__": 1}],
    "envelope, attrs": [{"__classname__": "shapes2.Attrs", "__version__": 0, "__data__": {"a": 1}}],
    "envelope, newer attrs": [{"__classname__": "shapes2.Attrs", "__version__": 7, "__data__": {"a": 1}}],
    "envelope, thing": [{"__classname__": "shapes2.Thing", "__version__": 0, "__data__": {}}],
    "envelope, missing": [{"__classname__": "shapes2.No", "__version__": 0, "__data__": {}}],
    "old tuple": {"__type": "tuple", "__var": [1]}, "old set": {"__type": "set", "__var": [1]}, "old dict": {"__type": "dict", "__var": {"a": 1}},
    "old dict deep": [{"__type": "dict", "__var": {"a": (1,)}}], "old full": {"__type": "builtins.set", "__var": [1]},
}


def push(ti):
    return {name: show(ti.xcom_push, name, value) for name, value in VALUES.items()}


def described(value):
    if isinstance(value, (list, tuple)) and len(value) == 1 and type(value) is not s.Point:
        return [type(value).__name__, described(value[0])] if repr(value).count("[") < 50 else "deep"
    if isinstance(value, dict):
        return {key: described(item) for key, item in value.items()}
    return f"{type(value).__module__}.{type(value).__qualname__} {ascii(value)[:300]}"


def pull(ti):
    out = {}
    for name in [name for name in VALUES if name != "path"]:
        try:
            out[name] = described(ti.xcom_pull("push", key=name))
        except BaseException as error:
            out[name] = f"{type(error).__name__}: {str(error)[:200]}"
    return out


with DAG("af2_serde", schedule=None) as dag:
    PythonOperator(task_id="push", python_callable=push) >> PythonOperator(task_id="pull", python_callable=pull)
