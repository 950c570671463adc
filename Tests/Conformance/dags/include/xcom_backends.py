"""XCom backends as users wrote them over the years."""
import json
import os
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from airflow.models.xcom import BaseXCom

ROOT = Path(os.environ.get("XCOM_BACKENDS_ROOT", "/nonexistent"))
PREFIX = "xcom_file://"


def note(what, **fields):
    """What the backend was called with, a line each."""
    ROOT.mkdir(parents=True, exist_ok=True)
    with (ROOT / "calls.log").open("a") as log:
        log.write(f"{what} {json.dumps(fields, default=str, sort_keys=True)}\n")


class Airflow2Backend(BaseXCom):
    """The pattern of the Airflow 2 documentation: references for dicts, other values as they are."""

    @staticmethod
    def serialize_value(
        value: Any, key=None, task_id=None, dag_id=None, run_id=None, map_index=None, **kwargs
    ) -> Any:
        if isinstance(value, dict):
            name = f"{uuid.uuid5(uuid.NAMESPACE_URL, f'{task_id} {key} {map_index}')}.json"
            ROOT.mkdir(parents=True, exist_ok=True)
            (ROOT / name).write_text(json.dumps(value, default=str))
            note("serialize", key=key, task_id=task_id, dag_id=dag_id, map_index=map_index, other=sorted(kwargs))
            value = PREFIX + name
        return BaseXCom.serialize_value(value)

    @staticmethod
    def deserialize_value(result: "Any") -> Any:
        value = BaseXCom.deserialize_value(result)
        if isinstance(value, str) and value.startswith(PREFIX):
            return json.loads((ROOT / value[len(PREFIX):]).read_text())
        return value

    def orm_deserialize_value(self) -> str:
        return f"XCom is in {self.value}"

    @staticmethod
    def purge(xcom: Any, session: Any = None) -> None:
        note("purge", key=xcom.key, value=xcom.value, kind=type(xcom).__name__, session=session)


class Airflow2SessionBackend(Airflow2Backend):
    """Airflow 2 called purge with a session."""

    @classmethod
    def purge(cls, xcom: Any, session: Any) -> None:
        note("purge", key=xcom.key)


class ClassMethodBackend(BaseXCom):
    @classmethod
    def serialize_value(cls, value, **kwargs):
        return super().serialize_value({"by": cls.__name__, "value": value, "with": sorted(kwargs)}, **kwargs)

    @classmethod
    def deserialize_value(cls, result):
        fields = getattr(result, "_fields", None) or type(result).model_fields
        return {"read": super().deserialize_value(result), "fields": sorted(fields)}

    @classmethod
    def purge(cls, xcom, *args):
        note("purge", key=xcom.key, value=xcom.value, args=args)


class NoKwargsBackend(BaseXCom):
    @staticmethod
    def serialize_value(value):
        return BaseXCom.serialize_value(value)


class WireBackend(BaseXCom):
    """Returns what no JSON column takes as it is."""

    @staticmethod
    def serialize_value(value, *, key=None, **kwargs):
        return {
            "bytes": b"bytes",
            "bad bytes": b"\xff",
            "text": json.dumps({"a": "\u00e9"}),
            "a tuple": (1, (2, 3)),
            "set": {1},
            "nan": float("nan"),
            "infinity in a list": [float("inf")],
            "int keys": {1: "one", 2: {3: 4}},
            "none key": {None: 1},
            "date": date(2026, 1, 1),
            "date in a list": [date(2026, 1, 1)],
            "object": object,
            "path": Path("/a"),
            "uuid": uuid.UUID(int=1),
            "surrogate": "\ud800",
            "escaped pair": ["\U0001f5dd \\ud800"],
            "envelope": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1, 2]},
            "bad envelope": {"__classname__": "nobody.Nothing", "__version__": 1, "__data__": [1, 2]},
            "none": None,
        }.get(key, BaseXCom.serialize_value(value))


class RaisingBackend(BaseXCom):
    @staticmethod
    def serialize_value(value, *, key=None, **kwargs):
        if key == "refused":
            raise PermissionError("no such bucket")
        return BaseXCom.serialize_value(value)

    @staticmethod
    def deserialize_value(result):
        if result.value == "unreadable":
            raise LookupError("the object is gone")
        return (result.key, result.value)
