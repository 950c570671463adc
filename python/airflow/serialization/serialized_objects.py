"""`airflow.serialization.serialized_objects`: what triggers of older versions were stored as can be read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from airflow._facade.core_only import Machinery, NeedsWholeAirflow

# Parts of DAGs, in classes of the scheduler's own.
_OF_THE_SCHEDULER = frozenset(
    "asset asset_alias asset_all asset_any asset_event_accessor asset_event_accessors asset_ref dag"
    " dag_callback_request deadline_alert edgeinfo mapped_argument operator param task_callback_request taskgroup"
    " xcomref".split()
)


class BaseSerialization(metaclass=Machinery):
    """Airflow's encoding before the Task SDK's serde: `{"__type": ..., "__var": ...}`."""

    @classmethod
    def deserialize(cls, encoded_var: Any) -> Any:
        """The value that was encoded. What only a whole Airflow has in it, a DAG for one, needs a whole Airflow."""
        if encoded_var is None or isinstance(encoded_var, bool | int | float | str):
            return encoded_var
        if isinstance(encoded_var, list):
            return [cls.deserialize(item) for item in encoded_var]
        if not isinstance(encoded_var, dict):
            raise ValueError(f"The encoded_var should be dict and is {type(encoded_var)}")
        content, kind = encoded_var["__var"], encoded_var["__type"]
        if kind in _OF_THE_SCHEDULER:
            raise NeedsWholeAirflow(f"{cls.__module__}.BaseSerialization.deserialize of {kind!r}")
        if (decode := _DECODERS.get(kind)) is None:
            raise TypeError(f"Invalid type {kind!s} in deserialization.")
        return decode(content)


def _relativedelta(content: dict[str, Any]) -> Any:
    from dateutil.relativedelta import relativedelta, weekday

    days = {"weekday": weekday(*content["weekday"])} if "weekday" in content else {}
    return relativedelta(**{**content, **days})


def _moment(content: float) -> Any:
    from airflow.sdk._shared.timezones.timezone import from_timestamp

    return from_timestamp(content)


def _zone(content: Any) -> Any:
    from airflow.sdk._shared.timezones.timezone import parse_timezone

    return parse_timezone(content)


def _exception(content: Any, prefix: str = "") -> BaseException:
    from airflow.sdk._shared.module_loading import import_string

    found = BaseSerialization.deserialize(content)
    error: BaseException = import_string(prefix + found["exc_cls_name"])(*found["args"], **found["kwargs"])
    return error


def _trigger(content: Any) -> Any:
    from airflow.sdk._shared.module_loading import import_string

    name, kwargs = BaseSerialization.deserialize(content)
    return import_string(name)(**kwargs)


def _pod(content: Any) -> Any:
    from airflow.providers.cncf.kubernetes.pod_generator import PodGenerator  # type: ignore[import-not-found]

    return PodGenerator.deserialize_model_dict(content)


def _made(path: str) -> Callable[[dict[str, Any]], Any]:
    """Of classes that take what they were encoded to."""

    def make(content: dict[str, Any]) -> Any:
        from airflow.sdk._shared.module_loading import import_string

        return import_string(path)(**content)

    return make


def _not_set(content: Any) -> Any:
    from airflow.serialization.definitions.notset import NOTSET

    return NOTSET


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "dict": lambda content: {key: BaseSerialization.deserialize(value) for key, value in content.items()},
    "set": lambda content: {BaseSerialization.deserialize(item) for item in content},
    "tuple": lambda content: tuple(BaseSerialization.deserialize(item) for item in content),
    "datetime": _moment,
    "timedelta": lambda content: datetime.timedelta(seconds=content),
    "timezone": _zone,
    "relativedelta": _relativedelta,
    "airflow_exc_ser": _exception,
    "base_exc_ser": lambda content: _exception(content, "builtins."),
    "base_trigger": _trigger,
    "k8s.V1Pod": _pod,
    "connection": _made("airflow.models.connection.Connection"),
    "task_instance_key": _made("airflow.models.taskinstancekey.TaskInstanceKey"),
    "asset_unique_key": _made("airflow.sdk.definitions.asset.AssetUniqueKey"),
    "asset_alias_unique_key": _made("airflow.sdk.definitions.asset.AssetAliasUniqueKey"),
    "arg_not_set": _not_set,
}
