"""`airflow.timetables.events`: the Task SDK's timetable as core takes it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from airflow.sdk._shared.timezones.timezone import coerce_datetime, utcnow
from airflow.sdk.definitions.timetables import events as _sdk
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable

if TYPE_CHECKING:
    from pendulum import DateTime


class EventsTimetable(_sdk.EventsTimetable, Timetable):
    """See the Task SDK's class."""

    def __init__(
        self,
        event_dates: Iterable[DateTime],
        restrict_to_events: bool = False,
        presorted: bool = False,
        description: str | None = None,
    ) -> None:
        self.event_dates = list(event_dates) if presorted else sorted(event_dates)
        self.restrict_to_events = restrict_to_events
        self._summary = f"{len(self.event_dates)} events" if description is None else description
        if description is None:
            description = "No events"
            if self.event_dates:
                first, last = (date.isoformat(sep="T") for date in (self.event_dates[0], self.event_dates[-1]))
                description = f"{len(self.event_dates)} events between {first} and {last}"
        self.description = description

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def summary(self) -> str:
        """How many events, or the description that was given."""
        return self._summary

    def __repr__(self) -> str:
        return self.summary

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The first event that is neither too early nor past."""
        earliest = restriction.earliest
        if not restriction.catchup:
            now = coerce_datetime(utcnow())
            earliest = now if earliest is None else max(now, earliest)
        last = last_automated_data_interval
        for event in self.event_dates:
            if (earliest is None or event >= earliest) and (last is None or event > last.end):
                is_too_late = restriction.latest is not None and event > restriction.latest
                return None if is_too_late else DagRunInfo.exact(event)
        return None

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The moment; where runs are restricted to events, the last one until then, or else the first."""
        if not self.restrict_to_events or not self.event_dates:
            return DataInterval.exact(run_after)
        if run_after < self.event_dates[0]:
            return DataInterval.exact(self.event_dates[0])
        return DataInterval.exact(next(date for date in reversed(self.event_dates) if date <= run_after))
