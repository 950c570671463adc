"""`DAG` and `@dag` with Airflow 2's arguments, defaults and attributes (D1, D2)."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from types import ModuleType
from typing import Any

from xcom_compat2.telling import tell

DEFAULT_VIEW_PRESETS = ["grid", "graph", "duration", "gantt", "landing_times"]
ORIENTATION_PRESETS = ["LR", "TB", "RL", "BT"]

# The order of Airflow 2's parameters; Airflow 3 takes only the first by position.
_POSITIONAL = """description schedule schedule_interval timetable start_date end_date full_filepath template_searchpath
 template_undefined user_defined_macros user_defined_filters default_args concurrency max_active_tasks max_active_runs
 max_consecutive_failed_dag_runs dagrun_timeout sla_miss_callback default_view orientation catchup on_success_callback
 on_failure_callback doc_md params access_control is_paused_upon_creation jinja_environment_kwargs
 render_template_as_native_obj tags owner_links auto_register fail_stop dag_display_name""".split()
_NOT_SET: Any = object()


def patch(module: ModuleType) -> None:
    """Reason: Airflow 3's class refuses arguments that it does not know."""
    cls: Any = module.DAG
    made = cls.__init__

    @wraps(made)
    def __init__(self: Any, dag_id: str, *args: Any, **kwargs: Any) -> None:
        if len(args) > len(_POSITIONAL):
            raise TypeError(f"DAG.__init__() takes at most {len(_POSITIONAL) + 2} positional arguments")
        arguments = dict(zip(_POSITIONAL, args, strict=False))
        if twice := arguments.keys() & kwargs.keys():
            raise TypeError(f"DAG.__init__() got multiple values for argument {min(twice)!r}")
        arguments |= kwargs
        kept = _accepted(arguments)
        made(self, dag_id, **arguments)
        for name, value in kept.items():
            object.__setattr__(self, name, value)

    # Who looks at the signature, as `@dag` does, finds Airflow 3's.
    __init__.__signature__ = inspect.signature(made)  # type: ignore[attr-defined]
    cls.__init__ = __init__
    cls.test = _tested(cls.test)
    from xcom_compat2.dag_runs import RunsOfDag

    for name, value in (vars(_Attributes) | vars(RunsOfDag)).items():
        if not name.startswith("__"):
            setattr(cls, name, value)


def _tested(test: Callable[..., Any]) -> Callable[..., Any]:
    """Reason: Airflow 3's `dag.test()` has `run_after` where this has the date, and None is a run without one."""

    def test_dag(
        self: Any,
        execution_date: datetime | None = None,
        run_conf: dict[str, Any] | None = None,
        conn_file_path: str | None = None,
        variable_file_path: str | None = None,
        use_executor: bool = False,
        mark_success_pattern: re.Pattern[str] | str | None = None,
        session: Any = None,
        **airflow_3: Any,
    ) -> Any:
        if unknown := airflow_3.keys() - {"logical_date", "run_after"}:
            raise TypeError(f"DAG.test() got an unexpected keyword argument {min(unknown)!r}")
        if execution_date is not None:
            if "logical_date" in airflow_3:
                raise TypeError("DAG.test() takes execution_date or logical_date, not both")
            tell("dag.test()'s argument execution_date is not in Airflow 3: use logical_date")
            airflow_3["logical_date"] = execution_date
        return test(
            self,
            run_conf=run_conf,
            conn_file_path=conn_file_path,
            variable_file_path=variable_file_path,
            use_executor=use_executor,
            mark_success_pattern=mark_success_pattern,
            **airflow_3,
        )

    test_dag.__name__, test_dag.__qualname__ = "test", "DAG.test"
    return test_dag


def _accepted(arguments: dict[str, Any]) -> dict[str, Any]:
    """Change Airflow 2's arguments into Airflow 3's; gives what a DAG has as attributes only."""
    kept = {"schedule_interval": _schedule(arguments)}
    if (limit := arguments.pop("concurrency", None)) is not None:
        tell("DAG's argument concurrency is not in Airflow 3: use max_active_tasks")
        if limit:
            arguments["max_active_tasks"] = limit
    if "fail_stop" in arguments:
        tell("DAG's argument fail_stop is not in Airflow 3: use fail_fast")
        arguments["fail_fast"] = arguments.pop("fail_stop")
    if arguments.pop("full_filepath", None):
        tell("DAG's argument full_filepath is not in Airflow 3: remove it, it has no effect")
    if (callback := arguments.pop("sla_miss_callback", None)) is not None:
        tell("DAG's argument sla_miss_callback is not in Airflow 3: remove it, SLAs are gone; it is not called here")
    kept["sla_miss_callback"] = callback
    for name, presets in (("default_view", DEFAULT_VIEW_PRESETS), ("orientation", ORIENTATION_PRESETS)):
        kept[name] = _of_the_web_interface(name, presets, arguments.pop(name, None))
    tags = arguments.get("tags")
    if tags is None:
        arguments.pop("tags", None)
    return kept | _catchup(arguments)


def _schedule(arguments: dict[str, Any]) -> Any:
    """Make one `schedule` of the three arguments, daily where there is none; gives it as the DAG's attribute has it."""
    from airflow.sdk.definitions._internal.types import NOTSET

    given = {name: arguments.pop(name, _NOT_SET) for name in ("schedule_interval", "timetable", "schedule")}
    given = {name: value for name, value in given.items() if value is not _NOT_SET and value is not NOTSET}
    if given.get("timetable", _NOT_SET) is None:
        del given["timetable"]
    named = [value for value in given.values() if bool(value)]
    if named and not (arguments.get("start_date") or "start_date" in (arguments.get("default_args") or {})):
        raise ValueError("DAG is missing the start_date parameter")
    if len(named) > 1:
        raise ValueError("At most one allowed for args 'schedule_interval', 'timetable', and 'schedule'.")
    for name in ("timetable", "schedule_interval"):
        if name in given:
            tell(f"DAG's argument {name} is not in Airflow 3: use schedule")
    for name in ("timetable", "schedule_interval", "schedule"):
        if name in given:
            schedule = given[name]
            break
    else:
        tell("A DAG without schedule is daily in Airflow 2, and has no schedule in Airflow 3: use schedule=")
        schedule = timedelta(days=1)
    arguments["schedule"] = schedule
    if schedule is None or isinstance(schedule, str | timedelta):
        return schedule
    return getattr(schedule, "summary", None) or ("Dataset" if not hasattr(schedule, "months") else schedule)


def _of_the_web_interface(name: str, presets: list[str], value: Any) -> str:
    if value is None:
        return presets[0]
    tell(f"DAG's argument {name} is not in Airflow 3: remove it")
    if name == "default_view" and value == "tree":
        return "grid"
    if value not in presets:
        from airflow.sdk.exceptions import AirflowException

        raise AirflowException(f"Invalid values of dag.{name}: only support {presets}, but get {value}")
    return str(value)


def _catchup(arguments: dict[str, Any]) -> dict[str, Any]:
    """Airflow 3 refuses to catch up without a start date; Airflow 2 takes it, and catches up by default."""
    if arguments.get("start_date") or "start_date" in (arguments.get("default_args") or {}):
        return {}
    from airflow.sdk.configuration import conf

    wanted = arguments.pop("catchup", conf.getboolean("scheduler", "catchup_by_default"))
    arguments["catchup"] = False
    return {"catchup": wanted}


class _Attributes:
    """What Airflow 2's DAG has beside its arguments."""

    @property
    def concurrency(self: Any) -> int:
        tell("dag.concurrency is not in Airflow 3: use max_active_tasks")
        return self.max_active_tasks

    @property
    def fail_stop(self: Any) -> bool:
        tell("dag.fail_stop is not in Airflow 3: use fail_fast")
        return self.fail_fast

    @property
    def full_filepath(self: Any) -> str:
        tell("dag.full_filepath is not in Airflow 3: use fileloc")
        return self.fileloc

    @property
    def filepath(self: Any) -> str:
        tell("dag.filepath is not in Airflow 3: use relative_fileloc")
        return str(self.relative_fileloc or self.fileloc)

    @property
    def is_subdag(self: Any) -> bool:
        return False

    @property
    def subdags(self: Any) -> list[Any]:
        return []

    @property
    def normalized_schedule_interval(self: Any) -> Any:
        from airflow.utils.dates import cron_presets

        if isinstance(self.schedule_interval, str):
            return (
                None
                if self.schedule_interval == "@once"
                else cron_presets.get(self.schedule_interval, self.schedule_interval)
            )
        return self.schedule_interval

    def following_schedule(self: Any, dttm: Any) -> Any:
        """The logical date after this one."""
        from xcom_compat2.schedules import next_date

        tell("dag.following_schedule is not in Airflow 3: use the run's data interval")
        return next_date(self, dttm)

    def previous_schedule(self: Any, dttm: Any) -> Any:
        """The logical date before this one."""
        from xcom_compat2.schedules import previous_date

        tell("dag.previous_schedule is not in Airflow 3: use the run's data interval")
        return previous_date(self, dttm)
