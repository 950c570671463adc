"""`@task` and mapping as in Airflow 2 (T1-T6, and C2's arguments)."""

from __future__ import annotations

import inspect
from functools import wraps
from types import ModuleType
from typing import Any

from xcom_compat2.context import KNOWN_CONTEXT_KEYS, lazy_mapping_from_context

_BROKE = """
The function signature broke while assigning defaults to context key parameters.

The decorator is replacing the signature
> {name}({before})

with
> {name}({after})

which isn't valid: {error}
"""


def patch(module: ModuleType) -> None:
    """Reason: Airflow 3 gives a default to what stands behind a name of the context; Airflow 2 refuses that (T1)."""
    cls: Any = module.DecoratedOperator
    made = cls.__init__

    @wraps(made)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if (function := kwargs.get("python_callable")) is not None:
            _check(function)
        made(self, *args, **kwargs)

    __init__.__wrapped__ = made.__wrapped__  # type: ignore[attr-defined]
    cls.__init__ = __init__
    cls.is_async = property(lambda self: False)

    parameters: Any = module.KeywordParameters
    determine = parameters.determine.__func__
    parameters.determine = classmethod(
        lambda kind, function, args, kwargs: determine(kind, function, args, lazy_mapping_from_context(kwargs))
    )


def _check(function: Any) -> None:
    signature = inspect.signature(function)
    given = list(signature.parameters.values())
    names = [parameter for parameter in given if parameter.name in KNOWN_CONTEXT_KEYS]
    if any(parameter.default not in (None, inspect.Parameter.empty) for parameter in names):
        return  # The SDK refuses it.
    changed = [parameter.replace(default=None) if parameter in names else parameter for parameter in given]
    try:
        signature.replace(parameters=changed)
    except ValueError as error:
        before, after = (", ".join(map(str, parameters)) for parameters in (given, changed))
        raise ValueError(_BROKE.format(name=function.__name__, before=before, after=after, error=error)) from error


def expand_input(module: ModuleType) -> None:
    """T6. Reason: Airflow 3 maps over the text of a range."""
    cls: Any = module.DictOfListsExpandInput
    made = cls.__init__

    @wraps(made)
    def __init__(self: Any, value: Any) -> None:
        made(self, {name: list(items) if isinstance(items, range) else items for name, items in value.items()})

    cls.__init__ = __init__


def xcom_arg(module: ModuleType) -> None:
    """T2-T5. Reason: Airflow 3 reads what a task has pushed another way than a pull does; in Airflow 2 it is a pull."""

    def resolve(self: Any, context: Any) -> Any:
        ti, task = context["ti"], self.operator
        indexes = ti.get_relevant_upstream_map_indexes(task, context["expanded_ti_count"], session=None)
        found = ti.xcom_pull(task_ids=task.task_id, map_indexes=indexes, key=self.key, default=_NOTHING)
        if found is not _NOTHING:
            return found
        if self.key == "return_value" or getattr(task, "multiple_outputs", False):
            return None
        from airflow.sdk.exceptions import XComNotFound

        raise XComNotFound(ti.dag_id, task.task_id, self.key)

    module.PlainXComArg.resolve = resolve  # type: ignore[attr-defined]
    for name in ("_MapResult", "_ZipResult", "_ConcatResult"):
        # Plain classes in Airflow 2, which an XCom cannot hold and `==` does not look into.
        kind: Any = getattr(module, name)
        del kind.__attrs_attrs__
        kind.__module__ = "airflow.models.xcom_arg"
        kind.__repr__, kind.__eq__, kind.__hash__ = object.__repr__, object.__eq__, object.__hash__


_NOTHING = object()
