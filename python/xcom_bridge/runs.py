"""What a run will be, before there is one: its id, its data interval, and whether Airflow would make it."""

from __future__ import annotations

import re
from datetime import UTC
from typing import TYPE_CHECKING, Any

from xcom_bridge import compat, environment, failures, loading, params

if TYPE_CHECKING:
    from pendulum import DateTime

    from airflow.sdk import DAG
    from xcom_bridge.contract import PlannedRun, PlanRun


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
        return _planned(dag, request.get("run_id"), request.get("conf") or {}, date, run_after, inferred_from)
    except Exception as refused:
        return {"error": {"type": failures.type_name(refused), "message": _message(refused)}}


def planned_trigger(message: dict[str, Any]) -> dict[str, Any]:
    """What core's API server finds out about a run that a task triggers, as further fields of its message.

    Nothing where the DAG is in no loaded file: it is found out when the run is executed.
    """
    dag = loading.loaded().dags.get(message["dag_id"])
    if dag is None:
        return {}
    from airflow.sdk import timezone

    run_after = timezone.coerce_datetime(timezone.utcnow())
    date = timezone.coerce_datetime(message["logical_date"])
    try:
        first = (dag.default_args or {}).get("start_date")
        if date and first and date < first:
            raise ValueError(
                f"Logical date [{date.isoformat()}] should be >= start_date [{first.isoformat()}] "
                "from DAG's default_args"
            )
        plan = _planned(dag, message["run_id"], message["conf"] or {}, date, run_after, run_after)
    except Exception as refused:
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
) -> PlannedRun:
    from airflow.sdk import timezone
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.utils.types import DagRunType

    timetable = coerce_to_core_timetable(dag.timetable)
    interval = None
    if logical_date is not None:
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


def _utc(date: DateTime) -> str:
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
    from airflow.sdk.configuration import conf

    if not isinstance(run_id, str):
        raise ValueError(f"`run_id` should be a str, not {type(run_id)}")
    if not re.match(_GENERATED_ID, run_id):
        pattern = conf.get("scheduler", "allowed_run_id_pattern").strip()
        if not pattern or not re.match(pattern, run_id):
            raise ValueError(
                f"The run_id provided '{run_id}' does not match regex pattern '{pattern}' or '{_GENERATED_ID}'"
            )
    for other in _OTHER_TYPES:
        if run_id.startswith(f"{other}__"):
            raise ValueError(f"A manual DAG run cannot use ID {run_id!r} since it is reserved for {other} runs")
