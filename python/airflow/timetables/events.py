"""`airflow.timetables.events`: the Task SDK's timetables under core's names."""

from __future__ import annotations

from airflow.sdk.definitions.timetables import events as _sdk
from airflow.timetables.base import Timetable


class EventsTimetable(_sdk.EventsTimetable, Timetable):
    """See the Task SDK's class."""
