"""Which functions of a file Airflow calls while a task runs, and what their parameters are."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from xcom_doctor import paths
from xcom_doctor.model.values import Function
from xcom_doctor.names import Names

_METHODS = frozenset({"execute", "poke", "pre_execute", "post_execute", "choose_branch"})
_CALLBACKS = frozenset({
    "on_failure_callback", "on_success_callback", "on_retry_callback", "on_execute_callback", "on_skipped_callback"
})  # fmt: skip


@dataclass(slots=True)
class Role:
    """One function: `kind` is task (a decorated one), callable (of an operator), operator (a method) or callback."""

    kind: str
    #: Names that callers hand over themselves: op_kwargs. None where that is not written out.
    given: set[str] | None = field(default_factory=set)
    #: Whether positional arguments are handed over.
    positional: bool = False


def roles(tree: ast.Module, names: Names) -> dict[Function, Role]:
    """The role of each function that has one."""
    functions: dict[str, list[Function]] = {}
    found: dict[Function, Role] = {}
    calls = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            functions.setdefault(node.name, []).append(node)
            for decorator in node.decorator_list:
                target = decorator.func if isinstance(decorator, ast.Call) else decorator
                if paths.task_kind(names.path(target)) is not None:
                    found[node] = Role("task")
        elif isinstance(node, ast.ClassDef) and _is_operator(node, names):
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and method.name in _METHODS:
                    found[method] = Role("operator")
        elif isinstance(node, ast.Call):
            calls.append(node)
    for call in calls:
        _of_call(call, functions, found)
    return found


def _is_operator(node: ast.ClassDef, names: Names) -> bool:
    for base in node.bases:
        path = names.path(base)
        name = base.attr if isinstance(base, ast.Attribute) else base.id if isinstance(base, ast.Name) else ""
        if paths.is_operator(path) or paths.is_operator_name(name):
            return True
    return False


def _of_call(call: ast.Call, functions: dict[str, list[Function]], found: dict[Function, Role]) -> None:
    keywords = {keyword.arg: keyword.value for keyword in call.keywords}
    for name, value in keywords.items():
        named = functions.get(value.id, []) if isinstance(value, ast.Name) else []
        if len(named) != 1:
            continue
        if name == "python_callable":
            role = found.setdefault(named[0], Role("callable"))
            role.positional |= "op_args" in keywords
            given = keywords.get("op_kwargs")
            if None in keywords or not (given is None or _is_plain(given)):
                role.given = None
            elif isinstance(given, ast.Dict) and role.given is not None:
                role.given |= {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
            elif isinstance(given, ast.Call) and role.given is not None:
                role.given |= {keyword.arg for keyword in given.keywords if keyword.arg}
            if call.keywords and isinstance(call.func, ast.Attribute) and call.func.attr == "partial":
                role.given = None
        elif name in _CALLBACKS and "task_id" in keywords:
            found.setdefault(named[0], Role("callback"))


def _is_plain(node: ast.expr) -> bool:
    if isinstance(node, ast.Dict):
        return all(isinstance(key, ast.Constant) for key in node.keys)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "dict"
        and not node.args
        and all(keyword.arg for keyword in node.keywords)
    )
