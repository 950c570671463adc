"""Task SDK 1.3, of Airflow 3.3."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from xcom_bridge.fast_xcom import is_plain
from xcom_bridge.task_sdk.v1_2 import (
    CORES_PART,
    ELSEWHERE,
    NOT_SERIALIZED,
    allowed_run_types,
    core_timetable,
    decoded,
    encoded,
    keep_logs_here,
    next_run,
    send_error_email,
    sent,
    silent_listeners,
    startup,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from xcom_bridge.task_sdk.interface import Push

__all__ = [
    "CORES_PART",
    "ELSEWHERE",
    "NOT_SERIALIZED",
    "allowed_run_types",
    "core_timetable",
    "decoded",
    "encoded",
    "keep_logs_here",
    "next_run",
    "send_error_email",
    "sent",
    "silent_listeners",
    "startup",
]
TRIGGERED_RUN = "operator_triggered"
BACKFILLS_DATE_PARTITIONS = True
DROPS_STALE_PARTITIONS = True
DAG_IN_TEXTS = "Dag"


def start_metrics() -> None:
    from airflow.sdk._shared.observability.metrics import stats
    from airflow.sdk.configuration import conf
    from airflow.sdk.observability.metrics import stats_utils

    stats.initialize(
        factory=stats_utils.get_stats_factory(), export_legacy_names=conf.getboolean("metrics", "legacy_names_on")
    )


def forget_metrics() -> None:
    """Nothing: the SDK does it itself at a fork."""


def metrics() -> tuple[Any, ...]:
    from airflow.sdk._shared.observability.metrics import stats

    return stats._factory, stats._backend, stats._export_legacy_names


def set_metrics(metrics: tuple[Any, ...]) -> None:
    from airflow.sdk._shared.observability.metrics import stats

    stats._factory, stats._backend, stats._export_legacy_names = metrics


def is_backfilled(timetable: Any) -> bool:
    return bool(timetable.periodic)


def partitions(timetable: Any, first: datetime, last: datetime) -> Iterable[Any] | None:
    if not timetable.partitioned:
        return None
    found: Iterable[Any] = timetable.iter_partition_dagrun_infos(earliest=first, latest=last)
    return found


def most_partitions(mapper: Any) -> tuple[int, str]:
    if mapper.max_downstream_keys is not None:
        return mapper.max_downstream_keys, f"max_downstream_keys={mapper.max_downstream_keys}"
    from airflow.sdk.configuration import conf

    option = "partition_mapper_max_downstream_keys"
    limit = conf.getint("scheduler", option, fallback=1000)
    return limit, f"[scheduler] {option}={limit}"


def carried_date(mapper: Any, date: datetime) -> datetime | None:
    carried: datetime | None = mapper.carry_partition_date(date)
    return carried


def is_received(mapper: Any, key: str, keys: set[str]) -> tuple[bool, str | None]:
    if not mapper.is_rollup:
        return True, None
    found = mapper.wait_policy.is_satisfied_by_keys(matched=keys, expected=mapper.to_upstream(key))
    return found.satisfied and not found.unreachable, found.unreachable_reason


def partition_dates(mappers: list[Any], key: str) -> set[datetime]:
    return {date for mapper in mappers if (date := mapper.to_partition_date(key)) is not None}


def fast_push(slow: Push, push: Push) -> Push:
    @wraps(slow)
    def _xcom_push(ti: Any, key: str, value: Any, *, mapped_length: int | None = None) -> None:
        if is_plain(key):
            push(ti, key, value, mapped_length, ti.task.returns_dag_result)
        else:
            slow(ti, key, value, mapped_length=mapped_length)

    return _xcom_push


def param_error() -> type[Exception]:
    from airflow.sdk.exceptions import ParamValidationError

    return ParamValidationError


def refused_trigger(error: Exception) -> str | None:
    return "value_error" if isinstance(error, ValueError) else None


def before_start(ti: Any, log: Any) -> None:
    """Operators say which classes their results are of: those of all tasks may be read by any."""
    from airflow.sdk.execution_time import task_runner

    # Its end is logged by the task runner.
    log.info("::group::Pre Execute")
    task_runner._register_deserialization_allowed_classes(ti.task.dag, log)
