"""A DAG as it is described."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from xcom_bridge.contract.base import Moment
from xcom_bridge.contract.listeners import AliasRow, AssetRow

# `from` is not a name of Python's.
EdgeLabel = TypedDict("EdgeLabel", {"from": str, "to": str, "label": str})


class Graph(TypedDict):
    """A DAG as the runner sees it."""

    dag_id: str
    fileloc: str
    relative_fileloc: str | None
    description: str | None
    dag_display_name: str
    tags: list[str]
    owners: str
    timetable_summary: str | None
    timetable_type: str
    is_scheduled: bool
    max_active_tasks: int
    catchup: bool
    fail_fast: bool
    params: Any
    has_on_success_callback: bool
    has_on_failure_callback: bool
    # What the DAG is scheduled by, beside or in place of dates.
    asset_condition: AssetCondition | None
    # Whether it is scheduled by partitions: those of the assets, where there are some.
    is_partitioned: bool
    assets: list[AssetRow]
    asset_aliases: list[AliasRow]
    tasks: list[GraphTask]
    task_groups: list[GraphGroup]
    edge_labels: list[EdgeLabel]


class GraphTask(TypedDict):
    task_id: str
    label: str
    task_display_name: str
    operator: str
    custom_operator_name: str | None
    trigger_rule: str
    upstream_task_ids: list[str]
    downstream_task_ids: list[str]
    task_group_id: str | None
    retries: int
    # In seconds, as all that take time.
    retry_delay: float
    retry_exponential_backoff: float
    max_retry_delay: float | None
    execution_timeout: float | None
    start_date: Moment | None
    end_date: Moment | None
    depends_on_past: bool
    wait_for_downstream: bool
    ignore_first_depends_on_past: bool
    pool: str
    pool_slots: int
    priority_weight: int
    queue: str
    owner: str
    max_active_tis_per_dag: int | None
    max_active_tis_per_dagrun: int | None
    is_setup: bool
    is_teardown: bool
    on_failure_fail_dagrun: bool
    is_mapped: bool
    expand: Expand | None
    skips_execution: bool
    skips_downstream: bool
    waits_for_dates: bool
    waits_for_runs: bool
    has_on_failure_callback: bool
    has_on_retry_callback: bool
    # Whether there is somebody to write to, too.
    emails_on_failure: bool
    emails_on_retry: bool
    start_from_trigger: bool
    start_trigger_args: Any
    multiple_outputs: bool
    do_xcom_push: bool
    map_index_template: str | None
    inlets: list[AssetReference]
    outlets: list[AssetReference]


class GraphGroup(TypedDict):
    group_id: str
    label: str
    tooltip: str
    parent_group_id: str | None
    prefix_group_id: bool
    is_mapped: bool
    expand: Expand | None
    children: list[str]
    upstream_task_ids: list[str]
    downstream_task_ids: list[str]
    upstream_group_ids: list[str]
    downstream_group_ids: list[str]


class AssetReference(TypedDict):
    """An inlet or an outlet; an asset may be referred to by one of its names."""

    type: Literal["asset", "alias"]
    name: NotRequired[str]
    uri: NotRequired[str]


class AssetCondition(TypedDict):
    """One of these: several conditions, or a reference."""

    all: NotRequired[list[AssetCondition]]
    any: NotRequired[list[AssetCondition]]
    asset: NotRequired[AssetReference]


class Expand(TypedDict):
    """What a mapped task or group is expanded over: ``values`` of a dict of lists, else ``value``."""

    kind: Literal["dict-of-lists", "list-of-dicts"]
    # Pairs of a name and a Source.
    values: NotRequired[list[Any]]
    value: NotRequired[Source]


class Source(TypedDict):
    """Where the values of an argument come from: one of these, and ``has_fillvalue`` beside ``zip``."""

    # A value in the DAG file, by its length.
    literal: NotRequired[int]
    xcom: NotRequired[XComSource]
    map: NotRequired[Source]
    zip: NotRequired[list[Source]]
    concat: NotRequired[list[Source]]
    has_fillvalue: NotRequired[bool]


class XComSource(TypedDict):
    task_id: str
    key: str
