"""Task SDK 1.2, of Airflow 3.2."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from xcom_bridge.fast_xcom import is_plain

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.task_sdk.interface import Push


def start_metrics() -> None:
    from airflow.sdk._shared.observability.metrics.stats import Stats
    from airflow.sdk.observability.metrics import stats_utils

    Stats.initialize(factory=stats_utils.get_stats_factory(Stats))


def forget_metrics() -> None:
    from airflow.sdk._shared.observability.metrics.stats import Stats

    Stats.instance = None


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


def before_start(dag: DAG, log: Any) -> None:
    """Nothing."""
