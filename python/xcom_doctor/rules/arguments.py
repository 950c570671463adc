"""Arguments that Airflow 3.2.1 refuses, and trigger rules."""

from __future__ import annotations

import ast

from xcom_bridge import dropped
from xcom_doctor import paths
from xcom_doctor.walk import Rule, Walk

# The new name; None where the argument is to be left out, `?` where somebody has to think.
_OF: dict[str, dict[str, str | None]] = {
    "BashOperator": {"skip_exit_code": "skip_on_exit_code"},
    "TriggerDagRunOperator": {"execution_date": "logical_date", "run_id": "trigger_run_id", "python_callable": "?"},
    "ExternalTaskMarker": {"execution_date": "logical_date"},
    "BranchDayOfWeekOperator": {"use_task_execution_day": "use_task_logical_date"},
    "DayOfWeekSensor": {"use_task_execution_day": "use_task_logical_date"},
    "BranchDateTimeOperator": {"use_task_execution_date": "use_task_logical_date"},
    "PythonVirtualenvOperator": {"use_dill": "?"},
    "ExternalPythonOperator": {"use_dill": "?"},
}
_TASK = {name: new for name, new in dropped.OPERATOR_ARGUMENTS.items() if name != "xcom_push"}
_RULE_CLASSES = frozenset({
    "airflow.utils.trigger_rule.TriggerRule", "airflow.sdk.TriggerRule", "airflow.task.trigger_rule.TriggerRule"
})  # fmt: skip
_RUFF = frozenset({"schedule_interval", "timetable", "concurrency", "fail_stop", "default_view", "orientation"}) | {
    "use_task_execution_day", "task_concurrency", "provide_context", "default_var"
}  # fmt: skip


class Arguments(Rule):
    """XD103 of DAGs, XD104 of operators, XD105 for trigger rules, XD203 for what has no effect, XD303."""

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        if path in paths.DAG or path in paths.DAG_DECORATOR:
            self._arguments(walk, node, dropped.DAG_ARGUMENTS, "XD103", "DAG")
            self._sla(walk, node, "sla_miss_callback")
        elif path is not None and (paths.is_operator(path) or paths.is_operator(path.removesuffix(".partial"))):
            name = path.removesuffix(".partial").rpartition(".")[2]
            self._arguments(walk, node, dropped.OPERATOR_ARGUMENTS | _OF.get(name, {}), "XD104", name)
            self._sla(walk, node, "sla")
        elif paths.task_kind(path) is not None:
            self._arguments(walk, node, _TASK, "XD104", "@task")
        elif path == "airflow.sdk.Variable.get":
            self._arguments(walk, node, {"default_var": "default"}, "XD303", "airflow.sdk.Variable.get")
        for keyword in node.keywords:
            if keyword.arg == "trigger_rule":
                self._trigger_rule(walk, keyword.value)

    def _arguments(self, walk: Walk, node: ast.Call, changed: dict[str, str | None], code: str, of: str) -> None:
        present = {keyword.arg for keyword in node.keywords}
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg not in changed:
                continue
            new = changed[keyword.arg]
            advice = dropped.argument(keyword.arg, of)
            fix: tuple[str, ...] | None = None
            if new is None:
                fix = ("remove",)
            elif new != "?" and new not in present and sum(changed.get(name or "") == new for name in present) == 1:
                fix = ("rename", new)
            walk.source.report(
                keyword,
                code,
                f"{of} has no argument {keyword.arg} in Airflow 3.2.1" + (f": {advice}" if advice else ""),
                rewrite=None if new == "?" else f"{new}=" if new else f"without {keyword.arg}=",
                ruff="AIR301" if keyword.arg in _RUFF else None,
                fix=fix,
            )

    def _sla(self, walk: Walk, node: ast.Call, name: str) -> None:
        for keyword in node.keywords:
            if keyword.arg == name and not (isinstance(keyword.value, ast.Constant) and keyword.value.value is None):
                walk.source.report(keyword, "XD203", f"{name} has no effect in Airflow 3.2.1", ruff="AIR311")

    def _trigger_rule(self, walk: Walk, value: ast.expr) -> None:
        if isinstance(value, ast.Constant) and value.value in dropped.TRIGGER_RULES:
            self._rule(walk, value, value.value, ("text", value.value, dropped.TRIGGER_RULES[value.value]))

    def expression(self, walk: Walk, node: ast.expr) -> None:
        if isinstance(node, ast.Dict) and self._is_default_args(walk, node):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and key.value == "trigger_rule":
                    self._trigger_rule(walk, value)

    def _is_default_args(self, walk: Walk, node: ast.Dict) -> bool:
        keys = {key.value for key in node.keys if isinstance(key, ast.Constant)}
        return bool(keys & {"owner", "retries", "start_date", "depends_on_past"})

    def reference(self, walk: Walk, node: ast.Attribute, path: str) -> None:
        base, _, name = path.rpartition(".")
        if base in _RULE_CLASSES and name.isupper() and (new := dropped.TRIGGER_RULES.get(name.lower())) is not None:
            self._rule(walk, node, name.lower(), ("attribute", name, new.upper()))

    def _rule(self, walk: Walk, node: ast.expr, name: str, fix: tuple[str, ...]) -> None:
        walk.source.report(
            node,
            "XD105",
            f"Airflow 3.2.1 has no trigger rule {name}: it is {dropped.TRIGGER_RULES[name]}",
            rewrite=fix[2],
            ruff="AIR301",
            fix=fix,
        )
