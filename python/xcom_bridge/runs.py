"""What a run will be, before there is one: its id, its data interval, and whether Airflow would make it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xcom_bridge import compat, environment, failures, loading, params, task_sdk
from xcom_bridge.schedule import Schedule, has_partition, partition_of

if TYPE_CHECKING:
    from pendulum import DateTime

    from airflow.sdk import DAG
    from airflow.timetables.base import DagRunInfo
    from xcom_bridge.contract.base import RaisedError
    from xcom_bridge.contract.runs import (
        DatesRead,
        PlannedRun,
        PlannedSchedule,
        PlanRun,
        PlanSchedule,
        ReadDates,
        SubsetTasks,
        TaskSubset,
    )


def plan_run(request: PlanRun) -> PlannedRun:
    """The run of a loaded DAG that somebody asks for, or why core refuses it."""
    environment.prepare()
    from airflow.sdk import timezone

    dag = loading.loaded().dags[request["dag_id"]]
    try:
        run_after = timezone.parse(request["run_after"])
        date = None if (text := request.get("logical_date")) is None else timezone.parse(text)
        if compat.is_on():
            from xcom_compat2 import runs

            date = run_after = runs.dated(date, run_after)
        inferred_from = run_after if request["is_triggered"] else date
        interval = [timezone.parse(moment) for moment in request.get("data_interval") or ()]
        return _planned(dag, request.get("run_id"), request.get("conf") or {}, date, run_after, inferred_from, interval)
    except Exception as refused:
        return {"error": _described(refused)}


def plan_schedule(request: PlanSchedule) -> PlannedSchedule:
    """Runs of a DAG's schedule: that of a date as core's scheduler makes it, or those that its backfill makes."""
    environment.prepare()
    from airflow.sdk import timezone

    schedule = Schedule(loading.loaded().dags[request["dag_id"]])
    try:
        params.check(schedule.dag, request.get("conf") or {})
        if (date := request.get("date")) is not None:
            return {"runs": [_scheduled(schedule, schedule.at(timezone.parse(date)))]}
        first, last = timezone.parse(request["first"]), timezone.parse(request["last"])
        runs = [_backfilled(schedule, info) for info in schedule.of_backfill(first, last)]
        return {"runs": runs, "first": _utc(first), "last": _utc(last)}
    except Exception as refused:
        return {"error": _described(refused)}


def subset_tasks(request: SubsetTasks) -> TaskSubset:
    """Some tasks of a loaded DAG with what belongs to them, as the Task SDK finds it."""
    environment.prepare()
    subset = (
        loading.loaded()
        .dags[request["dag_id"]]
        .partial_subset(
            request["task_ids"], include_upstream=request["upstream"], include_downstream=request["downstream"]
        )
    )
    return {"task_ids": sorted(subset.task_dict)}


def read_dates(request: ReadDates) -> DatesRead:
    """The moments that people mean by dates, as core's command line reads them."""
    environment.prepare()
    from airflow.sdk import timezone

    return {"dates": [_utc(timezone.parse(date)) for date in request["dates"]]}


def planned_trigger(message: dict[str, Any]) -> dict[str, Any]:
    """What core's API server finds out about a run that a task triggers, as further fields of its message.

    A task in another language may leave out what is null, and writes dates as texts. Nothing where the DAG is in no
    loaded file: it is found out when the run is executed.
    """
    dag = loading.loaded().dags.get(message["dag_id"])
    if dag is None:
        return {}
    from airflow.sdk import timezone

    sdk = task_sdk.current()
    allowed = sdk.allowed_run_types(dag)
    if allowed and sdk.TRIGGERED_RUN not in allowed:
        kinds = sdk.TRIGGERED_RUN.replace("_", "-")
        refusal = f"Dag with dag_id '{dag.dag_id}' does not allow {kinds} runs"
        return {"refusal": refusal, "refusal_reason": "denied_run_type"}
    run_after = timezone.coerce_datetime(timezone.utcnow())
    given = message.get("logical_date")
    date = timezone.coerce_datetime(timezone.parse(given) if isinstance(given, str) else given)
    try:
        first = (dag.default_args or {}).get("start_date")
        if date and first and date < first:
            raise ValueError(
                f"Logical date [{date.isoformat()}] should be >= start_date [{first.isoformat()}] "
                f"from {sdk.DAG_IN_TEXTS}'s default_args"
            )
        plan = _planned(dag, message["run_id"], message.get("conf") or {}, date, run_after, run_after)
    except Exception as refused:
        if (reason := sdk.refused_trigger(refused)) is not None:
            return {"refusal": str(refused), "refusal_reason": reason}
        return {"refusal": f"{failures.type_name(refused)}: {_message(refused)}"}
    start, end = plan["data_interval"] or (None, None)
    return {"run_after": _utc(run_after), "data_interval_start": start, "data_interval_end": end}


def _planned(
    dag: DAG,
    run_id: str | None,
    conf: dict[str, Any],
    logical_date: DateTime | None,
    run_after: DateTime,
    inferred_from: DateTime | None,
    given: list[DateTime] | None = None,
) -> PlannedRun:
    from airflow.sdk import timezone
    from airflow.timetables.base import DataInterval
    from airflow.utils.types import DagRunType

    timetable = task_sdk.current().core_timetable(dag.timetable)
    interval = DataInterval(*map(timezone.coerce_datetime, given)) if given else None
    if logical_date is not None and interval is None:
        interval = timetable.infer_manual_data_interval(run_after=inferred_from)
    if run_id is None:
        run_id = timetable.generate_run_id(run_type=DagRunType.MANUAL, run_after=run_after, data_interval=interval)
    _check_id(run_id)
    params.check(dag, conf)
    return {
        "run_id": run_id,
        "logical_date": None if logical_date is None else _utc(logical_date),
        "data_interval": interval and [_utc(timezone.coerce_datetime(date)) for date in interval],
    }


def _scheduled(schedule: Schedule, info: DagRunInfo) -> PlannedRun:
    """A run as core's scheduler makes it: in between its dates have been in the database, which knows UTC only."""
    from airflow.timetables.base import DataInterval
    from airflow.utils.types import DagRunType

    run_after = info.run_after.astimezone(UTC)
    interval = info.data_interval and DataInterval(*(date.astimezone(UTC) for date in info.data_interval))
    if compat.is_on() and info.logical_date is not None:
        from xcom_compat2 import runs

        date = info.logical_date.astimezone(UTC)
        run_id = runs.run_id(schedule.timetable, DagRunType.SCHEDULED, date, interval)
        return _of_schedule(run_id, info, is_scheduled=True)
    run_id = schedule.timetable.generate_run_id(
        run_type=DagRunType.SCHEDULED,
        run_after=run_after,
        data_interval=interval,
        **partition_of(info),
    )
    return _of_schedule(run_id, info, is_scheduled=True)


def _backfilled(schedule: Schedule, info: DagRunInfo) -> PlannedRun:
    from airflow.utils.types import DagRunType

    if compat.is_on() and info.logical_date is not None:
        from xcom_compat2 import runs

        date = info.logical_date.astimezone(UTC)
        run_id = runs.run_id(schedule.timetable, DagRunType.BACKFILL_JOB, date, info.data_interval)
    elif not has_partition(info):
        run_id = DagRunType.BACKFILL_JOB.generate_run_id(suffix=info.run_after.isoformat())
    else:
        run_id = schedule.timetable.generate_run_id(
            run_type=DagRunType.BACKFILL_JOB,
            data_interval=info.data_interval,
            run_after=info.run_after,
            **partition_of(info),
        )
    return _of_schedule(run_id, info, is_scheduled=False)


def _of_schedule(run_id: str, info: DagRunInfo, *, is_scheduled: bool) -> PlannedRun:
    _check_pattern(run_id)
    plan: PlannedRun = {
        "run_id": run_id,
        "logical_date": _utc(info.logical_date) if info.logical_date else None,
        "data_interval": [_utc(date) for date in info.data_interval] if info.data_interval else None,
        "run_after": _utc(info.run_after),
    }
    if has_partition(info):
        plan["partition_key"] = str(info.partition_key)
        if info.partition_date is not None and (is_scheduled or task_sdk.current().BACKFILLS_DATE_PARTITIONS):
            plan["partition_date"] = _utc(info.partition_date)
    return plan


def _described(error: Exception) -> RaisedError:
    return {"type": failures.type_name(error), "message": _message(error)}


def _utc(date: datetime) -> str:
    return date.astimezone(UTC).isoformat()


def _message(error: Exception) -> str:
    text = failures.message_of(error)
    if isinstance(error, NotImplementedError) and not text:
        return "the DAG's timetable has no infer_manual_data_interval"
    return text


_GENERATED_ID = r"^(?:manual|scheduled|asset_triggered)__(?:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00)$"
_OTHER_TYPES = ("backfill", "scheduled", "asset_triggered", "asset_materialization")


def _check_id(run_id: str) -> None:
    """As core's `create_dagrun` does for a manual run."""
    _check_pattern(run_id)
    for other in _OTHER_TYPES:
        if run_id.startswith(f"{other}__"):
            raise ValueError(f"A manual DAG run cannot use ID {run_id!r} since it is reserved for {other} runs")


def _check_pattern(run_id: str) -> None:
    """As core's `create_dagrun` does for every run."""
    if not isinstance(run_id, str):
        raise ValueError(f"`run_id` should be a str, not {type(run_id)}")
    if not re.match(_GENERATED_ID, run_id):
        pattern = task_sdk.find("configuration", "conf").get("scheduler", "allowed_run_id_pattern").strip()
        if not pattern or not re.match(pattern, run_id):
            raise ValueError(
                f"The run_id provided '{run_id}' does not match regex pattern '{pattern}' or '{_GENERATED_ID}'"
            )
