"""A DAG as the runner sees it: made once when a file is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xcom_bridge import representable, task_sdk, timetables
from xcom_bridge.assets import asset_condition, asset_reference, assets_and_aliases, is_partitioned
from xcom_bridge.expand import described_expand
from xcom_bridge.plain import jsonable, moment, seconds, shown
from xcom_bridge.weights import total_weights

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from airflow.sdk.definitions.taskgroup import TaskGroup
    from xcom_bridge.contract.graph import Graph, GraphGroup, GraphTask


def described_dag(dag: DAG) -> Graph:
    """The graph of a DAG: plain JSON values only, or ValueError."""
    graph = _described(dag)
    representable.check(graph)
    return graph


def _described(dag: DAG) -> Graph:
    weights = total_weights(dag)
    tasks = [described_task(task, weights[task_id]) for task_id, task in dag.task_dict.items()]
    groups: list[GraphGroup] = []
    _describe_groups(dag.task_group, groups)
    assets, aliases = assets_and_aliases(dag)
    return {
        "dag_id": dag.dag_id,
        "fileloc": dag.fileloc,
        "relative_fileloc": dag.relative_fileloc,
        "description": dag.description,
        "dag_display_name": dag.dag_display_name,
        "tags": sorted(dag.tags),
        "owners": shown(", ".join(dict.fromkeys(str(task["owner"]) for task in tasks))),
        "timetable_summary": timetables.summary(dag.timetable),
        "timetable_type": type(dag.timetable).__name__,
        "is_scheduled": bool(getattr(dag.timetable, "can_be_scheduled", False)),
        "max_active_tasks": dag.max_active_tasks,
        "catchup": bool(dag.catchup),
        "fail_fast": bool(dag.fail_fast),
        "params": shown(dag.params.dump()),
        "has_on_success_callback": bool(dag.has_on_success_callback),
        "has_on_failure_callback": bool(dag.has_on_failure_callback),
        "asset_condition": asset_condition(dag),
        "is_partitioned": is_partitioned(dag),
        "assets": assets,
        "asset_aliases": aliases,
        "tasks": tasks,
        "task_groups": groups,
        "edge_labels": [
            {"from": up, "to": down, "label": shown(info["label"])}
            for up, below in dag.edge_info.items()
            for down, info in below.items()
            if info.get("label")
        ],
    }


def described_task(task: Any, weight: int) -> GraphTask:
    from airflow.sdk import TriggerRule
    from airflow.sdk.definitions._internal.abstractoperator import DEFAULT_OWNER, DEFAULT_QUEUE

    mapped = bool(task.is_mapped)
    partial: dict[str, Any] = task.partial_kwargs if mapped else {}
    group = task.task_group
    inlets, outlets = list(task.inlets or ()), list(task.outlets or ())
    return {
        "task_id": task.task_id,
        "label": task.label,
        "task_display_name": task.task_display_name,
        "operator": task.task_type,
        "custom_operator_name": task.operator_name if task.operator_name != task.task_type else None,
        "trigger_rule": TriggerRule(task.trigger_rule).value,
        "upstream_task_ids": sorted(task.upstream_task_ids),
        "downstream_task_ids": sorted(task.downstream_task_ids),
        "task_group_id": None if group is None or group.is_root else group.group_id,
        "retries": int(task.retries or 0),
        "retry_delay": seconds(task.retry_delay),
        "retry_exponential_backoff": _backoff(task.retry_exponential_backoff),
        "max_retry_delay": seconds(task.max_retry_delay),
        "execution_timeout": seconds(task.execution_timeout),
        "start_date": moment(task.start_date),
        "end_date": moment(task.end_date),
        "depends_on_past": bool(task.depends_on_past),
        "wait_for_downstream": bool(task.wait_for_downstream),
        "ignore_first_depends_on_past": bool(task.ignore_first_depends_on_past),
        "pool": task.pool,
        "pool_slots": int(task.pool_slots) if task.pool_slots is True else task.pool_slots,
        "priority_weight": weight,
        "queue": DEFAULT_QUEUE if task.queue is None else task.queue,
        "owner": DEFAULT_OWNER if task.owner is None else task.owner,
        "max_active_tis_per_dag": _limit(task.max_active_tis_per_dag),
        "max_active_tis_per_dagrun": _limit(task.max_active_tis_per_dagrun),
        "is_setup": bool(task.is_setup),
        "is_teardown": bool(task.is_teardown),
        "on_failure_fail_dagrun": bool(task.on_failure_fail_dagrun),
        "is_mapped": mapped,
        "expand": described_expand(task._get_specified_expand_input()) if mapped else None,
        "skips_execution": not _needs_execution(task, inlets, outlets),
        "skips_downstream": bool(task.inherits_from_skipmixin),
        # For what others do at a logical date; for runs that it knows by their ids.
        "waits_for_dates": _is_one_of(task, "ExternalTaskSensor"),
        "waits_for_runs": _is_one_of(task, "BaseSensorOperator", "TriggerDagRunOperator"),
        "has_on_failure_callback": bool(task.has_on_failure_callback),
        "has_on_retry_callback": bool(task.has_on_retry_callback),
        "emails_on_failure": bool(task.email and task.email_on_failure),
        "emails_on_retry": bool(task.email and task.email_on_retry),
        "start_from_trigger": bool(getattr(task, "start_from_trigger", False)),
        "start_trigger_args": _trigger_args(getattr(task, "start_trigger_args", None)),
        "multiple_outputs": bool(
            partial.get("multiple_outputs", False) if mapped else getattr(task, "multiple_outputs", False)
        ),
        "do_xcom_push": bool(partial.get("do_xcom_push", True) if mapped else getattr(task, "do_xcom_push", True)),
        "map_index_template": getattr(task, "map_index_template", None),
        "inlets": [item for asset in inlets if (item := asset_reference(asset))],
        "outlets": [item for asset in outlets if (item := asset_reference(asset))],
    }


def _backoff(value: Any) -> float:
    """The factor between delays: Airflow takes True for 2."""
    if value is True:
        return 2.0
    return float(value or 0)


def _limit(value: Any) -> Any:
    """How many instances at once; no DAG has more of them than an integer of a database says."""
    return min(value, 2**31 - 1) if isinstance(value, int) else value


def _needs_execution(task: Any, inlets: list[Any], outlets: list[Any]) -> bool:
    """False for an EmptyOperator that core's scheduler marks success by itself (``is_task_schedulable``)."""
    return bool(
        not task.inherits_from_empty_operator
        or task.has_on_execute_callback
        or task.has_on_success_callback
        or outlets
        or inlets
    )


def _is_one_of(task: Any, *names: str) -> bool:
    """Whether a task's operator is of one of some classes, whose modules are not imported to find out."""
    operator = task.operator_class if task.is_mapped else type(task)
    return any(base.__name__ in names for base in getattr(operator, "__mro__", ()))


def _trigger_args(args: Any) -> dict[str, Any] | None:
    if args is None:
        return None
    return {
        "trigger_cls": args.trigger_cls,
        "next_method": args.next_method,
        "trigger_kwargs": _arguments(args.trigger_kwargs),
        "next_kwargs": _arguments(args.next_kwargs),
        "timeout": seconds(args.timeout),
    }


def _arguments(kwargs: Any) -> Any:
    """Those of a trigger or a method, as a task that is deferred by its DAG's scheduler has them in the store."""
    if not kwargs:
        return kwargs
    encoded = task_sdk.current().encoded
    return {str(name): encoded(jsonable(value)) for name, value in kwargs.items()}


def _describe_groups(group: TaskGroup, into: list[GraphGroup]) -> None:
    from airflow.sdk.definitions.taskgroup import MappedTaskGroup, TaskGroup

    for child in group.children.values():
        if not isinstance(child, TaskGroup):
            continue
        mapped = isinstance(child, MappedTaskGroup)
        into.append(
            {
                "group_id": child.group_id,
                "label": shown(child.label),
                "tooltip": shown(child.tooltip),
                "parent_group_id": None if group.is_root else group.group_id,
                "prefix_group_id": child.prefix_group_id,
                "is_mapped": mapped,
                "expand": described_expand(child._expand_input) if isinstance(child, MappedTaskGroup) else None,
                "children": list(child.children),
                "upstream_task_ids": sorted(child.upstream_task_ids),
                "downstream_task_ids": sorted(child.downstream_task_ids),
                "upstream_group_ids": sorted(filter(None, child.upstream_group_ids)),
                "downstream_group_ids": sorted(filter(None, child.downstream_group_ids)),
            }
        )
        _describe_groups(child, into)
