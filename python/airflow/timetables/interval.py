"""`airflow.timetables.interval`: the Task SDK's timetables as core takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from airflow.sdk.definitions.timetables import interval as _sdk
from airflow.timetables._cron import CronMixin
from airflow.timetables._delta import DeltaMixin
from airflow.timetables.base import DataInterval, Timetable

if TYPE_CHECKING:
    from pendulum import DateTime


class CronDataIntervalTimetable(CronMixin, _sdk.CronDataIntervalTimetable, Timetable):  # type: ignore[override]
    """See the Task SDK's class."""

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The last whole interval before the moment."""
        end = self._align_to_prev(run_after)
        return DataInterval(self._get_prev(end), end)


class DeltaDataIntervalTimetable(DeltaMixin, _sdk.DeltaDataIntervalTimetable, Timetable):
    """See the Task SDK's class."""

    def infer_manual_data_interval(self, run_after: DateTime) -> DataInterval:
        """The delta before the moment."""
        return DataInterval(self._get_prev(run_after), run_after)
