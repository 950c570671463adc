"""Makes DAGs, groups and tasks out of the calls that stand for them."""

from __future__ import annotations

import ast
import itertools
from typing import Any

from xcom_doctor.model.state import State
from xcom_doctor.model.values import UNKNOWN, Callable, Dag, Function, Group, Known, Many, Task, items_of, tasks_of


class Making(State):
    """What there is after a call."""

    # DAGs and groups

    def _new_dag(self, node: ast.Call | Function, dag_id: Any) -> Dag:
        text = dag_id.value if isinstance(dag_id, Known) and isinstance(dag_id.value, str) else None
        dag = Dag(text, node)
        if self.starred or self.loops:
            dag.complete = dag.ordered = False
        self.dags.append(dag)
        return dag

    def _new_group(self, group_id: Any, options: dict[str, Any]) -> Group:
        text = group_id.value if isinstance(group_id, Known) and isinstance(group_id.value, str) else None
        outer = self.groups_open[-1].prefix if self.groups_open else ""
        prefix: str | None
        flag = options.get("prefix_group_id", Known(True))
        if not isinstance(flag, Known) or text is None or outer is None or "**" in options or self.loops:
            prefix = None
        else:
            prefix = f"{outer}{text}." if flag.value else ""
        group = Group(text, prefix)
        if prefix is None:
            self.lose_tasks()
        return group

    def _chain(self, name: str, values: list[Any]) -> Any:
        if name == "cross_downstream" and len(values) == 2:
            self.edge(values[0], values[1])
        else:
            for first, second in itertools.pairwise(values):
                if isinstance(first, Many) and isinstance(second, Many) and name == "chain":
                    for earlier, later in zip(first.items, second.items, strict=False):
                        self.edge(earlier, later)
                else:
                    self.edge(first, second)
        if name == "chain" and any(value is UNKNOWN for value in values):
            self.lose_order()
        return Known(None)

    # Tasks

    def _operator(self, node: ast.Call, path: str, options: dict[str, Any], positional: list[Any]) -> Any:
        task_id = options.get("task_id", UNKNOWN)
        function = options.get("python_callable")
        return self._task(
            node,
            path,
            task_id.value if isinstance(task_id, Known) and isinstance(task_id.value, str) else None,
            function.node if isinstance(function, Callable) else None,
            options,
            [*positional, *options.values()],
        )

    def _task(
        self,
        node: ast.Call,
        path: str,
        task_id: str | None,
        function: Function | None,
        options: dict[str, Any],
        inputs: list[Any],
        *,
        taskflow: bool = False,
        mapped: bool = False,
    ) -> Any:
        dag = self.dag
        given = options.get("dag")
        if isinstance(given, Dag):
            dag = given
        elif given is not None and not (isinstance(given, Known) and given.value is None):
            dag = None
        if dag is None:
            # A task without a DAG is given one later, by an arrow or an attribute.
            for each in self.dags:
                each.complete = each.ordered = False
            return UNKNOWN
        group: Group | None = self.groups_open[-1] if self.groups_open else None
        if "task_group" in options:
            if isinstance(options["task_group"], Group):
                group = options["task_group"]
            else:
                task_id = None
        prefix = group.prefix if group is not None else ""
        if (
            task_id is None
            or prefix is None
            or self.loops
            or ("**" in options and "task_id" not in options and not taskflow)
        ):
            dag.complete = dag.ordered = False
            full = None
        else:
            full = prefix + task_id
            if taskflow:
                full = self.new_id(full, {task.task_id for task in dag.tasks if task.task_id})
        rule = options.get("trigger_rule")
        outputs = options.get("multiple_outputs")
        pushes = options.get("do_xcom_push", Known(True))
        task = Task(
            full,
            dag,
            node,
            path,
            function,
            mapped or any(group.mapped for group in self.groups_open),
            rule.value
            if isinstance(rule, Known) and isinstance(rule.value, str)
            else ("?" if rule is not None else None),
            outputs.value if isinstance(outputs, Known) else None,
            isinstance(pushes, Known) and pushes.value is True,
        )
        if "**" in options or self.setups:
            dag.ordered = False
        dag.tasks.append(task)
        self.tasks_by_call[node] = task
        for open_group in (
            self.groups_open if group in self.groups_open else [*self.groups_open, *([group] if group else [])]
        ):
            open_group.tasks.append(task)
        for value in inputs:
            self.items += items_of(value)
            for earlier in tasks_of(value):
                dag.edges.append((earlier, task))
        return task
