"""XCom mistakes in any version: who pulls what nobody pushes, or too early."""

from __future__ import annotations

import ast
import difflib
from typing import TYPE_CHECKING

from xcom_doctor.model.values import Dag, Function, Task

if TYPE_CHECKING:
    from xcom_doctor.rules.pulls import Pull
    from xcom_doctor.walk import Walk

# What makes a value of the function's own return value, and nothing besides.
_PYTHON = ("PythonOperator", "PythonVirtualenvOperator", "ExternalPythonOperator")
_DECORATORS = frozenset({"task", "task.virtualenv", "task.external_python", "task.docker", "task.kubernetes"})


class Mistakes:
    """XD501-XD505."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.keys: dict[Task, frozenset[str] | None] = {}
        self.before: dict[Task, set[Task]] = {}
        # Callbacks and hooks may push for any task of the file.
        self.hooked = any(word in walk.source.text for word in ("_callback", "pre_execute", "post_execute"))
        # Functions that push for whoever calls them.
        self.pushing = {
            node.name
            for node in ast.walk(walk.source.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node not in walk.roles and _pushes(node)
        }

    def check(self, pulls: list[Pull]) -> None:
        """Reports what is wrong with a file's pulls and uses of results."""
        for pull in pulls:
            # A pull of another DAG or run, or of earlier runs, goes by what is elsewhere.
            elsewhere = any(name in pull.arguments for name in ("dag_id", "run_id"))
            dags = {task.dag for task in pull.tasks}
            ids = pull.task_ids
            if elsewhere or ids is None or len(dags) != 1 or "*" in pull.unknown:
                continue
            dag = dags.pop()
            if not dag.complete:
                continue
            for task_id in ids:
                self._pull(pull, dag, task_id)
        for item in self.walk.model.items:
            if item.key is not None:
                self._item(item.node, item.task, item.key)

    def _pull(self, pull: Pull, dag: Dag, task_id: str) -> None:
        def report(code: str, text: str, rewrite: str | None = None) -> None:
            self.walk.source.report_line(pull.line, pull.column, code, text, rewrite=rewrite)

        task = dag.named(task_id)
        names = [each.task_id for each in dag.tasks if each.task_id is not None]
        if task is None:
            inside = [name for name in names if name.endswith("." + task_id)]
            if inside:
                report("XD503", f"there is no task '{task_id}': in its task group it is '{inside[0]}'", repr(inside[0]))
                return
            near = difflib.get_close_matches(task_id, names, 1)
            told = f": is it '{near[0]}'?" if near else ""
            report("XD501", f"no task of the DAG is called '{task_id}'{told}", repr(near[0]) if near else None)
            return
        key = pull.arguments.get("key", "return_value")
        keys = self._keys(task)
        if keys is not None and pull.known("key") and isinstance(key, str) and key and key not in keys:
            near = difflib.get_close_matches(key, sorted(keys), 1)
            told = f": is it '{near[0]}'?" if near else f"; it pushes {_list(keys)}"
            report("XD502", f"task '{task_id}' never pushes '{key}'{told}", repr(near[0]) if near else None)
        if pull.arguments.get("include_prior_dates") or not pull.known("include_prior_dates") or not dag.ordered:
            return
        if all(task is not puller and task not in self._before(puller) for puller in pull.tasks):
            report("XD504", f"nothing makes task '{task_id}' run before this one: its value may not be there yet")

    def _before(self, task: Task) -> set[Task]:
        if task not in self.before:
            self.before[task] = task.dag.ancestors(task)
        return self.before[task]

    def _item(self, node: ast.Subscript, task: Task, key: str) -> None:
        if task.function is None or (keys := self._keys(task)) is None or key in keys:
            return
        near = difflib.get_close_matches(key, sorted(keys - {"return_value"}), 1)
        if near:
            told = f": is it '{near[0]}'?"
        elif keys == {"return_value"} and not task.multiple_outputs:
            told = ": it has no multiple_outputs=True"
        else:
            told = f"; it pushes {_list(keys)}"
        name = task.task_id or task.function.name
        self.walk.source.report(node, "XD505", f"task '{name}' never pushes '{key}'{told}")

    def _keys(self, task: Task) -> frozenset[str] | None:
        """All keys that a task pushes; None where they are not certain."""
        if task not in self.keys:
            self.keys[task] = self._find_keys(task)
        return self.keys[task]

    def _find_keys(self, task: Task) -> frozenset[str] | None:
        if task.function is None or not task.pushes:
            return None
        if (task.kind not in _DECORATORS and not task.kind.endswith(_PYTHON)) or "Branch" in task.kind:
            return None
        if self.hooked or self.pushing & _called(task.function):
            return None
        return keys_of(task.function, task.multiple_outputs, taskflow=task.kind in _DECORATORS)


def keys_of(function: Function, multiple_outputs: bool | None, *, taskflow: bool) -> frozenset[str] | None:
    """The keys that a call of a function pushes; None where that is not certain."""
    keys: set[str] = set()
    arguments = function.args
    handed = {"ti", "task_instance", "context", "kwargs"} | ({arguments.kwarg.arg} if arguments.kwarg else set())
    handed |= _contexts(function)
    returned: list[ast.expr] = []
    todo: list[ast.AST] = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            if _pushes(node):
                return None
            continue
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return None
        if isinstance(node, ast.Return) and node.value is not None:
            returned.append(node.value)
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr == "xcom_push":
                key = next((k.value for k in node.keywords if k.arg == "key"), node.args[0] if node.args else None)
                if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                    return None
                keys.add(key.value)
            elif isinstance(node.func, ast.Attribute) and node.func.attr == "set":
                return None
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if any(_hands_over(argument, handed) for argument in given):
                return None
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute | ast.Subscript):
            inner = node.value
            if isinstance(inner, ast.Attribute) and inner.attr == "xcom_push":
                return None
        todo.extend(ast.iter_child_nodes(node))
    values = [value for value in returned if not (isinstance(value, ast.Constant) and value.value is None)]
    if values:
        keys.add("return_value")
    if taskflow and (multiple_outputs or (multiple_outputs is None and _is_mapping(function.returns))):
        for value in values:
            if not isinstance(value, ast.Dict):
                return None
            for key in value.keys:
                if not isinstance(key, ast.Constant):
                    return None
                keys.add(str(key.value))
    elif taskflow and multiple_outputs is None and function.returns is not None and not _is_simple(function.returns):
        return None
    return frozenset(keys)


def _pushes(node: ast.AST) -> bool:
    return any(isinstance(inner, ast.Attribute) and inner.attr == "xcom_push" for inner in ast.walk(node))


def _called(function: Function) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {
        func.id if isinstance(func, ast.Name) else func.attr
        for func in calls
        if isinstance(func, ast.Name | ast.Attribute)
    }


def _contexts(function: Function) -> set[str]:
    """Names for the whole context, whatever a function calls it."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and "get_current_context" in ast.dump(node.value.func)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _hands_over(node: ast.expr, names: set[str]) -> bool:
    """Whether an argument lets the called function push: the task instance, or all of the context."""
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Subscript):
        return (
            isinstance(node.value, ast.Name)
            and node.value.id in names
            and isinstance(node.slice, ast.Constant)
            and node.slice.value in ("ti", "task_instance")
        )
    return False


def _is_mapping(node: ast.expr | None) -> bool:
    base = node.value if isinstance(node, ast.Subscript) else node
    name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
    return name in ("dict", "Dict", "Mapping", "MutableMapping")


def _is_simple(node: ast.expr) -> bool:
    """An annotation that is not a mapping for certain; a class of the user's may be a TypedDict."""
    if isinstance(node, ast.Constant):
        return node.value is None
    base = node.value if isinstance(node, ast.Subscript) else node
    name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
    return name in ("str", "int", "float", "bool", "list", "tuple", "set", "List", "Tuple", "bytes", "DataFrame")


def _list(keys: frozenset[str]) -> str:
    return ", ".join(f"'{key}'" for key in sorted(keys)) or "nothing"
