"""`airflow.timetables._delta`: how core's timetables take a delta."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from airflow.sdk._shared.timezones.timezone import convert_to_utc
from airflow.timetables.base import other_name

if TYPE_CHECKING:
    from dateutil.relativedelta import relativedelta
    from pendulum import DateTime


class DeltaMixin:
    """The time between two runs."""

    delta: datetime.timedelta | relativedelta

    _delta = other_name("delta")

    def __init__(self, delta: datetime.timedelta | relativedelta) -> None:
        self.delta = delta

    def __eq__(self, other: object) -> bool:
        from airflow.serialization.encoders import coerce_to_core_timetable

        other = coerce_to_core_timetable(other)
        if not isinstance(other, type(self)):
            return NotImplemented
        return bool(self.delta == other.delta)

    def __hash__(self) -> int:
        return hash(self.delta)

    @property
    def summary(self) -> str:
        """The delta as text."""
        return str(self.delta)

    def _get_next(self, current: DateTime) -> DateTime:
        return convert_to_utc(current + self.delta)

    def _get_prev(self, current: DateTime) -> DateTime:
        return convert_to_utc(current - self.delta)

    def _align_to_next(self, current: DateTime) -> DateTime:
        return current

    def _align_to_prev(self, current: DateTime) -> DateTime:
        return current
