"""`airflow.timetables.interval`: the Task SDK's timetables as core takes them."""

from __future__ import annotations

from airflow.sdk.definitions.timetables import interval as _sdk
from airflow.timetables._cron import CronMixin
from airflow.timetables._delta import DeltaMixin
from airflow.timetables.base import Timetable


class CronDataIntervalTimetable(CronMixin, _sdk.CronDataIntervalTimetable, Timetable):  # type: ignore[override]
    """See the Task SDK's class."""


class DeltaDataIntervalTimetable(DeltaMixin, _sdk.DeltaDataIntervalTimetable, Timetable):
    """See the Task SDK's class."""
