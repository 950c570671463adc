"""`airflow.timetables.interval`: the Task SDK's timetables as core takes them."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from airflow.sdk._shared.timezones.timezone import coerce_datetime, utcnow
from airflow.sdk.definitions.timetables import interval as _sdk
from airflow.timetables._cron import CronMixin
from airflow.timetables._delta import DeltaMixin
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

if TYPE_CHECKING:
    from pendulum import DateTime


class _DataIntervalTimetable(Timetable):
    """Timetables whose data intervals follow each other, each with its run at its end."""

    if TYPE_CHECKING:

        def _align_to_next(self, current: DateTime) -> DateTime: ...
        def _align_to_prev(self, current: DateTime) -> DateTime: ...
        def _get_next(self, current: DateTime) -> DateTime: ...

    def _skip_to_latest(self, earliest: DateTime | None) -> DateTime:
        """Where the newest interval begins that is over, but not before a moment."""
        raise NotImplementedError()

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The interval after the last one, or the first one that may be."""
        earliest = coerce_datetime(restriction.earliest)
        if not restriction.catchup:
            earliest = self._skip_to_latest(earliest)
        elif earliest is not None:
            earliest = self._align_to_next(earliest)
        starts = [] if earliest is None else [earliest]
        if last_automated_data_interval is not None:
            starts.append(self._align_to_prev(coerce_datetime(last_automated_data_interval.end)))
        if not starts:
            return None
        start = max(starts)
        if restriction.latest is not None and start > restriction.latest:
            return None
        return DagRunInfo.interval(start, self._get_next(start))


class CronDataIntervalTimetable(CronMixin, _sdk.CronDataIntervalTimetable, _DataIntervalTimetable):  # type: ignore[override]
    """See the Task SDK's class."""

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The last whole interval before the moment."""
        end = self._align_to_prev(run_after)
        return DataInterval(self._get_prev(end), end)

    def _skip_to_latest(self, earliest: DateTime | None) -> DateTime:
        now = coerce_datetime(utcnow())
        last = self._get_prev(now)
        # What is scheduled at this very moment is the end of an interval that is over.
        newest = last if self._get_next(last) == now else self._get_prev(last)
        return newest if earliest is None else max(newest, self._align_to_next(earliest))


class DeltaDataIntervalTimetable(DeltaMixin, _sdk.DeltaDataIntervalTimetable, _DataIntervalTimetable):
    """See the Task SDK's class."""

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The delta before the moment."""
        return DataInterval(self._get_prev(run_after), run_after)

    def _skip_to_latest(self, earliest: DateTime | None) -> DateTime:
        newest = self._get_prev(self._round(coerce_datetime(utcnow())))
        return newest if earliest is None else max(newest, earliest)

    def _round(self, dt: DateTime) -> DateTime:
        """The last whole number of deltas since the epoch, where a month has 30 days and a year 365."""
        delta = self.delta
        if isinstance(delta, datetime.timedelta):
            length = delta.total_seconds()
        else:
            days = delta.years * 365 + delta.months * 30 + delta.days
            length = ((days * 24 + delta.hours) * 60 + delta.minutes) * 60 + delta.seconds
        seconds = dt.timestamp()
        return coerce_datetime(datetime.datetime.fromtimestamp(seconds - seconds % length, tz=dt.tzinfo))
