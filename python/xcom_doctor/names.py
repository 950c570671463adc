"""What a name is, by its import: `PythonOperator` is `airflow.operators.python.PythonOperator`."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass

_BUILTINS = frozenset(dir(builtins))
Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@dataclass(slots=True)
class Binding:
    """What a name of a scope is: an import's path, up to the line where it is bound to something else."""

    path: str | None
    until: int | None = None


class Names:
    """A stack of scopes. A name that is bound to anything but an import hides outer ones."""

    def __init__(self) -> None:
        self._scopes: list[dict[str, Binding]] = []
        self._known: dict[Scope, dict[str, Binding]] = {}

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
                if (found := scope.get(node.id)) is not None:
                    # Inner functions run at another time than their lines say.
                    here = scope is self._scopes[-1]
                    return found.path if found.until is None or (here and node.lineno <= found.until) else None
            return None
        if isinstance(node, ast.Attribute):
            base = self.path(node.value)
            return None if base is None else f"{base}.{node.attr}"
        return None

    def is_builtin(self, name: str) -> bool:
        return name in _BUILTINS and not any(name in scope for scope in self._scopes)


def bindings(scope: Scope) -> dict[str, Binding]:
    """The names of one scope."""
    found: dict[str, Binding] = {}

    def bind(name: str, line: int) -> None:
        binding = found.setdefault(name, Binding(None))
        if binding.until is None:
            binding.until = line

    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        given = scope.args
        for argument in (*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg):
            if argument is not None:
                bind(argument.arg, 0)
    for node in statements(scope):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.partition(".")[0]
                found.setdefault(alias.asname or root, Binding(alias.name if alias.asname else root))
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                base = "." * node.level + (node.module or "")
                found.setdefault(alias.asname or alias.name, Binding(f"{base}.{alias.name}"))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bind(node.id, node.lineno)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.ExceptHandler) and node.name:
            bind(node.name, node.lineno)
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
