"""Names of the context, and attributes of what is in it, that Airflow 3 has no more."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from xcom_bridge import dropped
from xcom_doctor import objects
from xcom_doctor.finding import Severity
from xcom_doctor.model.values import Function
from xcom_doctor.walk import Rule, Walk

_RUFF = frozenset(dropped.CONTEXT)
KEYS = _RUFF | {"test_mode", "expanded_ti_count", "triggering_dataset_events"}
_NAMES = {"ti": "the task instance", "dag_run": "the DAG run", "dag": "the DAG"}
_ADVICE = {
    "execution_date": "it is logical_date",
    "get_dagrun": "use dag_run of the context",
    "previous_ti": "use get_previous_ti()",
    "external_trigger": "use dag_run.run_type",
}


@cache
def attributes() -> dict[str, frozenset[str]]:
    """What the objects of the context had in 2.11.2 and have not in 3.2.1."""
    text = (Path(__file__).parent.parent / "data" / "attributes.txt").read_text(encoding="utf-8")
    lines = [line.split() for line in text.splitlines() if not line.startswith("#")]
    return {line[0]: frozenset(line[1:]) for line in lines}


class ContextKeys(Rule):
    """XD301, XD304."""

    def expression(self, walk: Walk, node: ast.expr) -> None:
        self._key(walk, node)
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            kind = objects.kind(walk, node.value)
            if kind in _NAMES and node.attr in attributes()[kind]:
                advice = _ADVICE.get(node.attr)
                walk.source.report(
                    node,
                    "XD304",
                    f"{_NAMES[kind]} has no {node.attr} in Airflow 3.2.1" + (f": {advice}" if advice else ""),
                    rewrite="logical_date" if (kind, node.attr) == ("dag_run", "execution_date") else None,
                    fix=("attribute", "execution_date", "logical_date")
                    if (kind, node.attr) == ("dag_run", "execution_date")
                    else None,
                )

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        self._key(walk, node)

    def _key(self, walk: Walk, node: ast.expr) -> None:
        key = objects.context_key(walk, node)
        if key not in KEYS or key is None:
            return
        constant = (
            node.slice if isinstance(node, ast.Subscript) else node.args[0] if isinstance(node, ast.Call) else node
        )
        role = walk.roles.get(walk.task) if walk.task is not None else None
        if role is not None and (role.given is None or key in role.given):
            return
        gets_default = isinstance(node, ast.Call)
        walk.source.report(
            node,
            "XD301",
            f"the context of Airflow 3 has no {key}" + _advice(key) + ("; here it is None" if gets_default else ""),
            rewrite='"logical_date"' if key == "execution_date" else None,
            ruff="AIR301" if key in _RUFF else None,
            severity=Severity.DIFFERS if gets_default else None,
            fix=("text", key, "logical_date") if key == "execution_date" else None,
            at=constant,
        )

    def function(self, walk: Walk, node: Function) -> None:
        """A parameter that Airflow 2 fills by its name."""
        role = walk.roles.get(node)
        if role is None or role.kind not in ("task", "callable") or role.given is None or role.positional:
            return
        arguments = node.args
        plain = [*arguments.posonlyargs, *arguments.args]
        with_default = set(plain[len(plain) - len(arguments.defaults) :])
        with_default |= {a for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if d is not None}
        for argument in (*plain, *arguments.kwonlyargs):
            if argument.arg not in KEYS or argument.arg in role.given or argument.arg == "conf":
                continue
            if role.kind == "task" and not self._left_out(walk, node, argument.arg):
                continue
            ending = "; here it is its default" if argument in with_default else ""
            walk.source.report(
                argument,
                "XD301",
                f"Airflow 3 does not fill the parameter {argument.arg}" + _advice(argument.arg) + ending,
                severity=Severity.DIFFERS if argument in with_default else None,
            )

    def _left_out(self, walk: Walk, node: Function, name: str) -> bool:
        """Whether every call that makes a task of a function leaves a parameter out."""
        calls = [task.call for dag in walk.model.dags for task in dag.tasks if task.function is node]
        return bool(calls) and all(
            not call.args and not any(keyword.arg in (name, None) for keyword in call.keywords) for call in calls
        )


def _advice(key: str) -> str:
    advice = dropped.context_key(key)
    return f": {advice}" if advice else ""
