"""`airflow.partition_mappers.temporal`: the time that a moment belongs to."""

from __future__ import annotations

import re
from abc import abstractmethod
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from airflow.partition_mappers.base import PartitionMapper
from airflow.sdk._shared.timezones.timezone import make_aware, parse_timezone

if TYPE_CHECKING:
    from pendulum.tz.timezone import FixedTimezone, Timezone

_MIDNIGHT: dict[str, Any] = {"hour": 0, "minute": 0, "second": 0, "microsecond": 0}


class _BaseTemporalMapper(PartitionMapper):
    """Keys are moments, as one format writes them; those of the DAG are where a time begins, in another format."""

    default_output_format: str

    def __init__(
        self,
        *,
        timezone: str | Timezone | FixedTimezone = "UTC",
        input_format: str = "%Y-%m-%dT%H:%M:%S",
        output_format: str | None = None,
        **limit: Any,
    ) -> None:
        super().__init__(**limit)
        self.input_format = input_format
        self.output_format = output_format or self.default_output_format
        self._timezone = parse_timezone(timezone) if isinstance(timezone, str) else timezone

    def to_downstream(self, key: str) -> str:
        """The time that the moment belongs to, on the clock of the time zone."""
        moment = datetime.strptime(key, self.input_format)
        return self.format(self.normalize(self._on_the_clock(moment)))

    def to_partition_date(self, downstream_key: str) -> datetime:
        """Where the time begins that a key is for."""
        date = self.normalize(self.decode_downstream(downstream_key))
        return date if date.tzinfo is not None else make_aware(date, self._timezone)

    def _on_the_clock(self, moment: datetime) -> datetime:
        return make_aware(moment, self._timezone) if moment.tzinfo is None else moment.astimezone(self._timezone)

    @abstractmethod
    def normalize(self, dt: datetime) -> datetime:
        """Where the time begins that a moment belongs to."""

    def format(self, dt: datetime) -> str:
        """The key of a time."""
        return dt.strftime(self.output_format)

    def decode_downstream(self, downstream_key: str) -> datetime:
        """The moment that a key of the DAG is written from."""
        return datetime.strptime(downstream_key, self.output_format)

    def serialize(self) -> dict[str, Any]:
        """The formats and the time zone, beside what every mapper has."""
        return {
            **super().serialize(),
            "timezone": str(self._timezone.name),
            "input_format": self.input_format,
            "output_format": self.output_format,
        }

    def _parts(self, key: str, **needed: str) -> dict[str, str]:
        """Parts of a key by their names; the format has what `strptime` does not read back."""
        patterns = {"%Y": r"(?P<Y>\d{4})", **needed}
        text = re.split("(%.|{quarter})", self.output_format)
        pattern = "".join(patterns.get(part, r"\d{2}" if part.startswith("%") else re.escape(part)) for part in text)
        found = re.fullmatch(pattern, key)
        if found is None or len(found.groupdict()) < len(patterns):
            raise ValueError(f"{key!r} is no key of {self.output_format!r}, or this has not all of a date")
        return found.groupdict()


class StartOfHourMapper(_BaseTemporalMapper):
    """Hours."""

    default_output_format = "%Y-%m-%dT%H"

    def normalize(self, dt: datetime) -> datetime:
        """The hour."""
        return dt.replace(minute=0, second=0, microsecond=0)


class StartOfDayMapper(_BaseTemporalMapper):
    """Days."""

    default_output_format = "%Y-%m-%d"

    def normalize(self, dt: datetime) -> datetime:
        """The day."""
        return dt.replace(**_MIDNIGHT)


class StartOfWeekMapper(_BaseTemporalMapper):
    """Weeks, which begin on Mondays."""

    default_output_format = "%Y-%m-%d (W%V)"

    def normalize(self, dt: datetime) -> datetime:
        """The Monday."""
        return (dt - timedelta(days=dt.weekday())).replace(**_MIDNIGHT)

    def decode_downstream(self, downstream_key: str) -> datetime:
        """The day that a key names."""
        parts = self._parts(downstream_key, **{"%m": r"(?P<m>\d{2})", "%d": r"(?P<d>\d{2})"})
        return datetime(int(parts["Y"]), int(parts["m"]), int(parts["d"]))


class StartOfMonthMapper(_BaseTemporalMapper):
    """Months."""

    default_output_format = "%Y-%m"

    def normalize(self, dt: datetime) -> datetime:
        """The first of the month."""
        return dt.replace(day=1, **_MIDNIGHT)


class StartOfQuarterMapper(_BaseTemporalMapper):
    """Quarters of years."""

    default_output_format = "%Y-Q{quarter}"

    def normalize(self, dt: datetime) -> datetime:
        """The first of January, April, July or October."""
        return dt.replace(month=dt.month - (dt.month - 1) % 3, day=1, **_MIDNIGHT)

    def format(self, dt: datetime) -> str:
        """The key of a quarter, whose number takes the place of `{quarter}`."""
        return super().format(dt).format(quarter=(dt.month + 2) // 3)

    def decode_downstream(self, downstream_key: str) -> datetime:
        """The first day of the quarter that a key names."""
        parts = self._parts(downstream_key, **{"{quarter}": "(?P<quarter>[1-4])"})
        return datetime(int(parts["Y"]), 3 * int(parts["quarter"]) - 2, 1)


class StartOfYearMapper(_BaseTemporalMapper):
    """Years."""

    default_output_format = "%Y"

    def normalize(self, dt: datetime) -> datetime:
        """New Year's Day."""
        return dt.replace(month=1, day=1, **_MIDNIGHT)
