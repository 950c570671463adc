"""What listeners of plugins are told."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from xcom_bridge.contract.base import Moment


class ListenerCall(TypedDict):
    """A hook of listeners, with what it is about."""

    hook: str
    # Why a run has its state.
    message: NotRequired[str]
    dag_run: NotRequired[RunRow]
    # Those of the run.
    task_instances: NotRequired[list[TaskInstanceRow]]
    task_instance: NotRequired[TaskInstanceRow]
    error: NotRequired[str]
    asset: NotRequired[AssetRow]


class RunRow(TypedDict):
    """The columns of Airflow's ``dag_run`` that listeners look at."""

    dag_id: str
    run_id: str
    run_type: str
    state: str
    logical_date: NotRequired[Moment]
    data_interval_start: NotRequired[Moment]
    data_interval_end: NotRequired[Moment]
    run_after: Moment
    queued_at: NotRequired[Moment]
    start_date: NotRequired[Moment]
    end_date: NotRequired[Moment]
    conf: Any
    triggered_by: NotRequired[str]
    clear_number: int
    partition_key: NotRequired[str]
    partition_date: NotRequired[Moment]
    note: NotRequired[str]


class TaskInstanceRow(TypedDict):
    """The columns of Airflow's ``task_instance`` that listeners look at."""

    id: str
    task_id: str
    map_index: int
    state: NotRequired[str]
    try_number: int
    max_tries: int
    start_date: NotRequired[Moment]
    end_date: NotRequired[Moment]
    duration: NotRequired[float]
    queued_dttm: NotRequired[Moment]
    scheduled_dttm: NotRequired[Moment]
    hostname: str
    pid: NotRequired[int]
    pool: str
    queue: str
    operator: str
    rendered_map_index: NotRequired[str]
    trigger_id: NotRequired[int]


class AssetRow(TypedDict):
    name: str
    uri: str
    group: str
    extra: Any


class AliasRow(TypedDict):
    name: str
    group: str
