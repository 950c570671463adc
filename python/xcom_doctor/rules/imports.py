"""Imports: what is gone, what moved, and which package has it."""

from __future__ import annotations

import ast

from xcom_bridge import dropped
from xcom_doctor import tables
from xcom_doctor.tables import Move
from xcom_doctor.walk import Rule, Walk

# Airflow 1 let plugins add modules here; no version since has, so an unknown one is gone for certain.
_CLOSED = ("airflow.contrib", "airflow.operators", "airflow.hooks", "airflow.sensors", "airflow.datasets")
_GONE_PACKAGES = ("airflow.contrib", "airflow.datasets", "airflow.kubernetes", "airflow.www")
_DAYS_AGO = "airflow.utils.dates.days_ago"
_LIVING = frozenset({"airflow.operators", "airflow.hooks", "airflow.sensors", "airflow.jobs"})


class Imports(Rule):
    """XD101, XD102, XD201, XD202."""

    def imported(self, walk: Walk, node: ast.Import | ast.ImportFrom, alias: ast.alias, module: str, name: str) -> None:
        if module.startswith("airflow.providers"):
            self._provider(walk, alias, f"{module}.{name}" if module == "airflow.providers" else module)
            return
        self._judge(walk, alias, module, name, node)

    def reference(self, walk: Walk, node: ast.Attribute, path: str) -> None:
        """`airflow.utils.dates.days_ago` of `import airflow`; what the import itself says is not said twice."""
        parts = path.split(".")
        for length in range(len(parts) - 1, 0, -1):
            module, name = ".".join(parts[:length]), parts[length]
            if module in tables.gone().names or module in tables.deprecated().names:
                base: ast.expr = node
                for _ in range(len(parts) - 1 - length):
                    base = base.value if isinstance(base, ast.Attribute) else base
                if isinstance(base, ast.Attribute) and not tables.gone().module(module):
                    self._judge(walk, base, module, name, None)
                return

    def _judge(
        self,
        walk: Walk,
        at: ast.alias | ast.Attribute,
        module: str,
        name: str,
        node: ast.Import | ast.ImportFrom | None,
    ) -> None:
        gone, deprecated = tables.gone(), tables.deprecated()
        whole = f"{module}.{name}" if name else module
        move = gone.names.get(module, {}).get(name)
        if move is not None:
            self._gone(walk, at, whole, move, node)
        elif (old := deprecated.names.get(module, {}).get(name)) is not None:
            self._deprecated(walk, at, whole, old, node)
        elif name and gone.module(whole):
            self._gone(walk, at, whole, Move(None), node)
        elif gone.module(module) or _unknown(module, name):
            self._gone(walk, at, whole if name and name != "*" else module, Move(None), node)

    def _gone(
        self, walk: Walk, at: ast.alias | ast.Attribute, path: str, move: Move, node: ast.Import | ast.ImportFrom | None
    ) -> None:
        if move.path is None:
            advice = dropped.import_path(path)
            walk.source.report(
                at,
                "XD102",
                f"{path} is not in Airflow 3.2.1" + (f": {advice}" if advice else ""),
                ruff=move.ruff,
                fix=("days_ago",) if path == _DAYS_AGO and isinstance(node, ast.ImportFrom) else None,
                at=node,
            )
            return
        text = f"{path} is not in Airflow 3.2.1: it is {move.path}{_needs(move.path)}"
        walk.source.report(
            at,
            "XD101",
            text + ("; its arguments differ" if move.by_hand else ""),
            rewrite=_statement(at, move.path),
            ruff=move.ruff,
            fix=None if move.by_hand else _moved(node, at, move.path),
            at=node,
        )

    def _deprecated(
        self, walk: Walk, at: ast.alias | ast.Attribute, path: str, move: Move, node: ast.Import | ast.ImportFrom | None
    ) -> None:
        if move.path is None:
            walk.source.report(at, "XD201", f"{path} is deprecated in Airflow 3.2.1", ruff=move.ruff)
            return
        walk.source.report(
            at,
            "XD201",
            f"{path} is deprecated in Airflow 3.2.1: it is {move.path}{_needs(move.path)}",
            rewrite=_statement(at, move.path),
            ruff=move.ruff,
            fix=_moved(node, at, move.path),
            at=node,
        )

    def _provider(self, walk: Walk, alias: ast.alias, module: str) -> None:
        package = tables.package(module)
        if package is None:
            return
        walk.source.packages.add(package)
        if tables.installed(package) is None:
            walk.source.report(alias, "XD202", f"{module} needs {package}, which is not installed here")


def _unknown(module: str, name: str) -> bool:
    """A module that neither version has, where nobody else can have added one."""
    if module.startswith(tuple(package + "." for package in _GONE_PACKAGES)) or module in _GONE_PACKAGES:
        return True
    if module in _LIVING:
        return bool(name) and name[:1].isupper()
    package, _, inner = module.rpartition(".")
    return package in _LIVING and inner.endswith(("_operator", "_hook", "_sensor", "_plugin", "_job"))


def _needs(path: str) -> str:
    package = tables.package(path)
    if package is None:
        return ""
    version = tables.installed(package)
    return f" ({package}, {f'installed: {version}' if version else 'not installed here'})"


def _statement(at: ast.alias | ast.Attribute, path: str) -> str:
    if isinstance(at, ast.Attribute):
        return path
    module, _, name = path.rpartition(".")
    renamed = f" as {at.asname}" if at.asname and at.asname != name else ""
    return f"from {module} import {name}{renamed}"


def _moved(
    node: ast.Import | ast.ImportFrom | None, at: ast.alias | ast.Attribute, path: str
) -> tuple[str, ...] | None:
    if isinstance(node, ast.ImportFrom) and isinstance(at, ast.alias):
        return ("import", at.name, path)
    return None
