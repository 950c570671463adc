"""`airflow.timetables.trigger`: the Task SDK's timetables under core's names."""

from __future__ import annotations

from airflow.sdk.definitions.timetables import trigger as _sdk
from airflow.timetables.base import Timetable


class CronTriggerTimetable(_sdk.CronTriggerTimetable, Timetable):
    """See the Task SDK's class."""


class DeltaTriggerTimetable(_sdk.DeltaTriggerTimetable, Timetable):
    """See the Task SDK's class."""


class MultipleCronTriggerTimetable(_sdk.MultipleCronTriggerTimetable, Timetable):
    """See the Task SDK's class."""


class CronPartitionTimetable(_sdk.CronPartitionTimetable, Timetable):
    """See the Task SDK's class."""
