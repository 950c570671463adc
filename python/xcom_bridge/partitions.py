"""The partitions of DAGs that partitions of assets schedule: which belongs to which, and which are whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xcom_bridge import assets, environment, failures, loading, task_sdk
from xcom_bridge.plain import jsonable

if TYPE_CHECKING:
    from xcom_bridge.contract.partitions import (
        MapPartitions,
        MappedPartition,
        MappedPartitions,
        PartitionedEvent,
        ResolvedPartition,
        ResolvedPartitions,
        ResolvePartitions,
        WaitingPartition,
    )


def map_partitions(request: MapPartitions) -> MappedPartitions:
    """The partitions of a DAG that events of its assets belong to."""
    dag_id, timetable = _timetable(request["dag_id"])
    answer: MappedPartitions = {"events": [_mapped(dag_id, timetable, event) for event in request["events"]]}
    if (fingerprint := _fingerprint(timetable)) is not None:
        answer["fingerprint"] = fingerprint
    return answer


def resolve_partitions(request: ResolvePartitions) -> ResolvedPartitions:
    """What waiting partitions of a DAG have of its assets."""
    dag_id, timetable = _timetable(request["dag_id"])
    fingerprint = _fingerprint(timetable)
    return {"partitions": [_resolved(dag_id, timetable, fingerprint, one) for one in request["partitions"]]}


def _timetable(dag_id: str) -> tuple[str, Any]:
    """A DAG's timetable as core has it; an exception where it cannot have it."""
    environment.prepare()
    dag = loading.loaded().dags[dag_id]
    try:
        return dag_id, task_sdk.current().core_timetable(dag.timetable)
    except Exception as error:
        return dag_id, error


def _mapped(dag_id: str, timetable: Any, event: PartitionedEvent) -> MappedPartition:
    key = event["partition_key"]
    try:
        mapper = _mapper(timetable, event["name"], event["uri"])
        found = mapper.to_downstream(key)
        keys = list(found) if hasattr(found, "__iter__") and not isinstance(found, str) else [found]
        if wrong := [found for found in keys if not isinstance(found, str)]:
            raise TypeError(f"{type(mapper).__name__} gives {wrong[0]!r}, which is no key")
    except Exception as error:
        return _nowhere(dag_id, event, f"{type(error).__name__}: {failures.message_of(error)}")
    sdk = task_sdk.current()
    if (limit := sdk.most_partitions(mapper)) is not None and len(keys) > limit[0]:
        what = f"{type(mapper).__name__} gives {len(keys)} keys, more than {limit[1]} allows"
        return _nowhere(dag_id, event, what)
    mapped: MappedPartition = {"keys": keys}
    text = event.get("partition_date")
    if text is not None and (date := sdk.carried_date(mapper, datetime.fromisoformat(text))) is not None:
        mapped["partition_date"] = _utc(date)
    return mapped


def _nowhere(dag_id: str, event: PartitionedEvent, why: str) -> MappedPartition:
    what = f"The partition {event['partition_key']} of asset {event['name']} queues no run of DAG {dag_id}"
    return {"problem": f"{what} ({why}).", "keys": []}


def _resolved(dag_id: str, timetable: Any, fingerprint: Any, waiting: WaitingPartition) -> ResolvedPartition:
    key = waiting["partition_key"]
    notices: list[str] = []
    if fingerprint is not None and waiting.get("fingerprint") != fingerprint:
        notices.append(
            f"The partition {key} of DAG {dag_id}, which waited, is dropped: the DAG's mappers are others by now."
        )
        return {"is_stale": True, "received": [False for _ in waiting["assets"]], "notices": notices}
    sdk = task_sdk.current()
    received = []
    for asset in waiting["assets"]:
        try:
            mapper = _mapper(timetable, asset["name"], asset["uri"])
            is_received, why_never = sdk.is_received(mapper, key, set(asset["partition_keys"]))
        except Exception as error:
            is_received, why_never = False, f"{type(error).__name__}: {failures.message_of(error)}"
        received.append(is_received)
        if why_never is not None:
            notices.append(f"The partition {key} of DAG {dag_id} waits for asset {asset['name']} ({why_never}).")
    answer: ResolvedPartition = {"is_stale": False, "received": received, "notices": notices}
    try:
        mappers = [_mapper(timetable, asset["name"], asset["uri"]) for asset in waiting["assets"]]
        dates = sdk.partition_dates(mappers, key)
    except Exception as error:
        notices.append(
            f"The partition {key} of DAG {dag_id} has no date ({type(error).__name__}: {failures.message_of(error)})."
        )
        return answer
    if len(dates) > 1:
        said = " and ".join(sorted(date.isoformat() for date in dates))
        notices.append(f"The partition {key} of DAG {dag_id} has no date: its mappers say {said}.")
    elif dates:
        answer["partition_date"] = _utc(dates.pop())
    elif (carried := waiting.get("partition_date")) is not None:
        answer["partition_date"] = carried
    return answer


def _mapper(timetable: Any, name: str, uri: str) -> Any:
    if isinstance(timetable, Exception):
        raise timetable
    return timetable.get_partition_mapper(name=name, uri=uri)


def _fingerprint(timetable: Any) -> Any:
    """By what the DAG's partitions are made; nothing where a change of that is of no account."""
    if not task_sdk.current().DROPS_STALE_PARTITIONS:
        return None
    try:
        named = sorted(assets.names(timetable.asset_condition))
        mappers = {f"{name}|{uri}": _mapper(timetable, name, uri) for name, uri in named}
        return jsonable(
            {
                asset: [f"{type(mapper).__module__}.{type(mapper).__qualname__}", mapper.serialize()]
                for asset, mapper in mappers.items()
            }
        )
    except Exception:
        # Whoever maps a partition is told why that cannot be.
        return None


def _utc(date: datetime) -> str:
    return date.astimezone(UTC).isoformat()
