"""`airflow.timetables._cron`: how core's timetables take a cron expression."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from airflow.sdk._shared.timezones.timezone import convert_to_utc, make_aware, make_naive, parse_timezone
from airflow.timetables.base import other_name
from airflow.utils.dates import cron_presets

if TYPE_CHECKING:
    from pendulum import DateTime
    from pendulum.tz.timezone import FixedTimezone, Timezone


class CronMixin:
    """A cron expression, or one of `cron_presets`, in a time zone."""

    expression: str
    timezone: Timezone | FixedTimezone

    _expression = other_name("expression")
    _timezone = other_name("timezone")

    def __init__(self, cron: str, timezone: str | Timezone | FixedTimezone) -> None:
        self.expression = cron_presets.get(cron, cron)
        self.timezone = parse_timezone(timezone) if isinstance(timezone, str) else timezone

    def __eq__(self, other: object) -> bool:
        from airflow.serialization.encoders import coerce_to_core_timetable

        other = coerce_to_core_timetable(other)
        if not isinstance(other, type(self)):
            return NotImplemented
        return self.expression == other.expression and self.timezone == other.timezone

    def __hash__(self) -> int:
        return hash((self.expression, self.timezone))

    @property
    def summary(self) -> str:
        """The expression."""
        return self.expression

    # Core makes it at once, and timetables of users' own add to it.
    @cached_property
    def description(self) -> str:
        """The expression in words; nothing where it makes no sense."""
        from cron_descriptor import CasingTypeEnum, ExpressionDescriptor, FormatException, MissingFieldException
        from croniter import CroniterBadCronError, croniter

        def in_words(*fields: str) -> str:
            text = " ".join(fields)
            described = ExpressionDescriptor(text, casing_type=CasingTypeEnum.Sentence, use_24hour_time_format=True)
            return str(described.get_description())

        fields = self.expression.split()
        try:
            if len(croniter(self.expression).expanded) > 5:
                return ""
            if len(fields) >= 5 and fields[2] != "*" and fields[4] != "*":
                # Cron runs on the days that match either of the two.
                by_month, by_week = [*fields[:4], "*", *fields[5:]], [*fields[:2], "*", *fields[3:]]
                return f"{in_words(*by_month)} (or) {in_words(*by_week)}"
            return in_words(self.expression)
        except (CroniterBadCronError, FormatException, MissingFieldException):
            return ""

    def _get_next(self, current: DateTime) -> DateTime:
        """The first scheduled moment after a moment."""
        return self._neighbour(current, "get_next")

    def _get_prev(self, current: DateTime) -> DateTime:
        """The last scheduled moment before a moment."""
        return self._neighbour(current, "get_prev")

    def _align_to_next(self, current: DateTime) -> DateTime:
        """The moment itself where it is scheduled, else the next that is."""
        following = self._get_next(current)
        return current if self._get_prev(following) == current else following

    def _align_to_prev(self, current: DateTime) -> DateTime:
        """The moment itself where it is scheduled, else the last that was."""
        previous = self._get_prev(current)
        return current if self._get_next(previous) == current else previous

    def _neighbour(self, current: DateTime, direction: str) -> DateTime:
        from croniter import croniter

        # croniter knows clocks, not time zones.
        clock = make_naive(current, self.timezone)
        cron = croniter(self.expression, start_time=clock)
        found = getattr(cron, direction)(datetime)
        if cron.expanded[1] == ["*"]:
            # What runs every hour runs in the hour that comes twice, too: by the time that passes, not by the clock.
            return convert_to_utc(current.in_timezone(self.timezone) + (found - clock))
        return convert_to_utc(make_aware(found, self.timezone))
