"""`airflow.timetables.trigger`: the Task SDK's timetables as core takes them."""

from __future__ import annotations

import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from airflow.sdk._shared.timezones.timezone import coerce_datetime
from airflow.sdk.definitions.timetables import trigger as _sdk
from airflow.timetables._cron import CronMixin
from airflow.timetables._delta import DeltaMixin
from airflow.timetables.base import DataInterval, Timetable, other_name
from airflow.utils.strings import get_random_string

if TYPE_CHECKING:
    from dateutil.relativedelta import relativedelta
    from pendulum import DateTime
    from pendulum.tz.timezone import FixedTimezone, Timezone

    from airflow.utils.types import DagRunType


class _TriggerTimetable(Timetable):
    """Timetables whose data intervals have nothing to do with the time between two runs."""

    interval: datetime.timedelta | relativedelta

    _interval = other_name("interval")

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The interval before the moment."""
        return DataInterval(coerce_datetime(run_after - self.interval), run_after)


class DeltaTriggerTimetable(DeltaMixin, _sdk.DeltaTriggerTimetable, _TriggerTimetable):
    """See the Task SDK's class."""

    def __init__(
        self,
        delta: datetime.timedelta | relativedelta,
        *,
        interval: datetime.timedelta | relativedelta = datetime.timedelta(),
    ) -> None:
        super().__init__(delta)
        self.interval = interval


class CronTriggerTimetable(CronMixin, _sdk.CronTriggerTimetable, _TriggerTimetable):  # type: ignore[override]
    """See the Task SDK's class."""

    _run_immediately = other_name("run_immediately")

    def __init__(
        self,
        cron: str,
        *,
        timezone: str | Timezone | FixedTimezone,
        interval: datetime.timedelta | relativedelta = datetime.timedelta(),
        run_immediately: bool | datetime.timedelta = False,
    ) -> None:
        super().__init__(cron, timezone)
        self.interval = interval
        self.run_immediately = run_immediately


class MultipleCronTriggerTimetable(_sdk.MultipleCronTriggerTimetable, Timetable):
    """See the Task SDK's class."""

    _timetables = other_name("timetables")

    def __init__(
        self,
        *crons: str,
        timezone: str | Timezone | FixedTimezone,
        interval: datetime.timedelta | relativedelta = datetime.timedelta(),
        run_immediately: bool | datetime.timedelta = False,
    ) -> None:
        if not crons:
            raise ValueError("cron expression required")
        self.timetables = [
            CronTriggerTimetable(cron, timezone=timezone, interval=interval, run_immediately=run_immediately)
            for cron in crons
        ]

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @property
    def summary(self) -> str:
        """All expressions."""
        return ", ".join(timetable.summary for timetable in self.timetables)

    @property
    def description(self) -> str:  # type: ignore[override]
        """All expressions in words."""
        return ", ".join(timetable.description for timetable in self.timetables)

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The one of its timetables that begins first."""
        intervals = (timetable.infer_manual_data_interval(run_after=run_after) for timetable in self.timetables)
        return min(intervals, key=attrgetter("start"))


class CronPartitionTimetable(CronTriggerTimetable, _sdk.CronPartitionTimetable):
    """See the Task SDK's class."""

    partitioned = True

    _run_offset = other_name("run_offset")
    _key_format = other_name("key_format")

    def __init__(
        self,
        cron: str,
        *,
        timezone: str | Timezone | FixedTimezone,
        run_offset: int | datetime.timedelta | relativedelta | None = None,
        run_immediately: bool | datetime.timedelta = False,
        key_format: str = r"%Y-%m-%dT%H:%M:%S",
    ) -> None:
        super().__init__(cron, timezone=timezone, run_immediately=run_immediately)
        if not isinstance(run_offset, int | None):
            raise ValueError("Run offset other than integer not supported yet.")
        self.run_offset = run_offset or 0
        self.key_format = key_format

    def generate_run_id(
        self,
        *,
        run_type: DagRunType,
        run_after: datetime.datetime,
        data_interval: DataInterval | None = None,
        **extra: Any,
    ) -> str:
        """A run id with the partition's key, and something random."""
        key = extra.get("partition_key")
        parts = [run_after.isoformat(), *([key] if key else []), get_random_string()]
        return run_type.generate_run_id(suffix="__".join(parts))
