"""Secrets that are pushed, and pushes with arguments of Airflow 2."""

from __future__ import annotations

import ast

from xcom_doctor.rules.values import is_pushed, pushed_value
from xcom_doctor.walk import Rule, Walk

_WORDS = (
    "access_token", "api_key", "apikey", "authorization", "passphrase", "passwd", "password", "private_key", "secret",
    "auth_token",
)  # fmt: skip
_HOOKS = (
    "airflow.hooks.base.BaseHook",
    "airflow.sdk.BaseHook",
    "airflow.hooks.base_hook.BaseHook",
    "airflow.sdk.bases.hook.BaseHook",
)
_GETS = frozenset(f"{hook}.get_connection" for hook in _HOOKS) | frozenset({
    "airflow.models.Connection.get_connection_from_secrets", "airflow.sdk.Connection.get",
    "airflow.models.connection.Connection.get_connection_from_secrets",
})  # fmt: skip
_VARIABLES = frozenset(
    {"airflow.models.Variable.get", "airflow.models.variable.Variable.get", "airflow.sdk.Variable.get"}
)


class Pushes(Rule):
    """XD507, and XD303 for arguments of xcom_push."""

    def returned(self, walk: Walk, node: ast.Return) -> None:
        function = walk.functions[-1] if walk.functions else None
        role = walk.roles.get(function) if function is not None else None
        if function is None or role is None or role.kind not in ("task", "callable") or node.value is None:
            return
        if is_pushed(walk, function):
            self._secrets(walk, node.value, "returned")

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        if not isinstance(node.func, ast.Attribute) or node.func.attr != "xcom_push":
            return
        value = pushed_value(node)
        if value is not None:
            self._secrets(walk, value, "pushed")
        for keyword in node.keywords:
            if keyword.arg in ("execution_date", "session"):
                walk.source.report(
                    keyword, "XD303", f"xcom_push has no argument {keyword.arg} in Airflow 3.2.1", fix=("remove",)
                )

    def _secrets(self, walk: Walk, node: ast.expr, how: str) -> None:
        if isinstance(node, ast.Dict):
            for value in node.values:
                self._secrets(walk, value, how)
        elif isinstance(node, ast.List | ast.Tuple):
            for element in node.elts:
                self._secrets(walk, element, how)
        elif (secret := self._secret(walk, node)) is not None:
            walk.source.report(
                node,
                "XD507",
                f"{secret} is {how}: everyone who sees the run's XComs can read it; fetch it where it is used",
            )

    def _secret(self, walk: Walk, node: ast.expr, depth: int = 0) -> str | None:
        if isinstance(node, ast.Name) and depth < 3 and walk.functions:
            values = [
                inner.value
                for inner in ast.walk(walk.functions[-1])
                if isinstance(inner, ast.Assign)
                and any(isinstance(target, ast.Name) and target.id == node.id for target in inner.targets)
            ]
            return self._secret(walk, values[0], depth + 1) if len(values) == 1 else None
        if isinstance(node, ast.Attribute) and node.attr == "password" and self._connection(walk, node.value):
            return "the password of a connection"
        if isinstance(node, ast.Call):
            path = walk.names.path(node.func)
            first = node.args[0] if node.args else None
            if (
                isinstance(node.func, ast.Attribute)
                and node.func.attr in ("get_uri", "as_json")
                and self._connection(walk, node.func.value)
            ):
                return "a connection with its password"
            if path in _VARIABLES and _sensitive(first):
                return "a variable with the name of a secret"
            if path in ("os.getenv", "os.environ.get") and _sensitive(first):
                return "an environment variable with the name of a secret"
        if isinstance(node, ast.Subscript) and walk.names.path(node.value) == "os.environ" and _sensitive(node.slice):
            return "an environment variable with the name of a secret"
        return None

    def _connection(self, walk: Walk, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            return walk.names.path(node.func) in _GETS
        if isinstance(node, ast.Name) and walk.functions:
            values = [
                inner.value
                for inner in ast.walk(walk.functions[-1])
                if isinstance(inner, ast.Assign)
                and any(isinstance(target, ast.Name) and target.id == node.id for target in inner.targets)
            ]
            return len(values) == 1 and isinstance(values[0], ast.Call) and self._connection(walk, values[0])
        return False


def _sensitive(node: ast.expr | None) -> bool:
    return (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and any(w in node.value.lower() for w in _WORDS)
    )
