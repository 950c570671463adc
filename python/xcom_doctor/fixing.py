"""The mechanical rewrites, on the concrete syntax: all else stays as it is, comments and blanks included."""

from __future__ import annotations

import ast
import difflib
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from xcom_doctor.finding import Finding, Fix
from xcom_doctor.fix_imports import Imported, rewritten
from xcom_doctor.source import NotPython, Source

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_String = cst.SimpleString | cst.FormattedString | cst.ConcatenatedString


def fix(findings: list[Finding], *, write: bool) -> str:
    """Does the fixes of findings, or shows them; gives the diff."""
    by_path: dict[str, list[Fix]] = {}
    for finding in findings:
        if finding.fix is not None and os.path.isfile(finding.path):
            by_path.setdefault(finding.path, []).append(finding.fix)
    shown: list[str] = []
    for path, fixes in sorted(by_path.items()):
        old = Path(path).read_bytes()
        try:
            new = fixed(old, fixes)
        except NotRewritten as error:
            print(f"xcom doctor: {path} is left as it is: {error}", file=sys.stderr)
            continue
        if new == old:
            continue
        if write:
            _replace(path, new)
        before, after = (data.decode("utf-8", "replace").splitlines(keepends=True) for data in (old, new))
        shown += difflib.unified_diff(before, after, fromfile=path, tofile=path)
    return "".join(line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in shown)


class NotRewritten(Exception):
    """A file that cannot be rewritten safely, and why."""


def fixed(data: bytes, fixes: Sequence[Fix]) -> bytes:
    """A file's text after its fixes."""
    try:
        module = cst.parse_module(data)
        new = MetadataWrapper(module, unsafe_skip_copy=True).visit(_Rewrite(fixes, Source("", data))).bytes
        ast.parse(new)
    except cst.ParserSyntaxError as error:
        raise NotRewritten(error.message) from None
    except (NotPython, SyntaxError, ValueError, RecursionError) as error:
        raise NotRewritten(str(error)) from None
    return new


def _replace(path: str, data: bytes) -> None:
    """Writes a file whole or not at all."""
    real = os.path.realpath(path)
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(real), prefix=".xcom-doctor-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(temporary, os.stat(real).st_mode & 0o7777)
        os.replace(temporary, real)
    except BaseException:
        os.unlink(temporary)
        raise


class _Rewrite(cst.CSTTransformer):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, fixes: Sequence[Fix], source: Source) -> None:
        super().__init__()
        self.fixes: dict[tuple[int, int], list[Fix]] = {}
        for each in fixes:
            self.fixes.setdefault((each.line, each.column), []).append(each)
        self.imports = Imported(source, fixes)
        self.templates: list[Fix] = []

    def _at(self, node: cst.CSTNode, *actions: str) -> list[Fix]:
        start = self.get_metadata(PositionProvider, node).start
        return [each for each in self.fixes.get((start.line, start.column), ()) if each.action in actions]

    # Imports

    def leave_SimpleStatementLine(
        self, original_node: cst.SimpleStatementLine, updated_node: cst.SimpleStatementLine
    ) -> cst.SimpleStatementLine | cst.FlattenSentinel[cst.SimpleStatementLine]:
        bodies: list[list[cst.BaseSmallStatement]] = []
        for old, new in zip(original_node.body, updated_node.body, strict=True):
            moves = {each.arguments[0]: each.arguments[1] for each in self._at(old, "import")}
            if self.imports.days_ago and self._at(old, "days_ago"):
                moves["days_ago"] = "pendulum"
            bodies.append(rewritten(new, moves, self.imports) if moves and isinstance(new, cst.ImportFrom) else [new])
        if all(len(body) == 1 for body in bodies):
            return updated_node.with_changes(body=[body[0] for body in bodies])
        if len(bodies) > 1:
            return updated_node.with_changes(body=[statement for body in bodies for statement in body])
        lines = [cst.SimpleStatementLine([statement]) for statement in bodies[0]]
        lines[0] = lines[0].with_changes(leading_lines=updated_node.leading_lines)
        lines[-1] = lines[-1].with_changes(trailing_whitespace=updated_node.trailing_whitespace)
        return cst.FlattenSentinel(lines)

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        start = self.get_metadata(PositionProvider, original_node).start
        new = self.imports.renamed.get((start.line, start.column))
        return updated_node if new is None else updated_node.with_changes(value=new)

    # Calls

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.BaseExpression:
        start = self.get_metadata(PositionProvider, original_node).start
        if (start.line, start.column) in self.imports.days_ago:
            return self._days_ago(updated_node)
        kept: list[cst.Arg] = []
        for old, new in zip(original_node.args, updated_node.args, strict=True):
            if self._at(old, "remove") and old.keyword is not None and not _comment_follows(new):
                if new is updated_node.args[-1] and kept:
                    kept[-1] = kept[-1].with_changes(comma=_closing(kept[-1].comma, new.comma))
                continue
            names = [each.arguments[0] for each in self._at(old, "rename")]
            if names and old.keyword is not None:
                new = new.with_changes(keyword=cst.Name(names[0]))
            kept.append(new)
        return updated_node.with_changes(args=kept)

    def _days_ago(self, node: cst.Call) -> cst.BaseExpression:
        number = cst.Module([]).code_for_node(node.args[0].value)
        minus = f"-{number}" if re.fullmatch(r"\w+", number) else f"-({number})"
        return cst.parse_expression(f"pendulum.today('UTC').add(days={minus})")

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        for each in self._at(original_node, "attribute"):
            if original_node.attr.value == each.arguments[0]:
                return updated_node.with_changes(attr=cst.Name(each.arguments[1]))
        return updated_node

    # Texts

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        self.templates += self._at(node, "template")

    def leave_SimpleString(self, original_node: cst.SimpleString, updated_node: cst.SimpleString) -> cst.BaseExpression:
        value = self._rendered(updated_node.value)
        self._left(original_node)
        for each in self._at(original_node, "text"):
            if original_node.evaluated_value == each.arguments[0]:
                value = value.replace(each.arguments[0], each.arguments[1])
        return updated_node.with_changes(value=value)

    def visit_FormattedString(self, node: cst.FormattedString) -> None:
        self.templates += self._at(node, "template")

    def leave_FormattedString(
        self, original_node: cst.FormattedString, updated_node: cst.FormattedString
    ) -> cst.BaseExpression:
        self._left(original_node)
        return updated_node

    def leave_FormattedStringText(
        self, original_node: cst.FormattedStringText, updated_node: cst.FormattedStringText
    ) -> cst.FormattedStringText:
        return updated_node.with_changes(value=self._rendered(updated_node.value))

    def visit_ConcatenatedString(self, node: cst.ConcatenatedString) -> None:
        self.templates += self._at(node, "template")

    def leave_ConcatenatedString(
        self, original_node: cst.ConcatenatedString, updated_node: cst.ConcatenatedString
    ) -> cst.BaseExpression:
        self._left(original_node)
        return updated_node

    def _left(self, node: _String) -> None:
        if count := len(self._at(node, "template")):
            del self.templates[-count:]

    def _rendered(self, text: str) -> str:
        for each in self.templates:
            old, new = each.arguments
            name = re.compile(rf"""(?<![\w.'"]){re.escape(old)}(?![\w'"]|\s*=[^=])""")
            text = _TAG.sub(lambda tag, name=name, new=new: name.sub(new, tag[0]), text)  # type: ignore[misc]
        return text


def _closing(
    before: cst.Comma | cst.MaybeSentinel, last: cst.Comma | cst.MaybeSentinel
) -> cst.Comma | cst.MaybeSentinel:
    """The comma of the argument that is the last one now: as the last one had it, with the comments of its own."""
    if not isinstance(before, cst.Comma) or "#" not in cst.Module([]).code_for_node(before):
        return last
    space = before.whitespace_after
    end = last.whitespace_after if isinstance(last, cst.Comma) else None
    if isinstance(space, cst.ParenthesizedWhitespace) and isinstance(end, cst.ParenthesizedWhitespace):
        space = space.with_changes(indent=end.indent, last_line=end.last_line)
    return before.with_changes(whitespace_after=space)


def _comment_follows(argument: cst.Arg) -> bool:
    """A comment on a line of its own behind an argument, which is about the next one."""
    space = argument.comma.whitespace_after if isinstance(argument.comma, cst.Comma) else None
    return isinstance(space, cst.ParenthesizedWhitespace) and any(line.comment for line in space.empty_lines)
