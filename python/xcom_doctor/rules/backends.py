"""XCom backends that were written for Airflow 2."""

from __future__ import annotations

import ast

from xcom_doctor.walk import Rule, Walk

_BASES = frozenset({
    "airflow.models.xcom.BaseXCom", "airflow.models.BaseXCom", "airflow.sdk.bases.xcom.BaseXCom",
})  # fmt: skip
_HANDED_OVER = ("key", "task_id", "dag_id", "run_id", "map_index")


class Backends(Rule):
    """XD307, XD416."""

    def class_(self, walk: Walk, node: ast.ClassDef) -> None:
        if not any(walk.names.path(base) in _BASES for base in node.bases):
            return
        for method in node.body:
            if not isinstance(method, ast.FunctionDef):
                continue
            arguments = method.args
            names = {a.arg for a in (*arguments.args, *arguments.kwonlyargs)}
            if method.name == "serialize_value" and arguments.kwarg is None:
                missing = [name for name in _HANDED_OVER if name not in names]
                if missing:
                    walk.source.report(
                        method,
                        "XD307",
                        "Airflow 3 hands serialize_value key=, task_id=, dag_id=, run_id= and map_index=: this one has"
                        f" no {', '.join(missing)}",
                        rewrite="**kwargs",
                    )
            elif method.name == "serialize_value" and not names & set(_HANDED_OVER):
                walk.source.report(
                    method,
                    "XD416",
                    "**kwargs of serialize_value is empty in Airflow 2, which hands over only what is named; in"
                    " Airflow 3 it has key, task_id, dag_id, run_id and map_index",
                )
            elif method.name == "orm_deserialize_value":
                walk.source.report(method, "XD416", "Airflow 3 never calls orm_deserialize_value")
            elif method.name == "purge" and "session" in names and not _has_default(arguments, "session"):
                walk.source.report(method, "XD307", "Airflow 3 calls purge without session", rewrite="without session")


def _has_default(arguments: ast.arguments, name: str) -> bool:
    plain = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    if name in plain:
        return plain.index(name) >= len(plain) - len(arguments.defaults)
    return any(
        argument.arg == name and default is not None
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    )
