"""Airflow's database from task code, and the class XCom."""

from __future__ import annotations

import ast

from xcom_doctor.walk import Rule, Walk

_SESSIONS = frozenset({
    "airflow.utils.session.create_session", "airflow.utils.session.provide_session", "airflow.settings.Session",
    "airflow.utils.db.create_session", "airflow.utils.db.provide_session",
})  # fmt: skip
_QUERIES = {
    "DagRun": frozenset({"find", "find_duplicate", "get_latest_runs", "active_runs_of_dags"}),
    "DagModel": frozenset({"get_dagmodel", "get_current", "get_paused_dag_ids", "deactivate_deleted_dags"}),
}
_XCOM = frozenset({
    "airflow.models.XCom", "airflow.models.xcom.XCom", "airflow.models.BaseXCom", "airflow.models.xcom.BaseXCom",
    "airflow.sdk.execution_time.xcom.XCom", "airflow.sdk.bases.xcom.BaseXCom",
})  # fmt: skip


class Database(Rule):
    """XD305 for sessions and queries, XD306 for the class XCom."""

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        if path is None:
            return
        base, _, method = path.rpartition(".")
        if base in _XCOM:
            self._xcom(walk, node, method)
        if walk.task is None:
            return
        if path in _SESSIONS or (
            base.startswith("airflow.models.") and method in _QUERIES.get(base.rpartition(".")[2], ())
        ):
            self._report(walk, node, path)

    def function(self, walk: Walk, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        if node not in walk.roles:
            return
        for decorator in node.decorator_list:
            if (path := walk.names.path(decorator)) in _SESSIONS and path is not None:
                self._report(walk, decorator, path)

    def _report(self, walk: Walk, node: ast.expr, path: str) -> None:
        walk.source.report(
            node, "XD305", f"{path.rpartition('.')[2]}: a task of Airflow 3 has no access to the metadata database"
        )

    def _xcom(self, walk: Walk, node: ast.Call, method: str) -> None:
        names = {keyword.arg for keyword in node.keywords}
        if method in ("get_many", "clear"):
            use = "get_all(key=, dag_id=, task_id=, run_id=)" if method == "get_many" else "delete(...) for each key"
            walk.source.report(node, "XD306", f"the class XCom has no {method} in Airflow 3.2.1: use {use}")
        elif method in ("set", "get_one", "delete", "get_value"):
            for gone in sorted(names & {"execution_date", "session"}, key=str):
                advice = "use run_id" if gone == "execution_date" else "leave it out"
                walk.source.report(node, "XD306", f"XCom.{method} has no argument {gone} in Airflow 3.2.1: {advice}")
