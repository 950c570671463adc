"""A listener that notes what it is told of, one line of JSON each."""

import json
import os

from airflow.listeners import hookimpl
from airflow.plugins_manager import AirflowPlugin


def note(hook, **what):
    with open(os.environ["NOTES"], "a") as file:
        file.write(json.dumps({"hook": hook, **what}, default=str) + "\n")


def run_of(dag_run):
    return {
        "run": [dag_run.dag_id, dag_run.run_id, str(dag_run.state), str(dag_run.run_type), dag_run.conf],
        "dates": [
            str(dag_run.logical_date),
            str(dag_run.data_interval_start),
            str(dag_run.data_interval_end),
            dag_run.start_date is not None,
            dag_run.end_date is not None,
        ],
        "instances": sorted(
            [ti.task_id, ti.map_index, str(ti.state), ti.try_number] for ti in dag_run.get_task_instances()
        ),
        "one": str(getattr(dag_run.get_task_instance("write"), "state", None)),
        "dag": dag_run.dag.dag_id if dag_run.dag else None,
    }


@hookimpl
def on_dag_run_running(dag_run, msg):
    note("on_dag_run_running", msg=msg, run=[dag_run.dag_id, dag_run.run_id, str(dag_run.state)])


@hookimpl
def on_dag_run_success(dag_run, msg):
    note("on_dag_run_success", msg=msg, **run_of(dag_run))


@hookimpl
def on_dag_run_failed(dag_run):
    note("on_dag_run_failed", **run_of(dag_run))
    raise ValueError("a listener's own error")


@hookimpl
def on_task_instance_running(previous_state, task_instance):
    note("on_task_instance_running", task=task_instance.task_id, before=str(previous_state))


@hookimpl
def on_task_instance_success(previous_state, task_instance):
    note("on_task_instance_success", task=task_instance.task_id, before=str(previous_state))


@hookimpl
def on_task_instance_failed(previous_state, task_instance, error):
    note(
        "on_task_instance_failed",
        task=task_instance.task_id,
        before=str(previous_state),
        error=type(error).__name__,
        state=str(task_instance.state),
    )


@hookimpl
def on_task_instance_skipped(previous_state, task_instance):
    note("on_task_instance_skipped", task=task_instance.task_id, before=str(previous_state))


@hookimpl
def on_starting(component):
    note("on_starting", component=type(component).__name__)


@hookimpl
def before_stopping(component):
    note("before_stopping", component=type(component).__name__)


@hookimpl
def on_asset_created(asset):
    note("on_asset_created", asset=[asset.name, asset.uri, asset.group, asset.extra])


@hookimpl
def on_asset_alias_created(asset_alias):
    note("on_asset_alias_created", alias=[asset_alias.name, asset_alias.group])


@hookimpl
def on_asset_changed(asset):
    note("on_asset_changed", asset=[asset.name, asset.uri, asset.group, asset.extra])


@hookimpl
def on_asset_event_emitted(asset_event):
    event = asset_event
    note(
        "on_asset_event_emitted",
        asset=[event.asset.name, event.asset.uri],
        extra=event.extra,
        source=[event.source_dag_id, event.source_task_id, event.source_run_id, event.source_map_index],
        aliases=[alias.name for alias in event.source_aliases],
    )


class Telling(AirflowPlugin):
    name = "telling"
    listeners = [__import__("sys").modules[__name__]]
