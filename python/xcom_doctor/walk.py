"""The one walk through a file, which feeds the rules."""

from __future__ import annotations

import ast
import re

from xcom_doctor import paths
from xcom_doctor.model.interpreter import Interpreter
from xcom_doctor.model.values import Function
from xcom_doctor.roles import Role, roles
from xcom_doctor.source import Source


class Rule:
    """What the walk meets. A rule takes what it is about."""

    def imported(self, walk: Walk, node: ast.Import | ast.ImportFrom, alias: ast.alias, module: str, name: str) -> None:
        """`import module` (name is empty) or `from module import name`."""

    def reference(self, walk: Walk, node: ast.Attribute, path: str) -> None:
        """`module.name` of an imported module; the longest there is."""

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        """Any call."""

    def expression(self, walk: Walk, node: ast.expr) -> None:
        """A subscript, an attribute or a dict display."""

    def function(self, walk: Walk, node: Function) -> None:
        """A function, after its scope is entered."""

    def class_(self, walk: Walk, node: ast.ClassDef) -> None:
        """A class."""

    def returned(self, walk: Walk, node: ast.Return) -> None:
        """A `return` with a value."""

    def template(self, walk: Walk, node: ast.Constant | ast.JoinedStr, text: str, argument: str) -> None:
        """A text that an operator may render."""

    def end(self, walk: Walk) -> None:
        """The whole file was walked."""


class Walk(ast.NodeVisitor):
    """Walks a file once."""

    def __init__(self, source: Source, rules: list[Rule]) -> None:
        self.source = source
        self.rules = rules
        self.names = source.names
        self.functions: list[Function] = []
        self.classes: list[ast.ClassDef] = []
        self.silent_imports = 0
        self.guarded: list[tuple[int, int]] = []
        self.roles: dict[Function, Role] = {}
        self.model = Interpreter(self.names)

    def run(self) -> None:
        """Walks the file; the source has the findings then."""
        tree = self.source.tree
        self.names.enter(tree)
        self.roles = roles(tree, self.names)
        self.model.run(tree.body)
        for node in tree.body:
            self.visit(node)
        for rule in self.rules:
            rule.end(self)
        self.names.leave()
        self._forget_guarded()

    @property
    def task(self) -> Function | None:
        """The innermost function that Airflow calls while a task runs."""
        return next((function for function in reversed(self.functions) if function in self.roles), None)

    # Imports

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._imported(node, alias, alias.name, "")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if node.level == 0 and node.module:
            for alias in node.names:
                self._imported(node, alias, node.module, alias.name)

    def _imported(self, node: ast.Import | ast.ImportFrom, alias: ast.alias, module: str, name: str) -> None:
        if module.partition(".")[0] == "airflow" and not self.silent_imports:
            for rule in self.rules:
                rule.imported(self, node, alias, module, name)

    def visit_Try(self, node: ast.Try) -> None:
        """An import that is caught is not a failure; what is done instead counts only if it fails."""
        caught = any(_catches_imports(handler) for handler in node.handlers)
        if not caught:
            return self.generic_visit(node)
        before = len(self.source.findings)
        for child in node.body:
            self.visit(child)
        fails = any(finding.code in _IMPORTS[:2] for finding in self.source.findings[before:])
        if fails:
            self.source.findings[before:] = [
                finding for finding in self.source.findings[before:] if finding.code not in _IMPORTS
            ]
        self.silent_imports += not fails
        for handler in node.handlers:
            self.visit(handler)
        self.silent_imports -= not fails
        for child in (*node.orelse, *node.finalbody):
            self.visit(child)
        return None

    def visit_If(self, node: ast.If) -> None:
        """What only type checkers see is not imported; what asks for Airflow's version knows of the difference."""
        self.visit(node.test)
        parts = [part for part in ast.walk(node.test) if isinstance(part, ast.Name | ast.Attribute)]
        words = {part.id if isinstance(part, ast.Name) else part.attr for part in parts}
        if any(_VERSION.search(word) for word in words):
            returns = isinstance(node.body[-1], ast.Return | ast.Raise | ast.Continue) and self.functions
            last = self.functions[-1].end_lineno if returns else node.end_lineno
            self.guarded.append((node.lineno, last or node.lineno))
        unseen = "TYPE_CHECKING" in words
        self.silent_imports += unseen
        for child in node.body:
            self.visit(child)
        self.silent_imports -= unseen
        for child in node.orelse:
            self.visit(child)

    def _forget_guarded(self) -> None:
        if self.guarded:
            self.source.findings[:] = [
                finding
                for finding in self.source.findings
                if finding.path != self.source.where
                or finding.code.startswith(("XD0", "XD5"))
                or not any(first <= finding.line <= last for first, last in self.guarded)
            ]

    # Scopes

    def visit_FunctionDef(self, node: Function) -> None:
        for outer in (*node.decorator_list, *node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)):
            self.visit(outer)
        self.names.enter(node)
        self.functions.append(node)
        for rule in self.rules:
            rule.function(self, node)
        for child in node.body:
            self.visit(child)
        self.functions.pop()
        self.names.leave()

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> None:
        self.names.enter(node)
        self.visit(node.body)
        self.names.leave()

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for rule in self.rules:
            rule.class_(self, node)
        for outer in (*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)):
            self.visit(outer)
        self.names.enter(node)
        self.classes.append(node)
        for child in node.body:
            self.visit(child)
        self.classes.pop()
        self.names.leave()

    # Expressions

    def visit_Call(self, node: ast.Call) -> None:
        path = self.names.path(node.func)
        for rule in self.rules:
            rule.call(self, node, path)
        name = (
            node.func.attr
            if isinstance(node.func, ast.Attribute)
            else node.func.id
            if isinstance(node.func, ast.Name)
            else ""
        )
        keywords = {keyword.arg for keyword in node.keywords}
        if paths.is_operator(path) or paths.is_operator_name(name) or ("task_id" in keywords and name != "xcom_pull"):
            for keyword in node.keywords:
                if keyword.arg and not keyword.arg.startswith(("doc", "task_display")):
                    self._templates(keyword.value, keyword.arg)
        self.generic_visit(node)

    def _templates(self, node: ast.expr, argument: str) -> None:
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self._template(node, node.value, argument)
        elif isinstance(node, ast.JoinedStr):
            text = "".join(
                part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else "unknown"
                for part in node.values
            )
            self._template(node, text, argument)
        elif isinstance(node, ast.Dict):
            for value in node.values:
                self._templates(value, argument)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            for element in node.elts:
                self._templates(element, argument)

    def _template(self, node: ast.Constant | ast.JoinedStr, text: str, argument: str) -> None:
        for rule in self.rules:
            rule.template(self, node, text, argument)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        path = self.names.path(node)
        if path is not None:
            if path.startswith("airflow."):
                for rule in self.rules:
                    rule.reference(self, node, path)
            return
        for rule in self.rules:
            rule.expression(self, node)
        self.visit(node.value)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        for rule in self.rules:
            rule.expression(self, node)
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        for rule in self.rules:
            rule.expression(self, node)
        self.generic_visit(node)

    def visit_Return(self, node: ast.Return) -> None:
        if node.value is not None:
            for rule in self.rules:
                rule.returned(self, node)
        self.generic_visit(node)


def _catches_imports(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in _CAUGHT for kind in kinds)


_IMPORTS = ("XD101", "XD102", "XD201")
_VERSION = re.compile(r"(?i)airflow_?v|version")
_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "Exception", "BaseException"})
