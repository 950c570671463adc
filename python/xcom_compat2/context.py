"""What tasks and templates see of their run, as in Airflow 2 (C1-C4)."""

from __future__ import annotations

import logging
import os
from collections.abc import Container, Mapping
from datetime import datetime, timedelta
from types import ModuleType
from typing import Any

from xcom_compat2 import rows, schedules
from xcom_compat2.telling import AirflowContextDeprecationWarning, tell

# Airflow 2's keys that Airflow 3 has not, and what to use there.
OLD_KEYS = {
    "conf": "airflow.configuration.conf",
    "execution_date": "logical_date",
    "next_ds": "data_interval_end",
    "next_ds_nodash": "data_interval_end",
    "next_execution_date": "data_interval_end",
    "prev_ds": "",
    "prev_ds_nodash": "",
    "prev_execution_date": "",
    "prev_execution_date_success": "prev_data_interval_start_success",
    "tomorrow_ds": "macros.ds_add(ds, 1)",
    "tomorrow_ds_nodash": "macros.ds_add(ds, 1)",
    "yesterday_ds": "macros.ds_add(ds, -1)",
    "yesterday_ds_nodash": "macros.ds_add(ds, -1)",
}
KNOWN_CONTEXT_KEYS = {
    *OLD_KEYS,
    *"""conn dag dag_run data_interval_end data_interval_start ds ds_nodash expanded_ti_count exception inlets
    inlet_events logical_date macros map_index_template outlets outlet_events params prev_data_interval_start_success
    prev_data_interval_end_success prev_start_date_success prev_end_date_success reason run_id task task_instance
    task_instance_key_str test_mode templates_dict ti triggering_dataset_events ts ts_nodash ts_nodash_with_tz
    try_number var""".split(),
}


# Airflow 3's that Airflow 2 has not, and those that Airflow 2 has no proxies for.
_NEW_KEYS = {"task_reschedule_count", "triggering_asset_events"}
_LAZY_KEYS = """prev_data_interval_start_success prev_data_interval_end_success prev_start_date_success
 prev_end_date_success""".split()


def known_keys(module: ModuleType) -> None:
    """T1: the names of parameters that a task is given. Reason: the SDK looks into this very set."""
    keys: set[str] = module.KNOWN_CONTEXT_KEYS
    keys.clear()
    keys |= KNOWN_CONTEXT_KEYS


class Context(dict[str, Any]):
    """A context that warns where one of Airflow 2's keys is read."""

    __module__ = "airflow.utils.context"

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(values)
        self.old = OLD_KEYS.keys() & self.keys()

    def add_old(self, values: Mapping[str, Any]) -> None:
        """Add values under Airflow 2's keys."""
        super().update(values)
        self.old = OLD_KEYS.keys() & self.keys()

    def __getitem__(self, key: str) -> Any:
        if key in self.old:
            use = OLD_KEYS[key]
            text = f"The context's {key} is not in Airflow 3" + (f": use {use}" if use else "")
            tell(text, AirflowContextDeprecationWarning)
        return super().__getitem__(key)

    def __setitem__(self, key: str, value: Any) -> None:
        self.old.discard(key)
        super().__setitem__(key, value)

    def get(self, key: str, default: Any = None) -> Any:
        # By the lookup that warns; dict's own would not.
        try:
            return self[key]
        except KeyError:
            return default

    def update(self, *args: Any, **kwargs: Any) -> None:
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def plain(self, key: str) -> Any:
        """A value, without a warning."""
        return super().__getitem__(key)


def patch(runtime: Any) -> None:
    """Reason: the SDK makes the context; what it holds besides is added where it is first asked for."""
    made = runtime.get_template_context

    def get_template_context(self: Any) -> Any:
        context = self._cached_template_context
        if not isinstance(context, Context):
            context = made(self)
            values = {key: value for key, value in context.items() if key not in _NEW_KEYS}
            values |= {key: _now(values[key]) for key in _LAZY_KEYS if key in values}
            _give_zone(context["dag_run"])
            # What follows asks for the context, too.
            self._cached_template_context = found = Context(values)
            found.add_old(_old_values(self, context))
            context = found
        return context

    first_reschedule = runtime.get_first_reschedule_date

    def get_first_reschedule_date(self: Any, context: Any) -> Any:
        count = self._ti_context_from_server.task_reschedule_count
        return first_reschedule(self, {**context, "task_reschedule_count": count})

    runtime.get_template_context = get_template_context
    runtime.get_first_reschedule_date = get_first_reschedule_date
    for name, value in vars(_TaskInstanceAttributes).items():
        if not name.startswith("__"):
            setattr(runtime, name, value)
    from airflow.sdk.api.datamodels._generated import (
        DagRun,
        DagRunState,
        DagRunType,
        PreviousTIResponse,
        TaskInstanceState,
    )
    from xcom_compat2.pulls import xcom_pull

    PreviousTIResponse.xcom_pull = xcom_pull  # type: ignore[attr-defined]
    PreviousTIResponse.execution_date = property(lambda self: self.logical_date)  # type: ignore[attr-defined]

    for kind in (DagRunState, DagRunType, TaskInstanceState):
        # As text they are what they stand for, in templates too.
        kind.__str__ = lambda self: self.value
    for name, value in vars(_DagRunAttributes).items():
        if not name.startswith("__") or name in ("__repr__", "__str__"):
            setattr(DagRun, name, value)
    for name in _OF_ROWS:
        setattr(DagRun, name, _of_rows(name))


def _old_values(ti: Any, context: Any) -> dict[str, Any]:
    import lazy_object_proxy

    from airflow.configuration import conf

    date = context.get("logical_date")
    values: dict[str, Any] = {
        "conf": conf,
        "execution_date": date,
        "expanded_ti_count": None,
        "test_mode": False,
        "triggering_dataset_events": lazy_object_proxy.Proxy(lambda: context["triggering_asset_events"]),
        "prev_execution_date_success": None,
    }
    if ti.map_index is not None and ti.map_index >= 0:
        run = {"dag_id": ti.dag_id, "run_ids": [ti.run_id], "task_ids": [ti.task_id]}
        values["expanded_ti_count"] = lazy_object_proxy.Proxy(lambda: ti.get_ti_count(**run))
    if date is None:
        return values
    values["prev_execution_date_success"] = _previous_success(ti)
    triggered = _is_triggered(context["dag_run"])
    dag = context["dag"]
    after = date if triggered else schedules.next_date(dag, context["data_interval_start"])
    before = date if triggered else schedules.previous_date(dag, date)
    days = {"tomorrow": date + timedelta(1), "yesterday": date - timedelta(1), "next": after, "prev": before}
    for name, day in days.items():
        values[f"{name}_ds"] = day and day.strftime("%Y-%m-%d")
        values[f"{name}_ds_nodash"] = day and day.strftime("%Y%m%d")
    return values | {"next_execution_date": after, "prev_execution_date": before}


def _give_zone(dag_run: Any) -> None:
    """Airflow 2 reads its dates with pendulum's UTC, which an XCom of one names."""
    import pendulum

    for name in ("logical_date", "data_interval_start", "data_interval_end", "start_date", "end_date"):
        if (date := getattr(dag_run, name, None)) is not None:
            setattr(dag_run, name, date.astimezone(pendulum.UTC))


def _now(proxy: Any) -> Any:
    return getattr(proxy, "__wrapped__", proxy)


def _is_triggered(dag_run: Any) -> bool:
    """Whether a TriggerDagRunOperator has made the run: its dates stand for themselves then."""
    return str(getattr(dag_run, "triggered_by", "") or "").lower().endswith("operator")


def _previous_success(ti: Any) -> Any:
    previous = ti.get_previous_dagrun(state="success")
    return previous and previous.logical_date


def context_copy_partial(source: Mapping[str, Any], keys: Container[str]) -> Context:
    """The items of a context that have these keys."""
    return Context({key: value for key, value in source.items() if key in keys})


def lazy_mapping_from_context(source: Mapping[str, Any]) -> Mapping[str, Any]:
    """The context for a call: a value under an old key is a proxy that warns when it is used (C2)."""
    if not isinstance(source, Context):
        return source
    import lazy_object_proxy

    def used(key: str) -> Any:
        return lambda: source[key]

    return {key: lazy_object_proxy.Proxy(used(key)) if key in source.old else value for key, value in source.items()}


class _TaskInstanceAttributes:
    """What Airflow 2's task instance has in a running task."""

    @property
    def execution_date(self: Any) -> Any:
        date = self.get_template_context().plain("execution_date")
        # As it is in the row, and in no class of pendulum.
        return date and datetime.combine(date.date(), date.timetz())

    @property
    def key(self: Any) -> Any:
        from airflow.models.taskinstancekey import TaskInstanceKey

        return TaskInstanceKey(self.dag_id, self.task_id, self.run_id, self.try_number, self.map_index)

    @property
    def operator(self: Any) -> str:
        return self.task.task_type

    @property
    def pool(self: Any) -> str:
        return self.task.pool

    @property
    def queue(self: Any) -> str:
        return self.task.queue or "default"

    @property
    def pool_slots(self: Any) -> int:
        return self.task.pool_slots

    @property
    def priority_weight(self: Any) -> int:
        from xcom_bridge.weights import total_weights

        return total_weights(self.task.dag)[self.task_id]

    @property
    def executor_config(self: Any) -> Any:
        return self.task.executor_config

    @property
    def operator_name(self: Any) -> str:
        return self.task.operator_name

    @property
    def task_display_name(self: Any) -> str:
        return self.task.task_display_name

    @property
    def pid(self: Any) -> int:
        return os.getpid()

    @property
    def log(self: Any) -> logging.Logger:
        return logging.getLogger("airflow.task")

    @property
    def logical_date(self: Any) -> Any:
        return self.execution_date

    @property
    def duration(self: Any) -> None:
        return None

    @property
    def next_method(self: Any) -> Any:
        return self.row_in_store().next_method

    @property
    def trigger_timeout(self: Any) -> Any:
        return self.row_in_store().trigger_timeout

    @property
    def previous_ti_success(self: Any) -> Any:
        return self.get_previous_ti(state="success")

    @property
    def dag_run(self: Any) -> Any:
        return self.get_dagrun()

    @property
    def job_id(self: Any) -> None:
        return None

    @property
    def external_executor_id(self: Any) -> None:
        return None

    @property
    def is_premature(self: Any) -> bool:
        return False

    @property
    def test_mode(self: Any) -> bool:
        return False

    @property
    def next_try_number(self: Any) -> int:
        return self.try_number + 1

    @property
    def prev_attempted_tries(self: Any) -> int:
        return self.try_number

    @property
    def previous_ti(self: Any) -> Any:
        return self.get_previous_ti()

    def get_dagrun(self: Any, session: Any = None) -> Any:
        """The run of the task instance."""
        return self.get_template_context()["dag_run"]

    def get_previous_execution_date(self: Any, state: Any = None, session: Any = None) -> Any:
        """The date of the run before."""
        previous = self.get_previous_ti(state=state)
        return previous and previous.execution_date

    def get_previous_start_date(self: Any, state: Any = None, session: Any = None) -> Any:
        """When the task instance of the run before has begun."""
        previous = self.get_previous_ti(state=state)
        return previous and previous.start_date

    def current_state(self: Any, session: Any = None) -> Any:
        """The state that the store has."""
        return self.row_in_store().state

    def refresh_from_db(self: Any, session: Any = None, lock_for_update: bool = False) -> None:
        """What a running task is, it knows already."""

    def row_in_store(self: Any) -> Any:
        """What the store has of it."""
        from xcom_compat2.models.runs import DagRun

        return DagRun.fetch_task_instance(self.dag_id, self.run_id, self.task_id, map_index=self.map_index)


_OF_ROWS = """fetch_task_instance fetch_task_instances find find_duplicate get_previous_dagrun
 get_previous_scheduled_dagrun get_task_instance get_task_instances""".split()


def _of_rows(name: str) -> Any:
    """A method of the class of rows, for the run that a task is given."""

    class Method:
        def __get__(self, run: Any, kind: Any = None) -> Any:
            from xcom_compat2.models.runs import DagRun

            function = vars(DagRun)[name]
            return getattr(DagRun, name) if isinstance(function, staticmethod | classmethod) else function.__get__(run)

    return Method()


def listened(module: ModuleType) -> None:
    """Reason: runs and task instances outside of tasks, of `dag.test()` and for listeners, say what Airflow 2's say."""
    for name in ("execution_date", "external_trigger", "is_backfill", "__repr__", "__str__"):
        setattr(module.DagRun, name, vars(_DagRunAttributes)[name])
    module.TaskInstance.execution_date = property(lambda ti: ti.dag_run.logical_date)  # type: ignore[attr-defined]


class _DagRunAttributes:
    """What Airflow 2's run has in a running task."""

    @property
    def execution_date(self: Any) -> Any:
        return self.logical_date

    @property
    def external_trigger(self: Any) -> bool:
        return _is_triggered(self)

    @property
    def dag(self: Any) -> Any:
        from xcom_bridge import loading

        return loading.loaded().dags.get(self.dag_id)

    @property
    def id(self: Any) -> int:
        return rows.of("SELECT id FROM dag_run WHERE dag_id = ? AND run_id = ?", self.dag_id, self.run_id)[0][0]

    def get_dag(self: Any) -> Any:
        """Its DAG."""
        return self.dag

    def get_state(self: Any) -> Any:
        """Its state."""
        return self.state

    @property
    def is_backfill(self: Any) -> bool:
        return str(self.run_type) == "backfill"

    def __repr__(self: Any) -> str:
        return (
            f"<DagRun {self.dag_id} @ {self.logical_date}: {self.run_id}, state:{self.state}, queued_at: None."
            f" externally triggered: {self.external_trigger}>"
        )

    __str__ = __repr__
