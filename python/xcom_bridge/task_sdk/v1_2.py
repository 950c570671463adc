"""Task SDK 1.2, of Airflow 3.2."""

from __future__ import annotations

from collections.abc import Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any

from xcom_bridge.fast_xcom import is_plain

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import BaseModel

    from xcom_bridge.task_sdk.interface import Push

CORES_PART: str | None = None
ELSEWHERE: Mapping[str, str] = {}
NOT_SERIALIZED: frozenset[str] = frozenset()
TRIGGERED_RUN = "manual"
BACKFILLS_DATE_PARTITIONS = False
DROPS_STALE_PARTITIONS = False
DAG_IN_TEXTS = "DAG"


def start_metrics() -> None:
    from airflow.sdk._shared.observability.metrics.stats import Stats
    from airflow.sdk.observability.metrics import stats_utils

    Stats.initialize(factory=stats_utils.get_stats_factory(Stats))


def forget_metrics() -> None:
    from airflow.sdk._shared.observability.metrics.stats import Stats

    Stats.instance = None


def metrics() -> Any:
    from airflow.sdk._shared.observability.metrics.stats import Stats

    return Stats.instance


def set_metrics(metrics: Any) -> None:
    from airflow.sdk._shared.observability.metrics.stats import Stats

    Stats.instance = metrics


def send_error_email(ti: Any, context: Any, message: str, log: Any) -> None:
    from airflow.sdk.execution_time import task_runner

    task_runner._send_error_email_notification(ti.task, ti, context, Exception(message), log)


def keep_logs_here() -> None:
    from airflow.sdk import log

    # Discovery would import core's logging settings.
    log._ActiveLoggingConfig.set(None, None)


def silent_listeners() -> Any:
    from airflow.sdk._shared.listeners.listener import ListenerManager
    from airflow.sdk._shared.listeners.spec import lifecycle, taskinstance

    manager = ListenerManager()
    for specification in (lifecycle, taskinstance):
        manager.add_hookspecs(specification)
    return manager


def core_timetable(timetable: Any) -> Any:
    from airflow.serialization.encoders import coerce_to_core_timetable

    return coerce_to_core_timetable(timetable)


def next_run(timetable: Any, last: Any, restriction: Any) -> Any:
    return timetable.next_dagrun_info_v2(last_dagrun_info=last, restriction=restriction)


def is_backfilled(timetable: Any) -> bool:
    return bool(timetable.summary != "None")


def partitions(timetable: Any, first: datetime, last: datetime) -> None:
    """None: the schedule says them."""


def most_partitions(mapper: Any) -> None:
    """None: there is no limit."""


def carried_date(mapper: Any, date: datetime) -> None:
    """None: runs for assets have no such date."""


def is_received(mapper: Any, key: str, keys: set[str]) -> tuple[bool, None]:
    return True, None


def partition_dates(mappers: list[Any], key: str) -> set[datetime]:
    return set()


def encoded(value: Any) -> Any:
    from airflow.sdk.serde import serialize

    return serialize(value)


def decoded(value: Any) -> Any:
    from airflow.sdk.serde import deserialize

    return deserialize(value)


def sent(msg: BaseModel) -> dict[str, Any]:
    return msg.__dict__


def startup(document: dict[str, Any]) -> dict[str, Any]:
    return document


def fast_push(slow: Push, push: Push) -> Push:
    @wraps(slow)
    def _xcom_push(ti: Any, key: str, value: Any, mapped_length: int | None = None) -> None:
        if is_plain(key):
            push(ti, key, value, mapped_length, False)
        else:
            slow(ti, key, value, mapped_length)

    return _xcom_push


def param_error() -> type[Exception]:
    return ValueError


def allowed_run_types(dag: Any) -> frozenset[str]:
    return frozenset(str(kind.value) for kind in dag.allowed_run_types or ())


def refused_trigger(error: Exception) -> str | None:
    return None


def before_start(ti: Any, log: Any) -> None:
    """Nothing."""
