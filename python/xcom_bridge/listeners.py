"""Listeners of plugins, for what core's scheduler and API server tell them; tasks tell them of themselves."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from xcom_bridge import environment, loading, logs, task_sdk

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.contract.listeners import AssetRow, ListenerCall, RunRow, TaskInstanceRow


def notify_listeners(call: ListenerCall) -> None:
    """Call one hook of all listeners."""
    environment.prepare()
    if logs.opened is None:
        # The SDK's listener manager tells of each call, which is for nobody here.
        logs.configure()
    hook = call["hook"]
    with _nothing_depends_on(hook):
        _call(hook, **_arguments(hook, call))


def tell_of_asset_events(events: list[dict[str, Any]]) -> None:
    """Call the hooks for what a task has done to assets, as core's API server does when it records it."""
    for event in events:
        with _nothing_depends_on("on_asset_changed"):
            _call("on_asset_changed", asset=_asset(event["asset"]))
        with _nothing_depends_on("on_asset_event_emitted"):
            _call("on_asset_event_emitted", asset_event=AssetEvent(**event | {"asset": _asset(event["asset"])}))


def _arguments(hook: str, document: ListenerCall) -> dict[str, Any]:
    from airflow.utils.state import TaskInstanceState

    if hook == "on_asset_created":
        return {"asset": _asset(document["asset"])}
    run = DagRun.of(document["dag_run"], document.get("task_instances", []))
    if hook == "on_task_instance_failed":
        ti = TaskInstance.of(document["task_instance"], run)
        return {"previous_state": TaskInstanceState.RUNNING, "task_instance": ti, "error": document["error"]}
    return {"dag_run": run, "msg": document["message"]}


def _call(hook: str, **arguments: Any) -> None:
    get_listener_manager = task_sdk.find("listener", "get_listener_manager")
    # Where no listener has it, there is no such hook: these are core's, not the Task SDK's.
    if (caller := getattr(get_listener_manager().hook, hook, None)) is not None:
        caller(**arguments)


@contextmanager
def _nothing_depends_on(hook: str) -> Iterator[None]:
    """What a listener raises is told of on standard error, and has no effect, as in Airflow."""
    try:
        yield
    except Exception:
        print(f"A listener's {hook} failed:", file=sys.stderr)
        traceback.print_exc()


def _asset(document: AssetRow) -> Any:
    from airflow.sdk import Asset

    return Asset(**document)


def _with_moments(document: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return dict(document) | {name: datetime.fromisoformat(document[name]) for name in names if name in document}


@dataclass(repr=False)
class DagRun:
    """What core's model of a DAG run says of itself."""

    DATES = (
        "logical_date",
        "data_interval_start",
        "data_interval_end",
        "run_after",
        "queued_at",
        "start_date",
        "end_date",
        "partition_date",
    )

    dag_id: str
    run_id: str
    run_type: Any
    state: Any
    run_after: datetime
    conf: dict[str, Any]
    clear_number: int
    logical_date: datetime | None = None
    data_interval_start: datetime | None = None
    data_interval_end: datetime | None = None
    queued_at: datetime | None = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    triggered_by: Any = None
    partition_key: str | None = None
    partition_date: datetime | None = None
    note: str | None = None
    bundle_version: str | None = None
    triggering_user_name: str | None = None
    #: Of a run in a program: the DAG, which is in no bag afterwards.
    known_dag: Any = field(default=None, repr=False)
    _task_instances: list[TaskInstance] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, document: RunRow, task_instances: list[TaskInstanceRow]) -> DagRun:
        from airflow.utils.state import DagRunState
        from airflow.utils.types import DagRunTriggeredByType, DagRunType

        run = cls(**_with_moments(document, cls.DATES))
        run.run_type, run.state = DagRunType(run.run_type), DagRunState(run.state)
        run.triggered_by = run.triggered_by and DagRunTriggeredByType(run.triggered_by)
        run._task_instances = [TaskInstance.of(instance, run) for instance in task_instances]
        return run

    def __repr__(self) -> str:
        return (
            f"<DagRun {self.dag_id} @ {self.logical_date}: {self.run_id}, state:{self.state},"
            f" queued_at: {self.queued_at}. run_type: {self.run_type}>"
        )

    @property
    def dag(self) -> DAG:
        return self.known_dag or loading.loaded().dags[self.dag_id]

    def get_dag(self) -> DAG:
        return self.dag

    @property
    def task_instances(self) -> list[TaskInstance]:
        return self.get_task_instances()

    def get_state(self) -> Any:
        return self.state

    def get_task_instances(self, state: Iterable[Any] | Any = None) -> list[TaskInstance]:
        """All, or those in a state, or in one of several."""
        if state is None:
            return list(self._task_instances)
        wanted = [state] if isinstance(state, str) else list(state)
        return [instance for instance in self._task_instances if instance.state in wanted]

    def get_task_instance(self, task_id: str, *, map_index: int = -1) -> TaskInstance | None:
        key = (task_id, map_index)
        return next((ti for ti in self._task_instances if (ti.task_id, ti.map_index) == key), None)


@dataclass
class TaskInstance:
    """What core's model of a task instance says of itself."""

    DATES = ("start_date", "end_date", "queued_dttm", "scheduled_dttm")

    id: str
    task_id: str
    map_index: int
    try_number: int
    max_tries: int
    hostname: str
    pool: str
    queue: str
    operator: str
    dag_run: DagRun = field(repr=False)
    state: Any = None
    start_date: datetime | None = None
    end_date: datetime | None = None
    duration: float | None = None
    queued_dttm: datetime | None = None
    scheduled_dttm: datetime | None = None
    pid: int | None = None
    rendered_map_index: str | None = None
    #: Of the trigger that it waits for.
    trigger_id: int | None = None

    @classmethod
    def of(cls, document: TaskInstanceRow, dag_run: DagRun) -> TaskInstance:
        from airflow.utils.state import TaskInstanceState

        instance = cls(dag_run=dag_run, **_with_moments(document, cls.DATES))
        instance.state = instance.state and TaskInstanceState(instance.state)
        return instance

    @property
    def dag_id(self) -> str:
        return self.dag_run.dag_id

    @property
    def run_id(self) -> str:
        return self.dag_run.run_id

    @property
    def logical_date(self) -> datetime | None:
        return self.dag_run.logical_date

    @property
    def task(self) -> Any:
        return self.dag_run.dag.task_dict.get(self.task_id)

    def get_dagrun(self) -> DagRun:
        return self.dag_run


@dataclass
class AssetEvent:
    """What core tells of an asset event (``listeners/types.py``)."""

    asset: Any
    extra: dict[str, Any]
    source_dag_id: str | None = None
    source_task_id: str | None = None
    source_run_id: str | None = None
    source_map_index: int | None = None
    # Airflow 3.2 gives none, also of an event that came through one.
    source_aliases: list[Any] = field(default_factory=list)
    partition_key: str | None = None
