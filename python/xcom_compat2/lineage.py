"""What a task reads and writes, as rows that it leaves: `pipeline_inlets` and `pipeline_outlets` (V12)."""

from __future__ import annotations

from typing import Any

PIPELINE_OUTLETS = "pipeline_outlets"
PIPELINE_INLETS = "pipeline_inlets"
AUTO = "auto"


def prepare(task: Any, context: Any) -> None:
    """Before a task is executed: its inlets may be tasks before it, and stand for their outlets."""
    if not task.inlets and not task.outlets:
        return
    from airflow.sdk.definitions._internal.abstractoperator import AbstractOperator

    named = {item for item in task.inlets if isinstance(item, str)}
    named |= {item.task_id for item in task.inlets if isinstance(item, AbstractOperator)}
    if named:
        task_ids = named & task.get_flat_relative_ids(upstream=True)
        if AUTO in named or AUTO.upper() in named:
            task_ids |= task_ids ^ task.upstream_task_ids
        task.inlets = [item for item in task.inlets if not isinstance(item, str | AbstractOperator)]
        if task_ids:
            pulled = context["ti"].xcom_pull(task_ids=sorted(task_ids), dag_id=task.dag_id, key=PIPELINE_OUTLETS)
            task.inlets.extend(item for items in pulled for item in items)
    task.inlets = [task.render_template(item, context) for item in task.inlets]
    task.outlets = [task.render_template(item, context) for item in task.outlets]


def store(task: Any, context: Any) -> None:
    """After a task was executed: what it has read and written."""
    for key, items in ((PIPELINE_OUTLETS, task.outlets), (PIPELINE_INLETS, task.inlets)):
        if items:
            context["ti"].xcom_push(key=key, value=list(items))
