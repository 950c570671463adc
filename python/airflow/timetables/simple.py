"""`airflow.timetables.simple`: the Task SDK's timetables under core's names."""

from __future__ import annotations

from airflow.sdk.definitions.timetables import simple as _sdk
from airflow.timetables.base import Timetable


class NullTimetable(_sdk.NullTimetable, Timetable):
    """See the Task SDK's class."""


class OnceTimetable(_sdk.OnceTimetable, Timetable):
    """See the Task SDK's class."""


class ContinuousTimetable(_sdk.ContinuousTimetable, Timetable):
    """See the Task SDK's class."""
