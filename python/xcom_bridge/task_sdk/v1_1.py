"""Task SDK 1.1, of Airflow 3.1: it is no package of its own, since much that later ones bring along is core's there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from xcom_bridge.task_sdk.v1_2 import (
    BACKFILLS_DATE_PARTITIONS,
    DAG_IN_TEXTS,
    DROPS_STALE_PARTITIONS,
    TRIGGERED_RUN,
    carried_date,
    fast_push,
    is_backfilled,
    is_received,
    most_partitions,
    partition_dates,
    partitions,
    refused_trigger,
)

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = [
    "BACKFILLS_DATE_PARTITIONS",
    "DAG_IN_TEXTS",
    "DROPS_STALE_PARTITIONS",
    "TRIGGERED_RUN",
    "carried_date",
    "fast_push",
    "is_backfilled",
    "is_received",
    "most_partitions",
    "partition_dates",
    "partitions",
    "refused_trigger",
]

CORES_PART: str | None = "serialization (serde), settings and listeners"

ELSEWHERE: Mapping[str, str] = {
    "_shared.module_loading.find_path_from_directory": "airflow.utils.file",
    "_shared.module_loading.import_string": "airflow.utils.module_loading",
    "_shared.observability.metrics.stats": "airflow.stats",
    "configuration": "airflow.configuration",
    "listener": "airflow.listeners.listener",
    "serde": "airflow.serialization.serde",
}

NOT_SERIALIZED = frozenset({"uuid.UUID"})


def start_metrics() -> None:
    """Nothing: the first that is counted does it."""


def forget_metrics() -> None:
    from airflow import stats

    stats.Stats.instance = None  # type: ignore[attr-defined]


def metrics() -> Any:
    from airflow import stats

    return stats.Stats.instance  # type: ignore[attr-defined]


def set_metrics(metrics: Any) -> None:
    from airflow import stats

    stats.Stats.instance = metrics  # type: ignore[attr-defined]


def keep_logs_here() -> None:
    from airflow import logging_config

    # Airflow's settings have found it.
    logging_config.REMOTE_TASK_LOG = logging_config.DEFAULT_REMOTE_CONN_ID = None  # type: ignore[attr-defined]


def silent_listeners() -> Any:
    from xcom_bridge import task_sdk

    return task_sdk.find("listener", "ListenerManager")()


def core_timetable(timetable: Any) -> Any:
    return timetable


def next_run(timetable: Any, last: Any, restriction: Any) -> Any:
    return timetable.next_dagrun_info(
        last_automated_data_interval=None if last is None else last.data_interval, restriction=restriction
    )


def encoded(value: Any) -> Any:
    return _base_serialization().serialize(value)


def decoded(value: Any) -> Any:
    return _base_serialization().deserialize(value)


def send_error_email(ti: Any, context: Any, message: str, log: Any) -> None:
    from airflow.sdk.execution_time import task_runner

    # It makes the context itself, and takes the text for the exception.
    task_runner._send_task_error_email(ti.task.email, ti, message, log)  # type: ignore[attr-defined]


def sent(msg: BaseModel) -> dict[str, Any]:
    fields = msg.__dict__
    if fields["type"] != "DeferTask":
        return fields
    arguments = {name: fields[name] or {} for name in ("trigger_kwargs", "next_kwargs")}
    return fields | {
        name: {str(key): encoded(value) for key, value in kwargs.items()} for name, kwargs in arguments.items()
    }


def startup(document: dict[str, Any]) -> dict[str, Any]:
    context = document["ti_context"]
    if not context.get("next_method"):
        return document
    # The dict that they are in is encoded too.
    kwargs = {"__type": "dict", "__var": context.get("next_kwargs") or {}}
    return document | {"ti_context": context | {"next_kwargs": kwargs}}


def allowed_run_types(dag: Any) -> frozenset[str]:
    return frozenset()


def param_error() -> type[Exception]:
    from airflow import exceptions

    error: type[Exception] = exceptions.ParamValidationError  # type: ignore[attr-defined]
    return error


def before_start(ti: Any, log: Any) -> None:
    """Airflow 3.1's API says which instances the task's arguments come from (``routes/task_instances.py``)."""
    group = ti.task.get_closest_mapped_task_group()
    indexes: dict[str, int | list[int] | None] = {}
    for upstream in ti.task.upstream_list:
        other = upstream.get_closest_mapped_task_group()
        if other is None:
            indexes[upstream.task_id] = None
        else:
            indexes[upstream.task_id] = ti.map_index if other == group else _expanded(ti, upstream.task_id, other)
    ti._ti_context_from_server.upstream_map_indexes = indexes


def _expanded(ti: Any, task_id: str, group: Any) -> list[int] | None:
    """The map indexes of a task in a mapped group; None where that has not been expanded."""

    def states(task_ids: list[str]) -> dict[str, str]:
        found = ti.get_task_states(dag_id=ti.dag_id, task_ids=task_ids, run_ids=[ti.run_id])
        return dict(found.get(ti.run_id, {}))

    instances = states([task_id])
    if task_id not in instances:
        return list(range(len(instances)))
    # It was expanded to nothing, or what it is expanded over is missing.
    sources = [operator.task_id for operator, _ in group._expand_input.iter_references()]
    is_empty = instances[task_id] == "skipped" and "skipped" not in states(sources).values()
    return [] if is_empty else None


def _base_serialization() -> Any:
    from airflow.serialization import serialized_objects

    return serialized_objects.BaseSerialization
