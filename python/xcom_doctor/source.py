"""One DAG file: its text and tree, and the report that rules write."""

from __future__ import annotations

import ast
import io
import tokenize
import warnings
from functools import cached_property

from xcom_doctor.finding import Finding, Fix, Severity, pages
from xcom_doctor.names import Names


class NotPython(Exception):
    """The file is not Python 3; where, and what its parser says."""

    def __init__(self, line: int, column: int, text: str) -> None:
        super().__init__(text)
        self.line = line
        self.column = column


class Source:
    """A parsed file. `where` is what findings call it."""

    def __init__(self, where: str, data: bytes) -> None:
        self.where = where
        self.findings: list[Finding] = []
        self.packages: set[str] = set()
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            self.text = data.decode(encoding)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.tree = ast.parse(data)
        except SyntaxError as error:
            raise NotPython(error.lineno or 1, error.offset or 1, error.msg or str(error)) from None
        except (ValueError, RecursionError, MemoryError) as error:
            raise NotPython(1, 1, str(error) or type(error).__name__) from None
        self.names = Names()

    @cached_property
    def lines(self) -> list[str]:
        # As Python counts: no form feed or Unicode separator ends a line.
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def column(self, node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.ExceptHandler | ast.alias) -> int:
        """The column of a node in characters, from 0; the tree counts in bytes."""
        if node.lineno > len(self.lines):
            return node.col_offset
        line = self.lines[node.lineno - 1]
        if line.isascii():
            return node.col_offset
        return len(line.encode()[: node.col_offset].decode(errors="replace"))

    def report(
        self,
        node: ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias,
        code: str,
        text: str,
        *,
        rewrite: str | None = None,
        ruff: str | None = None,
        fix: tuple[str, ...] | None = None,
        severity: Severity | None = None,
        at: ast.expr | ast.stmt | ast.keyword | None = None,
    ) -> None:
        """Adds a finding at a node. `fix` is an action and its arguments, done at the node or at `at`."""
        column = self.column(node)
        place = at if at is not None else node
        done = None if fix is None else Fix(fix[0], place.lineno, self.column(place), fix[1:])
        self._add(node.lineno, column + 1, code, text, rewrite, ruff, done, severity)

    def report_line(
        self,
        line: int,
        column: int,
        code: str,
        text: str,
        *,
        rewrite: str | None = None,
        ruff: str | None = None,
        fix: Fix | None = None,
    ) -> None:
        """Adds a finding at a place."""
        self._add(line, column, code, text, rewrite, ruff, fix, None)

    def elsewhere(self, path: str, line: int, column: int, code: str, text: str, rewrite: str | None) -> None:
        """Adds a finding in another file, one that this one renders."""
        finding = Finding(path, line, column, code, text, pages()[code].severity, rewrite)
        if finding not in self.findings:
            self.findings.append(finding)

    def _add(
        self,
        line: int,
        column: int,
        code: str,
        text: str,
        rewrite: str | None,
        ruff: str | None,
        fix: Fix | None,
        severity: Severity | None,
    ) -> None:
        finding = Finding(
            self.where, line, column, code, text, severity or pages()[code].severity, rewrite, ruff or None, fix
        )
        if finding not in self.findings:
            self.findings.append(finding)
