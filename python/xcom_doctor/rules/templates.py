"""Names in templates that Airflow 3 has no more, in the DAG file and in the files it renders."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from xcom_bridge import dropped
from xcom_doctor import jinja
from xcom_doctor.finding import Fix
from xcom_doctor.rules.context import KEYS, attributes
from xcom_doctor.walk import Rule, Walk

_FILES = (".sql", ".sh", ".bash", ".hql", ".html", ".json", ".yaml", ".yml", ".txt", ".md")
_SIMPLE = {
    "execution_date": "logical_date",
    "tomorrow_ds": "macros.ds_add(ds, 1)",
    "yesterday_ds": "macros.ds_add(ds, -1)",
}
_OBJECTS = {"ti": "ti", "task_instance": "ti", "dag_run": "dag_run", "dag": "dag"}


class Templates(Rule):
    """XD302."""

    def __init__(self) -> None:
        self.files: list[tuple[str, Path]] = []
        self.searched: list[Path] = []

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        for keyword in node.keywords:
            if keyword.arg == "template_searchpath":
                values = keyword.value.elts if isinstance(keyword.value, ast.List | ast.Tuple) else [keyword.value]
                self.searched += [
                    Path(v.value) for v in values if isinstance(v, ast.Constant) and isinstance(v.value, str)
                ]

    def template(self, walk: Walk, node: ast.Constant | ast.JoinedStr, text: str, argument: str) -> None:
        if "\n" not in text and text.endswith(_FILES) and isinstance(node, ast.Constant):
            self._file(walk, text)
        found = jinja.read(text)
        if found is None:
            return
        for name, line in _gone(found):
            at = _place(walk, node, line, name)
            fix = None
            if name in _SIMPLE:
                fix = Fix("template", node.lineno, walk.source.column(node), (name, _SIMPLE[name]))
            elif name == "dag_run.execution_date":
                fix = Fix("template", node.lineno, walk.source.column(node), (name, "dag_run.logical_date"))
            walk.source.report_line(*at, "XD302", _text(name), rewrite=fix.arguments[1] if fix else None, fix=fix)

    def _file(self, walk: Walk, text: str) -> None:
        beside = Path(walk.source.where).parent
        for folder in (beside, *(path if path.is_absolute() else beside / path for path in self.searched)):
            path = folder / text
            if path.is_file():
                self.files.append((text, path))
                return

    def end(self, walk: Walk) -> None:
        for _, path in self.files:
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            found = jinja.read(text)
            lines = text.splitlines()
            for name, line in _gone(found) if found else ():
                column = lines[line - 1].find(name) + 1 if line <= len(lines) else 1
                walk.source.elsewhere(str(path), line, max(column, 1), "XD302", _text(name), _SIMPLE.get(name))


def _gone(found: jinja.Template) -> list[tuple[str, int]]:
    names = [(name, line) for name, line in found.names if name in KEYS]
    for base, attribute, line in found.attributes:
        if base in _OBJECTS and attribute in attributes()[_OBJECTS[base]]:
            names.append((f"{base}.{attribute}", line))
    return names


def _text(name: str) -> str:
    base, _, attribute = name.rpartition(".")
    if base:
        return f"{base} has no {attribute} in Airflow 3.2.1" + (
            ": it is logical_date" if attribute == "execution_date" else ""
        )
    advice = dropped.context_key(name)
    return f"templates of Airflow 3 have no {name}" + (f": {advice}" if advice else "")


def _place(walk: Walk, node: ast.expr, line: int, name: str) -> tuple[int, int]:
    """Where a name of a template is in the file: as good as the literal shows it."""
    first, last = node.lineno, node.end_lineno or node.lineno
    lines = walk.source.lines
    for number in (min(first + line - 1, last), *range(first, last + 1)):
        text = lines[number - 1] if number <= len(lines) else ""
        start = walk.source.column(node) if number == first else 0
        if found := re.compile(rf"(?<![\w.]){re.escape(name)}\b").search(text, start):
            return number, found.start() + 1
    return first, walk.source.column(node) + 1
