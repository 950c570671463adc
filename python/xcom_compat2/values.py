"""Values as Airflow 2 stores them (V1, V3-V8): `json.dumps`, with an envelope around what JSON has no word for.

Classes with a serializer of their own have the SDK's, which are those of Airflow 2; where they are not, it stands here.
"""

from __future__ import annotations

import dataclasses
import enum
from functools import cache
from typing import Any

import _xcom

CLASSNAME, VERSION, DATA, SCHEMA_ID = "__classname__", "__version__", "__data__", "__id__"
# How envelopes were written before Airflow 2.5.
_OLD_TYPE, _OLD_DATA, _OLD_DICT = "__type", "__var", "dict"

# Airflow 3's serializers that Airflow 2 has not.
_NEW = {"uuid.UUID", "pendulum.date.Date", "pydantic.main.BaseModel", "numpy.float32", "numpy.bool"}
# Classes that have moved. Their envelopes have the names that they had.
_NAMES = {
    "airflow.sdk.definitions.param.Param": "airflow.models.param.Param",
    "airflow.sdk.definitions.param.ParamsDict": "airflow.models.param.ParamsDict",
    "airflow.sdk.io.store.ObjectStore": "airflow.io.store.ObjectStore",
    "airflow.sdk.io.path.ObjectStoragePath": "airflow.io.path.ObjectStoragePath",
}
_COLLECTIONS = {"builtins.tuple", "builtins.set", "builtins.frozenset"}


@cache
def _sdk() -> Any:
    from airflow.sdk import serde

    return serde


def dumps(value: Any) -> bytes:
    """The JSON text that is stored; TypeError and others where the value is refused."""
    if isinstance(value, dict) and (CLASSNAME in value or SCHEMA_ID in value):
        raise AttributeError(f"reserved key {CLASSNAME} found in dict to serialize")
    if isinstance(value, tuple):
        value = _default(value)
    return _xcom.dumps_json(value, _default)


def loads(text: bytes) -> Any:
    """The value of a stored text; ImportError for a class that is not on the allow list."""
    return _xcom.loads_json(text, deserialize)


def _default(value: Any) -> Any:
    try:
        return serialize(value)
    except TypeError:
        raise TypeError(f"Object of type {value.__class__.__name__} is not JSON serializable") from None


def serialize(value: Any, depth: int = 0) -> Any:
    """Plain JSON for a value that is not; inside it everything that is no JSON has an envelope, tuples too."""
    if depth == _sdk().MAX_RECURSION_DEPTH:
        raise RecursionError("maximum recursion depth reached for serialization")
    if value is None or isinstance(value, int | float | str):
        return value.value if isinstance(value, enum.Enum) else value
    if isinstance(value, list):
        return [serialize(item, depth + 1) for item in value]
    if isinstance(value, dict):
        if CLASSNAME in value or SCHEMA_ID in value:
            raise AttributeError(f"reserved key {CLASSNAME} or {SCHEMA_ID} found in dict to serialize")
        return {str(key): serialize(item, depth + 1) for key, item in value.items()}
    name = "builtins.tuple" if _has(value, "_asdict", "_fields", "_field_defaults") else _sdk().qualname(value)
    serializer = None if name in _NEW else _sdk()._serializers.get(name)
    if serializer is not None:
        data, named, version, is_serialized = serializer.serialize(value)
        if is_serialized:
            if name == "builtins.tuple":
                named = name
            elif name == "numpy.bool_":
                data = True  # Airflow 2 takes the truth of numpy, not of the value.
            return {CLASSNAME: named, VERSION: version, DATA: serialize(data, depth + 1)}
    data = _members(value, depth)
    if name == "airflow.sdk.definitions.param.Param":
        data.pop("source", None)
    return {CLASSNAME: _NAMES.get(name, name), VERSION: getattr(type(value), VERSION, 0), DATA: data}


def _members(value: Any, depth: int) -> Any:
    kind = type(value)
    if hasattr(value, "serialize"):
        data = value.serialize()
        return serialize(data, depth + 1) if isinstance(data, dict) else data
    if _is_pydantic(kind):
        return serialize(value.model_dump(), depth + 1)
    if dataclasses.is_dataclass(kind):
        return serialize(dataclasses.asdict(value), depth + 1)
    import attr

    if attr.has(kind):
        members = attr.asdict(value, recurse=False, filter=lambda attribute, _: attribute.init)
        return serialize(members, depth + 1)
    raise TypeError(f"cannot serialize object of type {kind}")


def deserialize(value: Any) -> Any:
    """What stands for a part of a value that was read; its own parts may have been looked at already."""
    if isinstance(value, list | tuple | set | frozenset):
        items = [deserialize(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else set(items) if isinstance(value, set) else items
    if not isinstance(value, dict):
        return value
    if _OLD_TYPE in value and _OLD_DATA in value:
        if value[_OLD_TYPE] == _OLD_DICT:
            value = value[_OLD_DATA]
        else:
            value = {CLASSNAME: value[_OLD_TYPE], VERSION: 0, DATA: value[_OLD_DATA]}
    if CLASSNAME not in value or VERSION not in value:
        return {str(key): deserialize(item) for key, item in value.items()}
    name, version = value[CLASSNAME], value[VERSION]
    if not isinstance(name, str) or not isinstance(version, int):
        raise ValueError(f"cannot decode {value!r}")
    if not name:
        raise TypeError("classname cannot be empty")
    return _made(name, version, value.get(DATA))


def _made(name: str, version: int, data: Any) -> Any:
    from airflow.sdk.module_loading import import_string

    serde = _sdk()
    known = serde._deserializers.get(name) if name not in _NEW else None
    if known is None and not serde._match(name):
        raise ImportError(
            f"{name} was not found in allow list for deserialization imports. "
            "To allow it, add it to allowed_deserialization_classes in the configuration"
        )
    kind = import_string(name)
    if name in _COLLECTIONS and version > 1:
        raise TypeError("serialized version is newer than class version")
    if known is not None:
        return known.deserialize(kind, version, _with_zone(deserialize(data)))
    if hasattr(kind, "deserialize"):
        return kind.deserialize(deserialize(data), version)
    import attr

    if attr.has(kind) or dataclasses.is_dataclass(kind) or _is_pydantic(kind):
        if version > (own := getattr(kind, VERSION, 0)):
            raise TypeError("serialized version of %s is newer than module version (%s > %s)", name, version, own)
        return kind(**deserialize(data))
    raise TypeError(f"No deserializer found for {name}")


def _with_zone(data: Any) -> Any:
    """The data of a datetime with a zone of zoneinfo; Airflow 3 has lost the name of its class."""
    zone = data.get("tz") if isinstance(data, dict) else None
    if isinstance(zone, tuple) and "zoneinfo.ZoneInfo" in str(zone[1]):
        from zoneinfo import ZoneInfo

        return {**data, "tz": (zone[0], ZoneInfo, *zone[2:])}
    return data


def _is_pydantic(kind: type) -> bool:
    return _has(kind, "model_config", "model_fields", "model_fields_set")


def _has(value: Any, *names: str) -> bool:
    return all(hasattr(value, name) for name in names)
