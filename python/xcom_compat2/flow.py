"""How a task goes on and ends, as in Airflow 2 (F1-F5, T9, V12, V13)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from functools import wraps
from types import MethodType, ModuleType
from typing import Any

from airflow.sdk.exceptions import AirflowException
from xcom_compat2 import lineage, rendered
from xcom_compat2.provider_operators import XCOM_LOGICAL_DATE_ISO

XCOM_SKIPMIXIN_KEY = "skipmixin_key"
XCOM_SKIPMIXIN_SKIPPED = "skipped"
XCOM_SKIPMIXIN_FOLLOWED = "followed"


def skipping(module: ModuleType) -> None:
    """F1, F2. Reason: Airflow 3 ends a task by skipping, and so it stores no result."""
    cls: Any = module.SkipMixin

    def _set_state_to_skipped(tasks: Any, map_index: int | None) -> None:
        if tasks and map_index == -1:
            from airflow.sdk.execution_time.comms import SkipDownstreamTasks
            from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS

            SUPERVISOR_COMMS.send(SkipDownstreamTasks(tasks=tasks))

    made = cls.skip_all_except

    @wraps(made)
    def skip_all_except(self: Any, ti: Any, branch_task_ids: Any) -> None:
        if isinstance(branch_task_ids, Iterable) and not isinstance(branch_task_ids, str):
            branch_task_ids = list(branch_task_ids)
            if wrong := {(name, type(name).__name__) for name in branch_task_ids if not isinstance(name, str)}:
                from airflow.sdk.exceptions import AirflowException

                raise AirflowException(
                    f"'branch_task_ids' expected all task IDs are strings. Invalid tasks found: {wrong}."
                )
        made(self, ti, branch_task_ids)

    cls._set_state_to_skipped = staticmethod(_set_state_to_skipped)
    cls.skip_all_except = skip_all_except


def task_runner(module: ModuleType) -> None:
    """The steps of a task that Airflow 3 takes in another order, or leaves out."""
    from xcom_compat2 import context, pushes

    runner: Any = module
    context.patch(runner.RuntimeTaskInstance)
    runner.RuntimeTaskInstance.xcom_push = pushes.xcom_push
    runner._run_task_state_change_callbacks = _with_success_of_skipped(runner._run_task_state_change_callbacks)
    runner._push_xcom_if_needed = _with_map_index(pushes.push_result, runner._render_map_index, runner)
    runner._render_map_index = _in_failures_only(runner._render_map_index)
    runner._execute_task = _without_post_execute(runner._execute_task)
    runner._push_xcom_if_needed = _with_post_execute(runner._push_xcom_if_needed)
    runner._handle_trigger_dag_run = _with_date_of_triggered(runner._handle_trigger_dag_run)
    runner._serialize_template_field = rendered.serialize_template_field
    # V13: what links to other pages is not stored.
    runner._xcom_push_to_db = lambda ti, key, value: None
    runner.run = _with_text_of_exit(runner.run)
    runner.finalize = _with_exit_as_text(runner.finalize)


def _with_success_of_skipped(run_callbacks: Any) -> Any:
    """F3: a task that skips itself has ended well."""

    @wraps(run_callbacks)
    def _run_task_state_change_callbacks(task: Any, kind: str, context: Any, log: Any) -> None:
        run_callbacks(task, kind, context, log)
        if kind == "on_skipped_callback":
            run_callbacks(task, "on_success_callback", context, log)

    return _run_task_state_change_callbacks


def _without_post_execute(execute: Any) -> Any:
    """F4: what follows the execution is called when the result is stored, and is given it; the SDK does neither."""

    @wraps(execute)
    def _execute_task(context: Any, ti: Any, log: Any) -> Any:
        from airflow.sdk import BaseOperator

        task, hook = ti.task, ti.task._post_execute_hook
        lineage.prepare(task, context)
        task._post_execute_hook = None
        # Not called by the SDK if it is the base class's own.
        task.__dict__["post_execute"] = MethodType(BaseOperator.post_execute, task)
        try:
            return execute(context=context, ti=ti, log=log)
        except SystemExit as exit:
            # F5: a task may end like a program that has done its work.
            if exit.code not in (None, 0):
                raise
            return None
        finally:
            del task.__dict__["post_execute"]
            task._post_execute_hook = hook

    return _execute_task


def _with_post_execute(push: Any) -> Any:
    @wraps(push)
    def _push_xcom_if_needed(result: Any, ti: Any, log: Any) -> None:
        push(result, ti, log)
        ti.task.post_execute(context=ti.get_template_context(), result=result)

    return _push_xcom_if_needed


def post_execute(self: Any, context: Any, result: Any = None) -> None:
    """`BaseOperator.post_execute`: the operator's argument of that name is called, and V12's rows are left."""
    if self._post_execute_hook is not None:
        from airflow.sdk.execution_time import task_runner

        events = task_runner.context_get_outlet_events(context)
        task_runner.create_executable_runner(self._post_execute_hook, events, logger=self.log).run(context, result)
    lineage.store(self, context)


def _with_date_of_triggered(trigger: Any) -> Any:
    """V13: the date of a run that was triggered is stored beside its id."""

    @wraps(trigger)
    def _handle_trigger_dag_run(drte: Any, context: Any, ti: Any, log: Any) -> Any:
        push = ti.xcom_push

        def xcom_push(key: str, value: Any) -> None:
            if key == "trigger_run_id" and drte.logical_date is not None:
                push(XCOM_LOGICAL_DATE_ISO, drte.logical_date.isoformat())
            push(key, value)

        ti.__dict__["xcom_push"] = xcom_push
        try:
            return trigger(drte, context, ti, log)
        finally:
            del ti.__dict__["xcom_push"]

    return _handle_trigger_dag_run


def _with_map_index(push: Any, render: Any, runner: Any) -> Any:
    """T9: the map index is rendered when the result is stored."""
    from lazy_object_proxy import Proxy

    @wraps(push)
    def _push_xcom_if_needed(result: Any, ti: Any, log: Any) -> None:
        # C2: what a key of the context gave as an argument is stored, where it is the whole result.
        push(result.__wrapped__ if type(result) is Proxy else result, ti, log)
        rendered = render(ti.get_template_context(), ti=ti, log=log)
        if rendered and rendered != ti.rendered_map_index:
            ti.rendered_map_index = rendered
            runner.SUPERVISOR_COMMS.send(msg=runner.SetRenderedMapIndex(rendered_map_index=rendered))

    return _push_xcom_if_needed


def _in_failures_only(render: Any) -> Any:
    """The SDK renders it before the result is stored; where a task fails, that is the moment."""

    @wraps(render)
    def _render_map_index(context: Any, ti: Any, log: Any) -> Any:
        return ti.rendered_map_index if sys.exc_info()[1] is None else render(context, ti=ti, log=log)

    return _render_map_index


class _Exit(AirflowException):
    """A task has ended the program by an error."""

    __module__ = "airflow.exceptions"
    __qualname__ = "AirflowException"


def _with_text_of_exit(run: Any) -> Any:
    """F5: SystemExit is told by a text."""

    @wraps(run)
    def wrapper(ti: Any, context: Any, log: Any) -> Any:
        state, message, error = run(ti, context, log)
        if isinstance(error, SystemExit):
            error = _Exit(f"Task failed due to SystemExit({error.code})").with_traceback(error.__traceback__)
        return state, message, error

    return wrapper


def _with_exit_as_text(finalize: Any) -> Any:
    """F5: what callbacks are given in place of the exception."""

    @wraps(finalize)
    def wrapper(ti: Any, state: Any, context: Any, log: Any, error: Any = None) -> None:
        if isinstance(error, _Exit):
            context["exception"] = str(error)
        try:
            finalize(ti, state, context, log, error)
        finally:
            # A session that the task has left open is not the next task's, which may run in the same process.
            if (orm := sys.modules.get("xcom_compat2.orm.engine")) is not None:
                orm.Session.remove()

    return wrapper
