"""Total priority weights, by each task's weight rule."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from xcom_bridge import task_sdk

if TYPE_CHECKING:
    from airflow.sdk import DAG


def total_weights(dag: DAG) -> dict[str, int]:
    """The weight of every task: its own and, by rule, those of all tasks below or above it."""
    tasks: dict[str, Any] = dag.task_dict
    reach = {True: _Reach(tasks, upstream=True), False: _Reach(tasks, upstream=False)}
    totals: dict[str, int] = {}
    for task_id, task in tasks.items():
        rule = _rule_of(task)
        if rule in ("downstream", "upstream"):
            ids = reach[rule == "upstream"].of(task_id)
            totals[task_id] = task.priority_weight + sum(tasks[other].priority_weight for other in ids)
        else:
            totals[task_id] = _own_rule(task) if rule == "custom" else task.priority_weight
    return totals


def _rule_of(task: Any) -> str:
    rule = task.weight_rule
    if rule is None:
        return "absolute"
    text = str(getattr(rule, "value", rule))
    if text in ("absolute", "downstream", "upstream"):
        return text
    name = text if isinstance(rule, str) else type(rule).__name__
    for known in ("absolute", "downstream", "upstream"):
        if name.endswith(f"_{known.capitalize()}PriorityWeightStrategy"):
            return known
    return "custom"


def _own_rule(task: Any) -> int:
    """A user's strategy gets something like a task instance of a first try; if it wants more, the own weight counts."""
    strategy = task.weight_rule
    instance = SimpleNamespace(
        task=task, task_id=task.task_id, dag_id=task.dag_id, try_number=1, max_tries=task.retries or 0, map_index=-1
    )
    try:
        if isinstance(strategy, str):
            strategy = task_sdk.find("_shared.module_loading", "import_string")(strategy)()
        return int(strategy.get_weight(instance))
    except Exception:
        return int(task.priority_weight)


class _Reach:
    """The ids of all tasks above or below a task."""

    def __init__(self, tasks: dict[str, Any], upstream: bool) -> None:
        name = "upstream_task_ids" if upstream else "downstream_task_ids"
        self._next: dict[str, set[str]] = {task_id: getattr(task, name) for task_id, task in tasks.items()}

    def of(self, task_id: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self._next[task_id])
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += self._next[current]
        found.discard(task_id)
        return found
