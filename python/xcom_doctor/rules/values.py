"""Values that change on their way through an XCom, and such that are no good there."""

from __future__ import annotations

import ast

from xcom_doctor.model.values import Function
from xcom_doctor.walk import Rule, Walk

_LARGE = 256 * 1024
_NAN = frozenset({"math.nan", "math.inf", "numpy.nan", "numpy.inf", "numpy.NaN"})
_PLAIN = ("task", "callable", "operator")


class Values(Rule):
    """XD405 tuples, XD409 keys of dicts, XD308 NaN, XD506 large literals; of what is returned or pushed."""

    def returned(self, walk: Walk, node: ast.Return) -> None:
        role = walk.roles.get(walk.functions[-1]) if walk.functions else None
        if role is None or role.kind not in _PLAIN or node.value is None:
            return
        if role.kind == "operator" and walk.functions[-1].name != "execute":
            return
        if is_pushed(walk, walk.functions[-1]):
            self._value(walk, node.value, "the returned value")

    def call(self, walk: Walk, node: ast.Call, path: str | None) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr == "xcom_push":
            value = pushed_value(node)
            if value is not None:
                self._value(walk, value, "the pushed value")

    def _value(self, walk: Walk, node: ast.expr, what: str, inside: bool = False) -> None:
        if isinstance(node, ast.Tuple):
            if inside:
                walk.source.report(
                    node,
                    "XD405",
                    "a tuple inside a list or dict comes back as a list in Airflow 2, as a tuple in Airflow 3",
                )
            for element in node.elts:
                self._value(walk, element, what, inside)
        elif isinstance(node, ast.List | ast.Set):
            for element in node.elts:
                self._value(walk, element, what, True)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                self._key(walk, key)
                self._value(walk, value, what, True)
        elif isinstance(node, ast.ListComp):
            self._value(walk, node.elt, what, True)
        elif isinstance(node, ast.DictComp):
            self._key(walk, node.key)
            self._value(walk, node.value, what, True)
        elif _is_nan(walk, node):
            walk.source.report(node, "XD308", f"{what} has NaN or infinity: Airflow 3 refuses to push it")
        if not inside:
            size = _size(walk, node)
            if size > _LARGE:
                walk.source.report(
                    node, "XD506", f"{what} has {size // 1024} KiB in one literal: put it into a file and push its path"
                )

    def _key(self, walk: Walk, key: ast.expr | None) -> None:
        if isinstance(key, ast.Tuple):
            text = "Airflow 2 refuses a tuple as a key of a dict; Airflow 3 makes text of it"
        elif isinstance(key, ast.Constant) and (key.value is None or isinstance(key.value, bool)):
            text = (
                f'the key {key.value} is "{str(key.value).lower() if key.value is not None else "null"}" in Airflow 2'
            )
            text += f' and "{key.value}" in Airflow 3'
        else:
            return
        walk.source.report(key, "XD409", text)


def is_pushed(walk: Walk, function: Function) -> bool:
    """Whether what a function returns becomes an XCom as it is: not so for the path of a branch, or a command."""
    for decorator in function.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        path = walk.names.path(target) or ""
        if path.endswith((".bash", ".sensor", ".branch", ".short_circuit", ".run_if", ".skip_if")):
            return False
    return True


def pushed_value(node: ast.Call) -> ast.expr | None:
    """The value of `ti.xcom_push(key, value)`."""
    for keyword in node.keywords:
        if keyword.arg == "value":
            return keyword.value
    return node.args[1] if len(node.args) > 1 else None


def _is_nan(walk: Walk, node: ast.expr) -> bool:
    if walk.names.path(node) in _NAN:
        return True
    if isinstance(node, ast.UnaryOp):
        return _is_nan(walk, node.operand)
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "float"
        and walk.names.is_builtin("float")
        and len(node.args) == 1
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and node.args[0].value.strip().lower().lstrip("+-") in ("nan", "inf", "infinity")
    )


def _size(walk: Walk, node: ast.expr) -> int:
    """The bytes that a literal stands for, roughly: its text, or text times a number."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        for text, number in ((node.left, node.right), (node.right, node.left)):
            if isinstance(text, ast.Constant) and isinstance(text.value, str | bytes):
                times = _number(number)
                return len(text.value) * times if times is not None else 0
        return 0
    if isinstance(node, ast.Constant):
        return len(node.value) if isinstance(node.value, str | bytes) else 0
    if isinstance(node, ast.Dict):
        return sum(_size(walk, value) for value in node.values)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return sum(_size(walk, element) + 2 for element in node.elts)
    return 0


def _number(node: ast.expr) -> int | None:
    if isinstance(node, ast.Constant) and type(node.value) is int:
        return node.value
    if isinstance(node, ast.BinOp):
        left, right = _number(node.left), _number(node.right)
        if left is None or right is None or max(left, right) > 1 << 40:
            return None
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Pow) and right < 64 and left < 1 << 16:
            return int(left**right)
        if isinstance(node.op, ast.LShift) and right < 64:
            return left << right
    return None
