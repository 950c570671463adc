"""DAGs without a schedule."""

from __future__ import annotations

import ast

from xcom_doctor import paths
from xcom_doctor.walk import Rule, Walk

_SCHEDULES = frozenset({"schedule", "schedule_interval", "timetable", None})


class Schedules(Rule):
    """XD408."""

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        if path not in paths.DAG and path not in paths.DAG_DECORATOR:
            return
        if len(node.args) >= 3 or any(isinstance(argument, ast.Starred) for argument in node.args):
            return
        if not any(keyword.arg in _SCHEDULES for keyword in node.keywords):
            self._report(walk, node.func)

    def function(self, walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for decorator in node.decorator_list:
            if walk.names.path(decorator) in paths.DAG_DECORATOR:
                self._report(walk, decorator)

    def _report(self, walk: Walk, node: ast.expr) -> None:
        walk.source.report(
            node,
            "XD408",
            "a DAG without a schedule runs daily in Airflow 2, and only by hand in Airflow 3",
            rewrite='schedule="@daily" or schedule=None',
            ruff="AIR002",
        )
