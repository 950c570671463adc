"""`airflow.timetables.assets`: the Task SDK's timetables under core's names."""

from __future__ import annotations

from airflow.sdk.definitions.timetables import assets as _sdk
from airflow.timetables.base import Timetable


class AssetOrTimeSchedule(_sdk.AssetOrTimeSchedule, Timetable):
    """See the Task SDK's class."""
