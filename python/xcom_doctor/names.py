"""What a name is, by its import: `PythonOperator` is `airflow.operators.python.PythonOperator`."""

from __future__ import annotations

import ast
import builtins

_BUILTINS = frozenset(dir(builtins))
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


class Names:
    """A stack of scopes; a name that is bound to anything but an import hides outer ones."""

    def __init__(self) -> None:
        self._scopes: list[dict[str, str | None]] = []
        self._known: dict[Scope, dict[str, str | None]] = {}

    def enter(self, scope: Scope) -> None:
        if scope not in self._known:
            self._known[scope] = bindings(scope)
        self._scopes.append(self._known[scope])

    def leave(self) -> None:
        self._scopes.pop()

    def path(self, node: ast.AST | None) -> str | None:
        """The dotted path of an expression, if it is an imported name or what hangs on one."""
        if isinstance(node, ast.Name):
            for scope in reversed(self._scopes):
                if node.id in scope:
                    return scope[node.id]
            return None
        if isinstance(node, ast.Attribute):
            base = self.path(node.value)
            return None if base is None else f"{base}.{node.attr}"
        return None

    def is_builtin(self, name: str) -> bool:
        return name in _BUILTINS and not any(name in scope for scope in self._scopes)


def bindings(scope: Scope) -> dict[str, str | None]:
    """The names of one scope, and the path of those that are imported and nothing else."""
    found: dict[str, str | None] = {}
    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        given = scope.args
        for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
            if argument is not None:
                found[argument.arg] = None
    for node in statements(scope):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.asname:
                    found.setdefault(alias.asname, alias.name)
                else:
                    root = alias.name.partition(".")[0]
                    found.setdefault(root, root)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                base = "." * node.level + (node.module or "")
                found.setdefault(alias.asname or alias.name, f"{base}.{alias.name}")
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found[node.id] = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or (
            isinstance(node, ast.ExceptHandler) and node.name
        ):
            found[str(node.name)] = None
    return found


def statements(scope: Scope) -> list[ast.AST]:
    """The nodes of a scope that may bind names, without those of inner scopes."""
    found: list[ast.AST] = []
    todo: list[ast.AST] = list(scope.body) if isinstance(scope.body, list) else [scope.body]
    while todo:
        node = todo.pop()
        found.append(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        todo.extend(ast.iter_child_nodes(node))
    # Sources are read from the top: the first import of a name counts, as in `try: new / except ImportError: old`.
    return sorted(found, key=lambda node: getattr(node, "lineno", 0))
