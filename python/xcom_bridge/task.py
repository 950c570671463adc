"""The entry point that runs one task instance through the SDK's own task runner."""

from __future__ import annotations

import traceback
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xcom_bridge import (
    comms,
    debugging,
    environment,
    failures,
    frames,
    hints,
    hosted,
    loading,
    logs,
    reasons,
    sdk_patches,
    seeds,
    stopping,
    task_sdk,
)

if TYPE_CHECKING:
    from airflow.sdk.execution_time.comms import StartupDetails
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
    from xcom_bridge.contract.base import RaisedError
    from xcom_bridge.contract.tasks import RunTask, TaskEnd


@dataclass(frozen=True)
class Bundle:
    """Where the DAG file came from: what the SDK asks of a bundle while a task runs."""

    name: str
    version: str | None
    path: Path


class UnknownTask(LookupError):
    """The DAG files that this process has loaded have no such task."""


def run_task(request: RunTask) -> TaskEnd:
    """Run one task instance in this process."""
    environment.prepare()
    startup = request["startup"]
    with logs.task_log(request.get("log_path"), request.get("followed"), logs.label_of(startup["ti"])) as log:
        with debugging.on_terminal() if request.get("debugs") else nullcontext():
            state, error = _run(startup)
        if hosted.current is not None:
            hosted.current.ended(startup["ti"], error)
        described: RaisedError | None = None
        if error is not None:
            hints.note(error)
            described = logs.redacted(failures.described(error))
            text = "".join(traceback.format_exception(error))
            log.failure(described, logs.redacted(text), logs.redacted(_summary(error, startup["ti"]["id"])))
    return {"state": state, "error": described}


def _summary(error: BaseException, ti_id: str) -> dict[str, Any]:
    """What a person sees of it first; what its pulls did not find may be why it has failed."""
    shown = frames.summary(error)
    shown["hints"] += reasons.told(ti_id)
    return shown


def _run(document: dict[str, Any]) -> tuple[str, BaseException | None]:
    from airflow.sdk.execution_time import task_runner
    from xcom_bridge.task_sdk import schema

    sdk_patches.install_for_tasks()
    supervisor = comms.Comms()
    comms.install(supervisor)
    task_sdk.current().start_metrics()
    log = logs.task_logger()
    try:
        # What the SDK's own start, which loads the DAG file again, tells listeners.
        task_runner.get_listener_manager().hook.on_starting(component=task_runner.TaskRunnerMarker())
    except Exception:
        log.exception("error calling listener")
    try:
        startup = schema.startup_details(document)
        ti = task_instance(startup)
        if hosted.current is not None:
            if hosted.current.seeds.stands_for(ti.task_id):
                hosted.current.seeds.give(ti, log)
                return "success", None
            hosted.current.began(ti)
        task_sdk.current().before_start(ti, log)
        context = ti.get_template_context()
        if (host := hosted.current) is not None:
            context.update(host.context)  # type: ignore[typeddict-item]
            host.operator = ti.task
            if host.renders_only:
                host.operator = rendered(ti, context)
                seeds.succeed()
                return "success", None
        debugging.prepare(ti)
        # A host's process is not the task's to end.
        with nullcontext() if host else stopping.at_once(ti):
            state, message, error = task_runner.run(ti, context, log)
        debugging.look_at(error)
        context["exception"] = error  # type: ignore[typeddict-item]
        if host is not None:
            host.operator, host.message = ti.task, message
        if host is None or host.runs_callbacks:
            task_runner.finalize(ti, state, context, log, error)
    except BaseException as unexpected:
        log.exception("Top level error")
        return "failed", unexpected
    if supervisor.refused_end is not None:
        # The SDK may have logged it, and have gone on.
        return "failed", supervisor.refused_end
    return str(state.value), error


def rendered(ti: RuntimeTaskInstance, context: Any) -> Any:
    """The operator that would be executed."""
    ti.task = ti.task.prepare_for_execution()
    context["task"] = ti.task
    ti.render_templates(context=context)
    return ti.task


def task_instance(startup: StartupDetails) -> RuntimeTaskInstance:
    """The SDK's task instance for what the supervisor said of it."""
    from airflow.sdk.api.datamodels._generated import TaskInstanceState
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    dag = loading.loaded().dags.get(startup.ti.dag_id)
    task = dag.task_dict.get(startup.ti.task_id) if dag is not None else None
    if dag is None or task is None:
        raise UnknownTask(f"Task {startup.ti.task_id!r} of DAG {startup.ti.dag_id!r} is in no loaded DAG file")
    details = startup.bundle_info
    folder = Path(dag.fileloc).parent if dag.fileloc else Path.cwd()
    return RuntimeTaskInstance.model_construct(
        **startup.ti.model_dump(exclude_unset=True),
        task=task,
        bundle_instance=Bundle(details.name, details.version, folder),
        _ti_context_from_server=startup.ti_context,
        max_tries=startup.ti_context.max_tries,
        start_date=startup.start_date,
        state=TaskInstanceState.RUNNING,
        # Since Task SDK 1.2.
        sentry_integration=getattr(startup, "sentry_integration", ""),
    )
