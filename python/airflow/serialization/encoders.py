"""`airflow.serialization.encoders`: a timetable of the Task SDK as core's; the rest comes from the table."""

from __future__ import annotations

from typing import Any

from airflow.sdk.bases.timetable import BaseTimetable
from airflow.timetables.base import Timetable


def coerce_to_core_timetable(obj: Any) -> Any:
    """Core's timetable for one of the Task SDK's; anything else as it is."""
    if isinstance(obj, Timetable) or not isinstance(obj, BaseTimetable):
        return obj
    from airflow.sdk.definitions.timetables import assets as sdk_assets
    from airflow.sdk.definitions.timetables import events as sdk_events
    from airflow.sdk.definitions.timetables import interval as sdk_interval
    from airflow.sdk.definitions.timetables import simple as sdk_simple
    from airflow.sdk.definitions.timetables import trigger as sdk_trigger
    from airflow.timetables import assets, events, interval, simple, trigger

    at_runtime = getattr(sdk_assets, "PartitionedAtRuntime", None)  # since Task SDK 1.3
    if at_runtime is not None and isinstance(obj, at_runtime):
        return simple.PartitionedAtRuntime()  # type: ignore[attr-defined]
    match obj:
        case sdk_interval.CronDataIntervalTimetable():
            return interval.CronDataIntervalTimetable(obj.expression, obj.timezone)
        case sdk_interval.DeltaDataIntervalTimetable():
            return interval.DeltaDataIntervalTimetable(obj.delta)
        case sdk_trigger.CronPartitionTimetable():
            return trigger.CronPartitionTimetable(
                obj.expression,
                timezone=obj.timezone,
                run_offset=obj.run_offset,
                run_immediately=obj.run_immediately,
                key_format=obj.key_format,
            )
        case sdk_trigger.CronTriggerTimetable():
            return trigger.CronTriggerTimetable(
                obj.expression, timezone=obj.timezone, interval=obj.interval, run_immediately=obj.run_immediately
            )
        case sdk_trigger.DeltaTriggerTimetable():
            return trigger.DeltaTriggerTimetable(obj.delta, interval=obj.interval)
        case sdk_trigger.MultipleCronTriggerTimetable(timetables=[first, *_] as timetables):
            return trigger.MultipleCronTriggerTimetable(
                *(timetable.expression for timetable in timetables),
                timezone=first.timezone,
                interval=first.interval,
                run_immediately=first.run_immediately,
            )
        case sdk_events.EventsTimetable():
            return events.EventsTimetable(
                obj.event_dates, restrict_to_events=obj.restrict_to_events, description=obj.description
            )
        case sdk_simple.NullTimetable():
            return simple.NullTimetable()
        case sdk_simple.OnceTimetable():
            return simple.OnceTimetable()
        case sdk_simple.ContinuousTimetable():
            return simple.ContinuousTimetable()
        case sdk_assets.AssetOrTimeSchedule():
            return assets.AssetOrTimeSchedule(
                timetable=coerce_to_core_timetable(obj.timetable), assets=obj.asset_condition
            )
        case sdk_assets.PartitionedAssetTimetable():
            return simple.PartitionedAssetTimetable(
                assets=obj.asset_condition,
                partition_mapper_config=obj.partition_mapper_config,
                default_partition_mapper=obj.default_partition_mapper,
            )
        case sdk_assets.AssetTriggeredTimetable():
            return simple.AssetTriggeredTimetable(obj.asset_condition)
    return obj
