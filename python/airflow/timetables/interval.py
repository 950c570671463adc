"""`airflow.timetables.interval`: the Task SDK's timetables under core's names."""

from __future__ import annotations

from airflow.sdk.definitions.timetables import interval as _sdk
from airflow.timetables.base import Timetable


class CronDataIntervalTimetable(_sdk.CronDataIntervalTimetable, Timetable):
    """See the Task SDK's class."""


class DeltaDataIntervalTimetable(_sdk.DeltaDataIntervalTimetable, Timetable):
    """See the Task SDK's class."""
