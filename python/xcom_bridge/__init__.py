"""The runtime glue between the Swift runner and Airflow's Task SDK.

Every entry point takes one JSON document as bytes and gives one back; `contract` says what is in them. They are
resolved on first use, so that importing this package loads nothing of Airflow: what a process does not do, it does not
pay for.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

#: Where each entry point is. There it takes a request, and gives an answer or None, as Python values.
ENTRY_POINTS = {
    "read_settings": "xcom_bridge.airflow_settings",
    "load_dags": "xcom_bridge.loading",
    "plan_run": "xcom_bridge.runs",
    "read_params": "xcom_bridge.params",
    "subset_tasks": "xcom_bridge.runs",
    "read_dates": "xcom_bridge.runs",
    "plan_schedule": "xcom_bridge.runs",
    "find_bundles": "xcom_bridge.bundles",
    "begin_bundle_task": "xcom_bridge.bundle_tasks",
    "relay_bundle_log": "xcom_bridge.bundle_tasks",
    "answer_bundle_task": "xcom_bridge.bundle_tasks",
    "end_bundle_task": "xcom_bridge.bundle_tasks",
    "map_partitions": "xcom_bridge.partitions",
    "resolve_partitions": "xcom_bridge.partitions",
    "notify_listeners": "xcom_bridge.listeners",
    "warm_up": "xcom_bridge.warmth",
    "run_task": "xcom_bridge.task",
    "render_task": "xcom_bridge.render",
    "run_trigger": "xcom_bridge.trigger",
    "run_task_callbacks": "xcom_bridge.task_callbacks",
    "run_dag_callback": "xcom_bridge.dag_callbacks",
    "open_backend": "xcom_bridge.backend",
    "purge_xcom": "xcom_bridge.backend",
    "deserialize_xcom": "xcom_bridge.backend",
    "read_records": "xcom_bridge.managed",
    "write_records": "xcom_bridge.managed",
    "make_connection": "xcom_bridge.managed",
    "describe_connections": "xcom_bridge.managed",
    "look_up_variable": "xcom_bridge.managed",
    "look_up_connection": "xcom_bridge.managed",
    "ask_host": "xcom_bridge.hosted",
    "prepare_task": "xcom_bridge.hosted",
    "read_versions": "xcom_bridge.versions",
    "begin_process": "xcom_bridge.hosting",
    "read_command": "xcom_bridge.hosting",
    "enter_environment": "xcom_bridge.hosting",
    "become_python": "xcom_bridge.hosting",
}


def __getattr__(name: str) -> Callable[[bytes], bytes]:
    if (home := ENTRY_POINTS.get(name)) is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import _xcom

    function = getattr(importlib.import_module(home), name)

    def entry_point(request: bytes) -> bytes:
        return _xcom.dumps_plain(function(_xcom.loads_plain(request)))

    globals()[name] = entry_point
    return entry_point
