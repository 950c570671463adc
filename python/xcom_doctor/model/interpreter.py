"""Reads the part of a file that runs when it is loaded, as far as it is written out: no import, no call of anything."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from typing import Any

from xcom_doctor import paths
from xcom_doctor.model.calls import Calls
from xcom_doctor.model.values import (
    UNKNOWN,
    Callable,
    Dag,
    Group,
    Item,
    Known,
    Maker,
    Many,
    Task,
    is_certain,
    tasks_of,
)

_RETURN = "return"


class Interpreter(Calls):
    """Runs statements in order, both branches of an `if`, a loop's body once."""

    def run(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            getattr(self, f"_{type(statement).__name__}", self._other)(statement)

    def _other(self, node: ast.stmt) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)

    def _Expr(self, node: ast.Expr) -> None:
        self.value(node.value)

    def _Assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.value(node.value))

    def _AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.op, ast.RShift | ast.LShift):
            left, right = self.value(node.target), self.value(node.value)
            self.arrow(left, right, forward=isinstance(node.op, ast.RShift))
        else:
            self.value(node.value)
        self.bind(node.target, UNKNOWN)

    def bind(self, target: ast.expr, value: Any) -> None:
        """Gives a value to the names of a target."""
        if isinstance(target, ast.Name):
            if self.uncertain:
                value = UNKNOWN if target.id in self.scope and self.scope[target.id] != value else value
            self.scope[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            items = value.items if isinstance(value, Many) and len(value.items) == len(target.elts) else None
            for index, element in enumerate(target.elts):
                self.bind(element, UNKNOWN if items is None else items[index])
        elif isinstance(target, ast.Starred):
            self.bind(target.value, UNKNOWN)

    def _If(self, node: ast.If) -> None:
        self.value(node.test)
        with self.doubt():
            self.run(node.body)
            self.run(node.orelse)

    def _For(self, node: ast.For) -> None:
        self.value(node.iter)
        self._loop([node.target], [*node.body, *node.orelse])

    _AsyncFor = _For

    def _While(self, node: ast.While) -> None:
        self.value(node.test)
        self._loop([], [*node.body, *node.orelse])

    def _loop(self, targets: list[ast.expr], body: list[ast.stmt]) -> None:
        changed = [n.id for s in body for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        for name in changed:
            self.scope[name] = UNKNOWN
        for target in targets:
            self.bind(target, UNKNOWN)
        with self.looping():
            self.run(body)
        for name in changed:
            self.scope[name] = UNKNOWN

    def _With(self, node: ast.With) -> None:
        opened = []
        for item in node.items:
            value = self.value(item.context_expr)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, value)
            if isinstance(value, Dag):
                self.dags_open.append(value)
                opened.append(self.dags_open)
            elif isinstance(value, Group):
                self.groups_open.append(value)
                opened.append(self.groups_open)  # type: ignore[arg-type]
            elif tasks_of(value):
                self.lose_order()
            elif value is UNKNOWN and self.dag is not None and not self._is_of_python(item.context_expr):
                # It may be a task group of somebody's, which changes ids.
                self.lose_tasks()
        self.run(node.body)
        for stack in reversed(opened):
            stack.pop()

    _AsyncWith = _With

    def _is_of_python(self, node: ast.expr) -> bool:
        """Whether a context manager is a builtin or of the standard library."""
        func = node.func if isinstance(node, ast.Call) else node
        if isinstance(func, ast.Name) and self.names.is_builtin(func.id):
            return True
        return (self.names.path(func) or "").partition(".")[0] in sys.stdlib_module_names

    def _Try(self, node: ast.Try) -> None:
        with self.doubt():
            self.run(node.body)
            for handler in node.handlers:
                self.run(handler.body)
            self.run(node.orelse)
        self.run(node.finalbody)

    _TryStar = _Try

    def _Return(self, node: ast.Return) -> None:
        value = Known(None) if node.value is None else self.value(node.value)
        self.scope[_RETURN] = UNKNOWN if _RETURN in self.scope else value

    def _Match(self, node: ast.Match) -> None:
        self.value(node.subject)
        with self.doubt():
            for case in node.cases:
                self.run(case.body)

    def _Import(self, node: ast.Import | ast.ImportFrom) -> None:
        if any(alias.name == "*" for alias in node.names):
            self.starred = True

    _ImportFrom = _Import

    def _ClassDef(self, node: ast.ClassDef) -> None:
        self.scope[node.name] = Maker(f"{node.name}") if node.bases else UNKNOWN

    def _FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        found = Callable(node, "plain")
        for decorator in reversed(node.decorator_list):
            call = decorator if isinstance(decorator, ast.Call) else None
            path = self.names.path(call.func if call else decorator)
            options = self.options(call) if call else ()
            if kind := paths.task_kind(path):
                # What a setup or teardown waits for has rules of its own.
                if path in paths.SETUPS:
                    self.setups = True
                kind = found.decorator if path in paths.SETUPS and found.decorator else kind
                found = Callable(node, "task", kind, (*found.options, *options))
            elif path in paths.GROUP_DECORATOR:
                found = Callable(node, "group", "", options)
            elif path in paths.DAG_DECORATOR:
                found = Callable(node, "dag", "", options)
                if call is not None:
                    for argument in call.args[:1]:
                        found = Callable(node, "dag", "", (("dag_id", self.value(argument)), *options))
            else:
                found = Callable(node, "opaque")
        self.scope[node.name] = found

    _AsyncFunctionDef = _FunctionDef

    # Expressions

    def value(self, node: ast.expr | None) -> Any:
        """What an expression gives."""
        if node is None:
            return Known(None)
        method = getattr(self, f"_{type(node).__name__}_", None)
        if method is not None:
            return method(node)
        inner = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.expr)]
        found = [self.value(child) for child in inner]
        # A condition, a comparison, `a or b`: whichever it is, what it holds is not followed.
        if any(tasks_of(value) for value in found):
            self.lose_order()
        return UNKNOWN

    def _Constant_(self, node: ast.Constant) -> Any:
        return Known(node.value)

    def _Name_(self, node: ast.Name) -> Any:
        return self.look_up(node.id)

    def _Tuple_(self, node: ast.Tuple | ast.List | ast.Set) -> Any:
        items: list[Any] = []
        for element in node.elts:
            value = self.value(element.value if isinstance(element, ast.Starred) else element)
            if isinstance(element, ast.Starred):
                if not isinstance(value, Many):
                    return Many((UNKNOWN, *tasks_of(value)))
                items.extend(value.items)
            else:
                items.append(value)
        return Many(tuple(items))

    _List_ = _Tuple_
    _Set_ = _Tuple_

    def _Dict_(self, node: ast.Dict) -> Any:
        for key in node.keys:
            if key is not None:
                self.value(key)
        return Many(tuple(self.value(value) for value in node.values))

    def _NamedExpr_(self, node: ast.NamedExpr) -> Any:
        value = self.value(node.value)
        self.bind(node.target, value)
        return value

    def _Lambda_(self, node: ast.Lambda) -> Any:
        return UNKNOWN

    def _JoinedStr_(self, node: ast.JoinedStr) -> Any:
        parts: list[str | None] = []
        for part in node.values:
            value = self.value(part.value if isinstance(part, ast.FormattedValue) else part)
            plain = not isinstance(part, ast.FormattedValue) or (part.conversion == -1 and part.format_spec is None)
            if not isinstance(value, Known) or not plain or not isinstance(value.value, str | int):
                parts.append(None)
            else:
                parts.append(str(value.value))
        return UNKNOWN if None in parts else Known("".join(part for part in parts if part is not None))

    def _BinOp_(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.RShift | ast.LShift):
            return self.arrow(left, right, forward=isinstance(node.op, ast.RShift))
        if isinstance(node.op, ast.Add):
            if isinstance(left, Many) and isinstance(right, Many):
                return Many((*left.items, *right.items))
            texts = [each.value for each in (left, right) if isinstance(each, Known) and isinstance(each.value, str)]
            if len(texts) == 2:
                return Known(texts[0] + texts[1])
        if tasks_of(left) or tasks_of(right):
            self.lose_order()
        return UNKNOWN

    def _Attribute_(self, node: ast.Attribute) -> Any:
        value = self.value(node.value)
        if node.attr == "output" and isinstance(value, Task):
            return value
        if isinstance(value, Task) and node.attr == "task_id" and value.task_id is not None:
            return Known(value.task_id)
        if tasks_of(value) and node.attr not in ("task_id", "group_id", "dag", "dag_id", "operator"):
            self.lose_order()
        return UNKNOWN

    def _Subscript_(self, node: ast.Subscript) -> Any:
        value, index = self.value(node.value), self.value(node.slice)
        if isinstance(value, Task):
            key = index.value if isinstance(index, Known) and isinstance(index.value, str) else None
            return Item(value, key, node)
        if isinstance(value, Many) and isinstance(index, Known) and isinstance(index.value, int):
            if isinstance(node.value, ast.Dict) or not -len(value.items) <= index.value < len(value.items):
                return UNKNOWN
            return value.items[index.value] if is_certain(value) else UNKNOWN
        if tasks_of(value):
            self.lose_order()
        return UNKNOWN

    def _ListComp_(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Any:
        for part in node.generators:
            self.value(part.iter)
            self.bind(part.target, UNKNOWN)
        with self.looping():
            for part in node.generators:
                for test in part.ifs:
                    self.value(test)
            value = self.value(node.elt)
        return Many((UNKNOWN, value))

    _SetComp_ = _ListComp_
    _GeneratorExp_ = _ListComp_

    def _DictComp_(self, node: ast.DictComp) -> Any:
        for part in node.generators:
            self.value(part.iter)
            self.bind(part.target, UNKNOWN)
        with self.looping():
            self.value(node.key)
            value = self.value(node.value)
        return Many((UNKNOWN, value))

    def _Await_(self, node: ast.Await) -> Any:
        return self.value(node.value)

    def _Starred_(self, node: ast.Starred) -> Any:
        return self.value(node.value)

    def _Call_(self, node: ast.Call) -> Any:
        return self.call(node)
