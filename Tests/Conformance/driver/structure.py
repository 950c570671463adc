"""The graph of a DAG, in the form that the goldens have it."""

from __future__ import annotations

from typing import Any

FLAGS = ("is_mapped", "is_setup", "is_teardown", "multiple_outputs", "do_xcom_push")


def structure_of(graph: dict[str, Any]) -> dict[str, Any]:
    """Makes the `structure` of a golden from what `xcom dags show -o json` says of one DAG."""
    tasks = {
        task["task_id"]: {
            "operator": task["operator"],
            "trigger_rule": task["trigger_rule"],
            **{flag: task[flag] for flag in FLAGS},
            "retries": task["retries"],
            "map_index_template": task["map_index_template"],
        }
        for task in sorted(graph["tasks"], key=lambda task: task["task_id"])
    }
    return {
        "task_ids": sorted(tasks),
        "edges": sorted([task["task_id"], down] for task in graph["tasks"] for down in task["downstream_task_ids"]),
        "trigger_rules": {task_id: task["trigger_rule"] for task_id, task in tasks.items()},
        "task_groups": groups_of(graph, None),
        "tasks": tasks,
    }


def groups_of(graph: dict[str, Any], parent: str | None) -> list[dict[str, Any]]:
    return [
        {
            "group_id": group["group_id"],
            "prefix_group_id": group["prefix_group_id"],
            "is_mapped": group["is_mapped"],
            "children": sorted(group["children"]),
            "groups": groups_of(graph, group["group_id"]),
        }
        for group in sorted(graph["task_groups"], key=lambda group: group["group_id"])
        if group["parent_group_id"] == parent
    ]
