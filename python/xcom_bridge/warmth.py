"""The entry point that makes the first real task as fast as the second."""

from __future__ import annotations

import gc
import os
import signal
from typing import TYPE_CHECKING, Any

import _xcom

from xcom_bridge import comms, environment, loading, logs, sdk_patches, task_sdk

if TYPE_CHECKING:
    from xcom_bridge.contract.base import Nothing

_NOWHERE = "00000000-0000-7000-8000-000000000000"
_LONG_AGO = "2026-01-01T00:00:00Z"
_NAME = "xcom_warm_up"


class _Silent:
    """Takes every message and answers none."""

    def send(self, msg: Any) -> None:
        return None


def warm_up(request: Nothing) -> None:
    """Run a task that does nothing through the SDK, so that all it needs is loaded and compiled. Leaves no trace."""
    environment.prepare()
    variables, handler = dict(os.environ), signal.getsignal(signal.SIGTERM)
    sdk_patches.install_for_tasks()
    comms.install(_Silent())
    try:
        # Without a file: what the dummy, or a listener of it, says is dropped.
        with logs.task_log(None, None, _NAME):
            _run_dummy()
    finally:
        from airflow.sdk.execution_time import task_runner

        loading.loaded().dags.pop(_NAME, None)
        del task_runner.SUPERVISOR_COMMS
        task_sdk.current().forget_metrics()
        os.environ.clear()
        os.environ.update(variables)
        if handler is not None:
            signal.signal(signal.SIGTERM, handler)
    comms.reply_models()
    # What the SDK imports when a task of Python code runs.
    import airflow.sdk.definitions.asset.metadata  # noqa: F401

    _xcom.loads(_xcom.dumps({"warm": ["up", 1, 1.5, None]}))
    # What exists now is not looked at by later collections: in a forked child that would copy all its pages.
    gc.freeze()


def _run_dummy() -> None:
    from airflow.sdk import DAG, BaseOperator
    from airflow.sdk.execution_time import task_runner
    from xcom_bridge.task import task_instance
    from xcom_bridge.task_sdk import schema

    class Dummy(BaseOperator):
        template_fields = ("text",)

        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            self.text = "{{ ds }}"

        def execute(self, context: Any) -> None:
            return None

    dag = DAG(_NAME, schedule=None)
    Dummy(task_id=_NAME, dag=dag)
    loading.loaded().dags[_NAME] = dag
    startup = schema.startup_details(_document())
    ti = task_instance(startup)
    context = ti.get_template_context()
    log = logs.task_logger()
    # Plugins are loaded, but nobody is told of this task.
    get_listener_manager = task_runner.get_listener_manager
    get_listener_manager()
    nobody = task_sdk.current().silent_listeners()
    task_runner.get_listener_manager = lambda: nobody
    try:
        state, _, error = task_runner.run(ti, context, log)
        if error is not None:
            raise error
        task_runner.finalize(ti, state, context, log, error)
    finally:
        task_runner.get_listener_manager = get_listener_manager


def _document() -> dict[str, Any]:
    run: dict[str, Any] = {
        "dag_id": _NAME,
        "run_id": _NAME,
        "logical_date": _LONG_AGO,
        "data_interval_start": _LONG_AGO,
        "data_interval_end": _LONG_AGO,
        "run_after": _LONG_AGO,
        "start_date": _LONG_AGO,
        "end_date": None,
        "run_type": "manual",
        "state": "running",
        "conf": {},
        "consumed_asset_events": [],
    }
    ti = {"id": _NOWHERE, "task_id": _NAME, "dag_id": _NAME, "run_id": _NAME, "try_number": 1, "map_index": -1}
    return {
        "ti": ti | {"dag_version_id": _NOWHERE},
        "dag_rel_path": "",
        "bundle_info": {"name": _NAME},
        "start_date": _LONG_AGO,
        "ti_context": {"dag_run": run, "max_tries": 0, "should_retry": False},
        "sentry_integration": "",
    }
