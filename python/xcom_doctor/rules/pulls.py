"""Pulls: what gives another result in Airflow 3, and what nobody pushed."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Any

from xcom_doctor import jinja
from xcom_doctor.model.values import Function, Task
from xcom_doctor.rules.mistakes import Mistakes
from xcom_doctor.walk import Rule, Walk

_CONTINUES = frozenset({
    "all_done", "none_failed", "none_failed_min_one_success", "none_failed_or_skipped", "one_success", "one_done",
    "all_skipped", "none_skipped", "always", "dummy", "all_failed", "one_failed", "all_done_min_one_success",
})  # fmt: skip
_BRANCHES = ("BranchPythonOperator", "ShortCircuitOperator", "task.branch", "task.short_circuit", "LatestOnlyOperator")


@dataclass(slots=True)
class Pull:
    """One pull, in code or in a template: its arguments as far as they are written out."""

    line: int
    column: int
    arguments: dict[str, Any]
    unknown: set[str]
    tasks: list[Task] = field(default_factory=list)
    in_code: bool = True
    printed: bool = False

    def known(self, name: str) -> bool:
        """Whether an argument is left out or written out."""
        return name not in self.unknown and "*" not in self.unknown

    @property
    def task_ids(self) -> list[str] | None:
        """The pulled ids; None where they are not known."""
        value = self.arguments.get("task_ids")
        if not self.known("task_ids") or value is None:
            return None
        ids = [value] if isinstance(value, str) else value
        if not isinstance(ids, list | tuple) or not all(isinstance(each, str) for each in ids):
            return None
        return list(ids)


class Pulls(Rule):
    """XD401-XD404, XD407, XD410-XD412, XD309; and the mistakes of `mistakes`."""

    def __init__(self) -> None:
        self.pulls: list[Pull] = []
        self.constants: dict[str, Any] = {}

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        if not isinstance(node.func, ast.Attribute) or node.func.attr != "xcom_pull":
            if path is None or not path.startswith("airflow."):
                self._expand(walk, node)
            return
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "self" and walk.classes:
            if walk.task is not None and walk.roles[walk.task].kind == "operator":
                walk.source.report(
                    node,
                    "XD309",
                    "operators have no xcom_pull in Airflow 3.2.1",
                    rewrite='context["ti"].xcom_pull(...)',
                )
            return
        column = walk.source.column(node) + 1
        pull = Pull(node.lineno, column, {}, set())
        given = [*zip(jinja.POSITIONS, node.args, strict=False), *((k.arg or "*", k.value) for k in node.keywords)]
        for name, value in given:
            if name == "*" or isinstance(value, ast.Starred):
                pull.unknown.add("*")
                continue
            constant = self._constant(walk, value)
            if constant is _NOT:
                pull.unknown.add(name)
            pull.arguments[name] = None if constant is _NOT else constant
        if "session" in pull.arguments:
            walk.source.report(node, "XD303", "xcom_pull has no argument session in Airflow 3.2.1: leave it out")
        function = walk.task
        if function is not None:
            pull.tasks = [task for dag in walk.model.dags for task in dag.tasks if task.function is function]
        self.pulls.append(pull)

    def _expand(self, walk: Walk, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "expand" and node in walk.model.tasks_by_call:
            for keyword in node.keywords:
                value = keyword.value
                if _is_range(value) and walk.names.is_builtin("range"):
                    walk.source.report(
                        value,
                        "XD414",
                        "expand over a range makes another number of task instances in Airflow 3 than in Airflow 2",
                        rewrite="list(range(...))",
                    )

    def template(self, walk: Walk, node: ast.Constant | ast.JoinedStr, text: str, argument: str) -> None:
        found = jinja.read(text)
        for each in found.pulls if found else ():
            line = min(node.lineno + each.line - 1, node.end_lineno or node.lineno)
            column = walk.source.lines[line - 1].find("xcom_pull") + 1 or walk.source.column(node) + 1
            pull = Pull(line, column, each.arguments, set(each.unknown), in_code=False, printed=each.printed)
            if isinstance(node, ast.JoinedStr):
                pull.unknown |= {name for name, value in pull.arguments.items() if "unknown" in repr(value)}
            pull.tasks = [
                task
                for call, task in walk.model.tasks_by_call.items()
                if call.lineno <= node.lineno and (call.end_lineno or 0) >= (node.end_lineno or 0)
            ]
            self.pulls.append(pull)

    def _constant(self, walk: Walk, node: ast.expr) -> Any:
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.List | ast.Tuple):
            items = [self._constant(walk, element) for element in node.elts]
            return _NOT if _NOT in items else items
        if isinstance(node, ast.Name) and not any(_binds(function, node.id) for function in walk.functions):
            assigned = [
                statement.value
                for statement in walk.source.tree.body
                if isinstance(statement, ast.Assign)
                and any(isinstance(target, ast.Name) and target.id == node.id for target in statement.targets)
            ]
            if len(assigned) == 1 and isinstance(assigned[0], ast.Constant):
                return assigned[0].value
        if (path := walk.names.path(node)) is not None and path.endswith("XCOM_RETURN_KEY"):
            return "return_value"
        return _NOT

    def end(self, walk: Walk) -> None:
        for pull in self.pulls:
            self._differences(walk, pull)
        Mistakes(walk).check(self.pulls)

    def _differences(self, walk: Walk, pull: Pull) -> None:
        def report(code: str, text: str, rewrite: str | None = None) -> None:
            walk.source.report_line(pull.line, pull.column, code, text, rewrite=rewrite)

        arguments = pull.arguments
        single = arguments.get("task_ids") is None or isinstance(arguments.get("task_ids"), str)
        if pull.known("task_ids") and arguments.get("task_ids") is None:
            whose = "of the task of the same id over there" if "dag_id" in arguments else "of the calling task itself"
            report(
                "XD401",
                "a pull without task_ids gives the newest value of any task of the run in Airflow 2, and the value"
                f" {whose} in Airflow 3",
                "task_ids=...",
            )
        if pull.known("key") and "key" in arguments and arguments["key"] in (None, ""):
            report(
                "XD310", "a pull needs a key in Airflow 3: None and the empty text no longer mean any key", "key=..."
            )
        if arguments.get("key") in ("pipeline_outlets", "pipeline_inlets"):
            report("XD407", f"Airflow 3 pushes no {arguments['key']}")
        if (
            arguments.get("include_prior_dates") is True
            and "map_indexes" not in arguments
            and "*" not in pull.unknown
            and single
            and pull.known("task_ids")
        ):
            report(
                "XD404",
                "include_prior_dates gives the newest value in Airflow 2; in Airflow 3 a list of all values, unless"
                " map_indexes is given",
                "map_indexes=None" if arguments.get("task_ids") is not None else None,
            )
        if "default" in arguments and "map_indexes" not in arguments and "*" not in pull.unknown:
            none = pull.known("default") and arguments["default"] is None
            if not none and pull.known("task_ids"):
                report("XD412", "Airflow 3 ignores default= where map_indexes is left out", "map_indexes=None")
        ids = pull.task_ids
        if ids is None:
            return
        continues = bool(pull.tasks) and all(task.trigger_rule in _CONTINUES for task in pull.tasks)
        if not single and continues and "map_indexes" not in arguments:
            report(
                "XD402",
                "a task that pushed nothing is left out of the list in Airflow 2; in Airflow 3 None is in its place",
            )
        if not single and pull.printed:
            report(
                "XD411",
                "a list of pulled values prints as LazySelectSequence([...]) in Airflow 2, as a list in Airflow 3",
            )
        if "dag_id" in arguments or not pull.known("map_indexes") or "map_indexes" in arguments:
            return
        for task_id in ids:
            self._pulled(walk, pull, task_id, single, report)

    def _pulled(self, walk: Walk, pull: Pull, task_id: str, single: bool, report: Any) -> None:
        dags = {task.dag for task in pull.tasks} or set(walk.model.dags if len(walk.model.dags) == 1 else ())
        for dag in dags:
            task = dag.named(task_id)
            if task is None:
                continue
            if task.mapped and single:
                report(
                    "XD403",
                    f"task '{task_id}' is mapped: of one instance this is a list of one value in Airflow 2, the value"
                    " itself in Airflow 3",
                )
            if task.kind.endswith(_BRANCHES) and pull.arguments.get("key", "return_value") == "return_value":
                report(
                    "XD410",
                    f"task '{task_id}' pushes what it returns in Airflow 2; in Airflow 3 only if nothing was skipped",
                )


def _is_range(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"


def _binds(function: Function, name: str) -> bool:
    arguments = function.args
    if any(name == argument.arg for argument in (*arguments.args, *arguments.kwonlyargs, *arguments.posonlyargs)):
        return True
    return any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in ast.walk(function))


_NOT = object()
