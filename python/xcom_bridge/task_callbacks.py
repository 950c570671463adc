"""The entry point that runs what is called for a task instance whose process was lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from xcom_bridge import comms, environment, loading, logs, sdk_patches, task_sdk

if TYPE_CHECKING:
    from airflow.sdk.execution_time.comms import StartupDetails
    from xcom_bridge.contract.tasks import RunTaskCallbacks


def run_task_callbacks(options: RunTaskCallbacks) -> None:
    """Call the task's callbacks and write its mail, as core's DAG processor does it (``dag_processing/processor.py``).

    What raises is logged; the others are still called.
    """
    environment.prepare()
    document = options["startup"]
    with logs.task_log(options.get("log_path"), options.get("followed"), logs.label_of(document["ti"])):
        sdk_patches.install_for_tasks()
        comms.install()
        from xcom_bridge.task_sdk import schema

        startup = schema.startup_details(document)
        _as_core_has_it(startup.ti_context.dag_run)
        for call in options["calls"]:
            # Core makes one for each of its requests.
            ti = _task_instance(startup)
            try:
                if call in ("email_on_failure", "email_on_retry"):
                    _write(ti, options["message"])
                else:
                    _call(ti, call)
            except Exception:
                logs.task_logger().exception(f"{call} failed")


def _as_core_has_it(run: Any) -> None:
    """Give the run core's enumerations, whose members are shown by their values, in the place of the Task SDK's."""
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunType

    run.state = run.state and DagRunState(run.state)
    run.run_type = DagRunType(run.run_type)


def _task_instance(startup: StartupDetails) -> Any:
    """The task instance with what core's scheduler says of one that was lost: nothing of its dates and its state."""
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    dag = loading.loaded().dags[startup.ti.dag_id]
    return RuntimeTaskInstance.model_construct(
        **startup.ti.model_dump(exclude_unset=True),
        task=dag.task_dict[startup.ti.task_id],
        _ti_context_from_server=startup.ti_context,
        max_tries=startup.ti_context.max_tries,
    )


def _call(ti: Any, name: str) -> None:
    callbacks: Any = getattr(ti.task, name)
    if not isinstance(callbacks, Sequence):
        callbacks = [callbacks]
    context = ti.get_template_context()
    log = logs.task_logger()
    for callback in callbacks:
        log.info(f"The process of this try was lost: calling {_named(callback)} of {name}")
        try:
            callback(context)
        except Exception:
            log.exception(f"{_named(callback)} of {name} failed")


def _named(callback: Callable[..., Any]) -> str:
    return getattr(callback, "__name__", type(callback).__name__)


def _write(ti: Any, message: str) -> None:
    log = logs.task_logger()
    log.info("The process of this try was lost: writing the task's mail")
    task_sdk.current().send_error_email(ti, ti.get_template_context(), message, log)
