"""`airflow.timetables.trigger`: the Task SDK's timetables as core takes them."""

from __future__ import annotations

import datetime
import math
import time
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from airflow._facade.release import IS_3_3
from airflow.sdk._shared.timezones.timezone import coerce_datetime, convert_to_utc, make_aware, utcnow
from airflow.sdk.definitions.timetables import trigger as _sdk
from airflow.timetables._cron import CronMixin
from airflow.timetables._delta import DeltaMixin
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable, other_name
from airflow.utils.strings import get_random_string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dateutil.relativedelta import relativedelta
    from pendulum import DateTime
    from pendulum.tz.timezone import FixedTimezone, Timezone

    from airflow.utils.types import DagRunType


class _TriggerTimetable(Timetable):
    """Timetables whose data intervals have nothing to do with the time between two runs."""

    interval: datetime.timedelta | relativedelta

    _interval = other_name("interval")

    if TYPE_CHECKING:

        def _align_to_next(self, current: DateTime) -> DateTime: ...
        def _align_to_prev(self, current: DateTime) -> DateTime: ...
        def _get_next(self, current: DateTime) -> DateTime: ...

    def _calc_first_run(self) -> DateTime:
        """When a DAG runs first that has no start date."""
        raise NotImplementedError()

    def _next_moment(self, after: DateTime | None, restriction: TimeRestriction) -> DateTime | None:
        """When the DAG runs next, after the moment of its last run."""
        moments = [] if restriction.catchup else [self._align_to_prev(coerce_datetime(utcnow()))]
        earliest = coerce_datetime(restriction.earliest)
        if after is not None:
            moments.append(self._get_next(after))
        elif earliest is None:
            moments.append(self._calc_first_run())
        # With catchup the last run alone says what follows.
        if earliest is not None and not (restriction.catchup and after is not None):
            moments.append(self._align_to_next(earliest))
        moment = max(moments)
        return None if restriction.latest is not None and restriction.latest < moment else moment

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The next moment, with the interval before it."""
        last = last_automated_data_interval
        moment = self._next_moment(coerce_datetime(last.end) if last else None, restriction)
        return None if moment is None else DagRunInfo.interval(coerce_datetime(moment - self.interval), moment)

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

    def _calc_first_run(self) -> DateTime:
        return self._align_to_prev(coerce_datetime(utcnow()))


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

    def _calc_first_run(self) -> DateTime:
        now = coerce_datetime(utcnow())
        past, following = self._align_to_prev(now), self._align_to_next(now)
        patience = self.run_immediately
        if patience is True:
            return past
        if not isinstance(patience, datetime.timedelta):
            patience = max((following - past) / 10, datetime.timedelta(minutes=5))
        return past if now - past <= patience else following


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

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The first of its timetables' runs; without catchup the newest that is due, where there is one."""
        now = time.time()

        def rank(info: DagRunInfo | None) -> float:
            if info is None or info.logical_date is None:
                return math.inf
            moment = info.logical_date.timestamp()
            return moment if restriction.catchup or moment > now else -moment

        infos = (
            timetable.next_dagrun_info(
                last_automated_data_interval=last_automated_data_interval, restriction=restriction
            )
            for timetable in self.timetables
        )
        return min(infos, key=rank)


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

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The next moment, with its partition."""
        moment = self._next_moment(
            coerce_datetime(last_dagrun_info.run_after) if last_dagrun_info else None, restriction
        )
        if moment is None:
            return None
        partition = moment
        for _ in range(abs(self.run_offset)):
            partition = self._get_next(partition) if self.run_offset > 0 else self._get_prev(partition)
        return DagRunInfo(moment, None, partition, self._format_key(partition))

    def _format_key(self, partition_date: DateTime) -> str:
        # Airflow 3.2 names it by UTC's clock.
        date = partition_date.in_timezone(self.timezone) if IS_3_3 else partition_date
        return date.strftime(self.key_format)

    if IS_3_3:

        def iter_partition_dagrun_infos(
            self, *, earliest: datetime.datetime, latest: datetime.datetime
        ) -> Iterator[DagRunInfo]:
            """The partitions that begin in a time, both ends included; it is read on the timetable's clock."""
            moment = self._align_to_next(self.localize_partition_datetime(earliest))
            while moment <= self.localize_partition_datetime(latest):
                yield DagRunInfo(moment, None, moment, self._format_key(moment))
                moment = self._get_next(moment)

        def localize_partition_datetime(self, dt: datetime.datetime) -> DateTime:
            """The moment at which the timetable's clock shows what another one shows."""
            return convert_to_utc(make_aware(dt.replace(tzinfo=None), self.timezone))

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
