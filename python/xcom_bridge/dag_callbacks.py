"""The entry point that runs a DAG's own success and failure callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xcom_bridge import comms, environment, loading, logs, sdk_patches

if TYPE_CHECKING:
    from xcom_bridge.contract.tasks import RunDagCallback


def run_dag_callback(options: RunDagCallback) -> None:
    """Run ``on_success_callback`` or ``on_failure_callback`` of a DAG.

    A callback that raises is logged, as core's DAG processor does it; the others still run.
    """
    environment.prepare()
    dag = loading.loaded().dags[options["dag_id"]]
    callbacks = dag.on_failure_callback if options["kind"] == "failure" else dag.on_success_callback
    if not callbacks:
        return
    with logs.task_log(options.get("log_path"), options.get("followed"), dag.dag_id):
        sdk_patches.install_for_tasks()
        comms.install()
        log = logs.task_logger()
        context = _context(options, dag)
        for callback in callbacks if isinstance(callbacks, list) else [callbacks]:
            log.info(f"Executing on_{options['kind']} dag callback", dag_id=dag.dag_id)
            try:
                callback(context)
            except Exception:
                log.exception("Callback failed", dag_id=dag.dag_id)


def _context(options: RunDagCallback, dag: Any) -> Any:
    """The template context of the run's last task instance where there is one, else the little that is known."""
    context: Any
    if (document := options.get("startup")) is not None:
        from xcom_bridge.task import task_instance
        from xcom_bridge.task_sdk import schema

        context = task_instance(schema.startup_details(document)).get_template_context()
    else:
        context = {"dag": dag, "run_id": options["run_id"]}
    context["reason"] = options.get("reason")
    return context
