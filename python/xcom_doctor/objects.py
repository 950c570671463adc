"""What a name in task code stands for: the context, the task instance, the DAG run, the DAG."""

from __future__ import annotations

import ast

from xcom_doctor import paths
from xcom_doctor.model.values import Function
from xcom_doctor.walk import Walk

_BY_KEY = {"ti": "ti", "task_instance": "ti", "dag_run": "dag_run", "dag": "dag"}


def kind(walk: Walk, node: ast.expr) -> str | None:
    """`context`, `ti`, `dag_run` or `dag` for an expression of which that is certain."""
    if isinstance(node, ast.Name):
        return _of_name(walk, node.id)
    if isinstance(node, ast.Call) and walk.names.path(node.func) in paths.CONTEXT:
        return "context"
    if (key := context_key(walk, node)) is not None:
        return _BY_KEY.get(key)
    return None


def context_key(walk: Walk, node: ast.expr) -> str | None:
    """`"x"` of `context["x"]` and `context.get("x")`."""
    key: ast.expr | None = None
    if isinstance(node, ast.Subscript):
        base, key = node.value, node.slice
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop"):
        base, key = node.func.value, node.args[0] if node.args else None
    else:
        return None
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and isinstance(base, ast.Name | ast.Call):
        return key.value if kind(walk, base) == "context" else None
    return None


def _of_name(walk: Walk, name: str) -> str | None:
    for function in reversed(walk.functions):
        assigned = _assigned(function, name)
        if assigned is not None:
            return kind(walk, assigned[0]) if len(assigned) == 1 and not _mentions(assigned[0], name) else None
        role = walk.roles.get(function)
        arguments = function.args
        names = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        if arguments.kwarg is not None and arguments.kwarg.arg == name:
            return "context" if role is not None and role.kind in ("task", "callable") else None
        if name in names:
            if role is None:
                return None
            if role.kind == "operator":
                return "context" if names[1:2] == [name] else None
            if role.kind == "callback":
                return "context" if names[:1] == [name] else None
            if role.given is None or name in role.given or role.positional:
                return None
            return _BY_KEY.get(name)
    return None


def _assigned(function: Function, name: str) -> list[ast.expr] | None:
    """What a function assigns to a name; None where it does not."""
    found: list[ast.expr] = []
    seen = False
    for node in _body(function):
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store):
            seen = True
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
            found.append(node.value)
    return (found or [ast.Constant(None)]) if seen else None


def _body(function: Function) -> list[ast.AST]:
    return [node for statement in function.body for node in ast.walk(statement)]


def _mentions(node: ast.expr, name: str) -> bool:
    return any(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))
