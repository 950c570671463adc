"""What runs will be."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from xcom_bridge.contract.base import Moment, RaisedError


class PlanRun(TypedDict):
    dag_id: str
    run_id: NotRequired[str]
    conf: NotRequired[Any]
    # Without offset it is in Airflow's default time zone.
    logical_date: NotRequired[str]
    # Its start and its end, where they are given; the timetable says them otherwise.
    data_interval: NotRequired[list[str]]
    run_after: Moment
    is_triggered: bool


class PlannedRun(TypedDict):
    # Alone, where core would refuse the run.
    error: NotRequired[RaisedError]
    run_id: NotRequired[str]
    logical_date: NotRequired[Moment | None]
    # Its start and its end.
    data_interval: NotRequired[list[Moment] | None]
    # Of runs of the schedule.
    run_after: NotRequired[Moment]
    partition_key: NotRequired[str]
    partition_date: NotRequired[Moment]


class ReadParams(TypedDict):
    """Values for params, as texts, and the conf that they go into."""

    dag_id: str
    conf: NotRequired[Any]
    params: list[ParamText]


class ParamText(TypedDict):
    name: str
    text: str


class GivenConf(TypedDict):
    # Alone, where the DAG has no such param.
    error: NotRequired[RaisedError]
    conf: NotRequired[Any]


class SubsetTasks(TypedDict):
    dag_id: str
    task_ids: list[str]
    upstream: bool
    downstream: bool


class TaskSubset(TypedDict):
    task_ids: list[str]


class ReadDates(TypedDict):
    # Without offset they are in Airflow's default time zone.
    dates: list[str]


class DatesRead(TypedDict):
    # In the order of the question.
    dates: list[Moment]


class PlanSchedule(TypedDict):
    """Which runs of a schedule: that of a date, or those between two."""

    dag_id: str
    conf: NotRequired[Any]
    date: NotRequired[str]
    first: NotRequired[str]
    last: NotRequired[str]


class PlannedSchedule(TypedDict):
    # Alone, where core would not make the runs.
    error: NotRequired[RaisedError]
    runs: NotRequired[list[PlannedRun]]
    # Those that were asked for.
    first: NotRequired[Moment]
    last: NotRequired[Moment]
