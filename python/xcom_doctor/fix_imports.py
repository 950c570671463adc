"""Imports under their new names, and the names' uses."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import libcst as cst

from xcom_doctor.finding import Fix
from xcom_doctor.source import Source


class Imported:
    """What follows from the import fixes of a file for the rest of it. Places are (line, column), columns from 0."""

    def __init__(self, source: Source, fixes: Sequence[Fix]) -> None:
        tree = source.tree
        uses: dict[str, list[ast.Name]] = {}
        bound: set[str] = set()
        imports: dict[str, int] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Name):
                uses.setdefault(node.id, []).append(node)
                if not isinstance(node.ctx, ast.Load):
                    bound.add(node.id)
            elif isinstance(node, ast.arg):
                bound.add(node.arg)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                bound.add(node.name)
            elif isinstance(node, ast.Global | ast.Nonlocal):
                bound.update(node.names)
            elif isinstance(node, ast.Import | ast.ImportFrom):
                for alias in node.names:
                    name = alias.asname or alias.name.partition(".")[0]
                    imports[name] = imports.get(name, 0) + 1
        #: The name under which a moved name is imported: its new one where that is free, else the old one.
        self.names: dict[tuple[str, str], str] = {}
        self.renamed: dict[tuple[int, int], str] = {}
        for fix in fixes:
            if fix.action != "import":
                continue
            old, new = fix.arguments[0], fix.arguments[1].rpartition(".")[2]
            free = new not in uses and new not in bound and new not in imports and old not in bound
            plain = imports.get(old) == 1 and not _exported(tree, old)
            self.names[old, fix.arguments[1]] = new if old == new or (free and plain) else old
            if old != new and free and plain:
                for use in uses.get(old, ()):
                    self.renamed[(use.lineno, source.column(use))] = new
        self.days_ago = self._days_ago(source, fixes, uses.get("days_ago", []), bound, imports)

    def _days_ago(
        self, source: Source, fixes: Sequence[Fix], uses: list[ast.Name], bound: set[str], imports: dict[str, int]
    ) -> set[tuple[int, int]]:
        """The calls `days_ago(n)`; none where it is used in another way too."""
        if not any(fix.action == "days_ago" for fix in fixes) or imports.get("days_ago") != 1 or "pendulum" in bound:
            return set()
        calls = [
            node
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "days_ago"
        ]
        # In an f-string its quotes could end the text.
        inside = {
            inner for node in ast.walk(source.tree) if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)
        }
        simple = all(
            call not in inside
            and len(call.args) == 1
            and not call.keywords
            and not isinstance(call.args[0], ast.Starred)
            for call in calls
        )
        return (
            {(call.lineno, source.column(call)) for call in calls}
            if simple and calls and len(calls) == len(uses)
            else set()
        )


def rewritten(statement: cst.ImportFrom, moves: dict[str, str], imported: Imported) -> list[cst.BaseSmallStatement]:
    """`from a import b, c` as one import for each module that its names are in now."""
    if isinstance(statement.names, cst.ImportStar) or statement.module is None:
        return [statement]
    groups: dict[str | None, list[cst.ImportAlias]] = {}
    for alias in statement.names:
        old = alias.name.value
        path = moves.get(old) if isinstance(old, str) else None
        module = None if path is None else path.rpartition(".")[0]
        if path is not None and isinstance(old, str) and module:
            name = path.rpartition(".")[2]
            kept = imported.names.get((old, path), name)
            alias = alias.with_changes(name=cst.Name(name))
            if alias.asname is None and kept != name:
                alias = alias.with_changes(asname=cst.AsName(cst.Name(kept)))
        groups.setdefault(path if path is not None and not module else module, []).append(alias)
    statements: list[cst.BaseSmallStatement] = []
    for module, aliases in groups.items():
        if module == "pendulum":
            statements.append(cst.Import([cst.ImportAlias(cst.Name("pendulum"))]))
            continue
        changed = statement if module is None else statement.with_changes(module=_dotted(module))
        statements.append(_with_names(changed, aliases, first=not statements, alone=len(groups) == 1))
    return statements


def _with_names(
    statement: cst.ImportFrom, aliases: list[cst.ImportAlias], *, first: bool, alone: bool
) -> cst.ImportFrom:
    """The statement with some of its names; brackets stay where comments need them."""
    if alone or (statement.lpar is not None and (first or any(_spans_lines(alias) for alias in aliases))):
        last = aliases[-1]
        if statement.lpar is None:
            aliases = [*aliases[:-1], last.with_changes(comma=cst.MaybeSentinel.DEFAULT)]
        return statement.with_changes(names=aliases)
    bare = [alias.with_changes(comma=cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))) for alias in aliases[:-1]]
    bare.append(aliases[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT))
    return statement.with_changes(names=bare, lpar=None, rpar=None)


def _spans_lines(alias: cst.ImportAlias) -> bool:
    return isinstance(alias.comma, cst.Comma) and "#" in cst.Module([]).code_for_node(alias.comma)


def _dotted(path: str) -> cst.Attribute | cst.Name:
    node: cst.Attribute | cst.Name = cst.Name(path.partition(".")[0])
    for part in path.split(".")[1:]:
        node = cst.Attribute(node, cst.Name(part))
    return node


def _exported(tree: ast.Module, name: str) -> bool:
    """Whether a text says the name too: `__all__`, or an annotation in quotes."""
    return any(isinstance(node, ast.Constant) and node.value == name for node in ast.walk(tree))
