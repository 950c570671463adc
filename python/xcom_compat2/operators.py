"""Operators with Airflow 2's arguments, trigger rules and kinds of errors (D3, D4, D5)."""

from __future__ import annotations

import inspect
from datetime import datetime
from functools import wraps
from types import ModuleType
from typing import Any

from xcom_bridge.dropped import TRIGGER_RULES
from xcom_compat2 import flow
from xcom_compat2.errors import as_airflow_exception
from xcom_compat2.telling import tell

_LATER_RULE = "all_done_min_one_success"
# What Airflow 3 says in a TypeError or ValueError.
_REFUSALS = (
    "Invalid arguments were passed to ",
    "missing keyword argument",
    "Use keyword arguments when initializing operators",
    "The trigger_rule must be one of ",
)


def patch(module: ModuleType) -> None:
    """Reason: Airflow 3's base class refuses arguments that it does not know, and says it by other exceptions."""
    cls: Any = module.BaseOperator
    meta: Any = module.BaseOperatorMeta
    # Airflow 2 calls no initializer of a class that stands behind the operator's; Airflow 3 does, without arguments.
    next(base for base in cls.__mro__ if base.__name__ == "GenericDAGNode").__init__ = _node_init
    cls.post_execute = flow.post_execute
    cls.xcom_push, cls.xcom_pull = staticmethod(_xcom_push), staticmethod(_xcom_pull)
    # An inlet may be the id of a task, and Airflow 3 takes a text for its letters.
    collect = module._collect_from_input
    module._collect_from_input = lambda given: [given] if isinstance(given, str) and given else collect(given)  # type: ignore[attr-defined]
    # As text a rule is what it stands for.
    module.TriggerRule.__str__ = lambda self: self.value
    made = cls.__init__.__wrapped__

    @wraps(made)
    def __init__(self: Any, **kwargs: Any) -> None:
        attributes = _accepted(self, kwargs)
        made(self, **kwargs)
        for name, value in attributes.items():
            setattr(self, name, value)

    signature = inspect.signature(made)
    *others, last = signature.parameters.values()
    old = inspect.Parameter("task_concurrency", inspect.Parameter.KEYWORD_ONLY, default=None)
    __init__.__signature__ = signature.replace(parameters=[*others, old, last])  # type: ignore[attr-defined]
    cls.__init__ = meta._apply_defaults(__init__)
    # Every operator is made by this call, whatever class in its line refuses an argument.
    meta.__call__ = as_airflow_exception(_called, TypeError, ValueError, starts=_REFUSALS)
    module.partial = _partial(module.partial)  # type: ignore[attr-defined]
    vars(cls)["partial"].class_method = classmethod(module.partial)


def _xcom_push(context: Any, key: str, value: Any, execution_date: Any = None) -> None:
    """Make a value of the task that runs available to others."""
    tell("Operators have no xcom_push in Airflow 3: use context['ti'].xcom_push")
    context["ti"].xcom_push(key=key, value=value, execution_date=execution_date)


def _xcom_pull(
    context: Any,
    task_ids: Any = None,
    dag_id: str | None = None,
    key: str = "return_value",
    include_prior_dates: bool | None = None,
    session: Any = None,
) -> Any:
    """Pull XComs as the task that runs."""
    tell("Operators have no xcom_pull in Airflow 3: use context['ti'].xcom_pull")
    prior = bool(include_prior_dates)
    return context["ti"].xcom_pull(task_ids, dag_id, key, include_prior_dates=prior, session=session)


def _node_init(self: Any) -> None:
    self.upstream_task_ids = set()
    self.downstream_task_ids = set()


def _called(cls: Any, *args: Any, **kwargs: Any) -> Any:
    from airflow.sdk.exceptions import DuplicateTaskIdFound

    try:
        return type.__call__(cls, *args, **kwargs)
    except DuplicateTaskIdFound as error:
        raise DuplicateTaskIdFound(str(error).replace(" Dag", " DAG")) from None


def _accepted(operator: Any, kwargs: dict[str, Any]) -> dict[str, Any]:
    """Change Airflow 2's arguments into Airflow 3's; gives what an operator has as attributes only."""
    name = type(operator).__name__
    _rename(type(operator), f"{name}'s argument", kwargs)
    sla = kwargs.pop("sla", None)
    if sla is not None:
        tell(f"{name}'s argument sla is not in Airflow 3: remove it, nobody looks at it here")
    if (rule := kwargs.get("trigger_rule")) is not None and str(rule) == _LATER_RULE:
        # The SDK's own refusal is of the same words.
        kwargs["trigger_rule"] = f"{_LATER_RULE} (Airflow 3 only)"
    for date in ("start_date", "end_date"):
        if kwargs.get(date) is not None and not isinstance(kwargs[date], datetime):
            # Airflow 2 takes no notice of it.
            tell(f"{name}'s argument {date} is no datetime: it has no effect")
            del kwargs[date]
    if isinstance(email := kwargs.get("email"), set | frozenset):
        kwargs["email"] = sorted(email)
    return {"sla": sla}


def _rename(cls: Any, argument: str, kwargs: dict[str, Any]) -> None:
    """Give dropped arguments, and trigger rules, their new names."""
    limit = kwargs.pop("task_concurrency", None)
    if limit and not kwargs.get("max_active_tis_per_dag"):
        tell(f"{argument} task_concurrency is not in Airflow 3: use max_active_tis_per_dag")
        kwargs["max_active_tis_per_dag"] = limit
    if "provide_context" in kwargs and any(base.__name__ == "PythonOperator" for base in cls.__mro__):
        tell(f"{argument} provide_context is not in Airflow 3: remove it, the context is always there")
        del kwargs["provide_context"]
    if (new := TRIGGER_RULES.get(kwargs.get("trigger_rule", ""))) is not None:
        tell(f"The trigger rule {kwargs['trigger_rule']} is not in Airflow 3: use {new}")
        kwargs["trigger_rule"] = new


def _partial(made: Any) -> Any:
    """`Operator.partial(...)` keeps its arguments for later, and so does not come by the above."""

    @wraps(made)
    def partial(operator_class: Any, **kwargs: Any) -> Any:
        _rename(operator_class, "The argument", kwargs)
        return made(operator_class, **kwargs)

    return partial
