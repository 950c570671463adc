"""Arguments that the standard provider's operators had in Airflow 2."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from types import ModuleType
from typing import Any

from xcom_compat2 import triggering
from xcom_compat2.telling import tell

XCOM_LOGICAL_DATE_ISO = "trigger_logical_date_iso"


def _renamed(cls: Any, old: str, new: str) -> None:
    """Let `cls(old=...)` be `cls(new=...)`."""
    made: Callable[..., None] = cls.__init__

    @wraps(made)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if old in kwargs:
            tell(f"{cls.__name__}'s argument {old} is not in Airflow 3: use {new}")
            kwargs.setdefault(new, kwargs.pop(old))
        made(self, *args, **kwargs)

    # The metaclass finds the function that it has wrapped here.
    __init__.__wrapped__ = made.__wrapped__  # type: ignore[attr-defined]
    cls.__init__ = __init__


def bash(module: ModuleType) -> None:
    """`skip_exit_code` is `skip_on_exit_code`."""
    _renamed(module.BashOperator, "skip_exit_code", "skip_on_exit_code")


def trigger_dagrun(module: ModuleType) -> None:
    """`execution_date` is `logical_date`; None is the moment of the call, as it is where nothing is said."""
    from airflow.sdk.definitions._internal.types import NOTSET

    cls: Any = module.TriggerDagRunOperator
    _renamed(cls, "execution_date", "logical_date")
    made, execute = cls.__init__, cls.execute

    @wraps(made)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        if self.logical_date is NOTSET:
            self.logical_date = None

    @wraps(execute)
    def now_unless_dated(self: Any, context: Any) -> Any:
        if self.logical_date is None:
            self.logical_date = NOTSET
        return execute(self, context)

    __init__.__wrapped__ = made.__wrapped__  # type: ignore[attr-defined]
    cls.__init__, cls.execute = __init__, now_unless_dated
    cls._trigger_dag_af_3 = triggering.triggered_once(cls._trigger_dag_af_3)


def python(module: ModuleType) -> None:
    """T7: a coroutine that a function gives is a value, and no promise."""
    cls: Any = module.PythonOperator
    cls.is_async = property(lambda self: False)


def latest_only(module: ModuleType) -> None:
    """A run by hand that nobody has triggered counts by its date, too; Airflow 3 lets every run by hand go on."""

    def choose_branch(self: Any, context: Any) -> list[str]:
        dag_run = context["dag_run"]
        if dag_run.external_trigger or _is_latest(self.dag, dag_run):
            return list(self.get_direct_relative_ids(upstream=False))
        self.log.info("The run is not the latest: what follows is skipped.")
        return []

    module.LatestOnlyOperator.choose_branch = choose_branch  # type: ignore[attr-defined]


def _is_latest(dag: Any, dag_run: Any) -> bool:
    """Whether it is time for this run and not for the next yet, or there is no next one."""
    import pendulum

    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import DataInterval, TimeRestriction

    interval = DataInterval(
        pendulum.instance(dag_run.data_interval_start or dag_run.logical_date),
        pendulum.instance(dag_run.data_interval_end or dag_run.logical_date),
    )
    following = coerce_to_core_timetable(dag.timetable).next_dagrun_info(
        last_automated_data_interval=interval, restriction=TimeRestriction(earliest=None, latest=None, catchup=True)
    )
    if following is None:
        return True
    return following.data_interval.start < pendulum.now("UTC") <= following.data_interval.end


def external_task(module: ModuleType) -> None:
    """An ExternalTaskMarker has its `logical_date` as `execution_date`."""
    _renamed(module.ExternalTaskMarker, "execution_date", "logical_date")


def environment(module: ModuleType) -> None:
    """What a task finds in its environment has Airflow 2's name for the date."""
    made = module.context_to_airflow_vars

    @wraps(made)
    def context_to_airflow_vars(context: Any, in_env_var_format: bool = False) -> dict[str, str]:
        old = {"AIRFLOW_CTX_LOGICAL_DATE": "AIRFLOW_CTX_EXECUTION_DATE"}
        old["airflow.ctx.logical_date"] = "airflow.ctx.execution_date"
        return {old.get(name, name): value for name, value in made(context, in_env_var_format).items()}

    module.context_to_airflow_vars = context_to_airflow_vars  # type: ignore[attr-defined]
