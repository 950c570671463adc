"""The runtime glue between the Swift runner and Airflow's Task SDK.

Every entry point takes one JSON document as bytes and gives one back. They are resolved on first use, so that
importing this package loads nothing of Airflow: what a process does not do, it does not pay for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xcom_bridge.backend import open_backend, purge_xcom
    from xcom_bridge.dag_callbacks import run_dag_callback
    from xcom_bridge.listeners import notify_listeners
    from xcom_bridge.loading import load_dags
    from xcom_bridge.runs import plan_run
    from xcom_bridge.task import run_task
    from xcom_bridge.trigger import run_trigger
    from xcom_bridge.warmth import warm_up

_HOMES = {
    "load_dags": "xcom_bridge.loading",
    "plan_run": "xcom_bridge.runs",
    "notify_listeners": "xcom_bridge.listeners",
    "warm_up": "xcom_bridge.warmth",
    "run_task": "xcom_bridge.task",
    "run_trigger": "xcom_bridge.trigger",
    "run_dag_callback": "xcom_bridge.dag_callbacks",
    "open_backend": "xcom_bridge.backend",
    "purge_xcom": "xcom_bridge.backend",
}

__all__ = [
    "load_dags",
    "notify_listeners",
    "open_backend",
    "plan_run",
    "purge_xcom",
    "run_dag_callback",
    "run_task",
    "run_trigger",
    "warm_up",
]


def __getattr__(name: str) -> Any:
    if (home := _HOMES.get(name)) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value
