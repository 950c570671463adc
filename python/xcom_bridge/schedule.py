"""The runs that a DAG's schedule has, as core's scheduler and its backfill find them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from xcom_bridge import task_sdk

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from airflow.timetables.base import DagRunInfo, TimeRestriction

#: More runs are not listed, nor looked through for a date.
MOST_RUNS = 100_000


class NoSuchRun(ValueError):
    """The schedule has not the runs that are asked for."""


class Schedule:
    """The timetable of a DAG with the dates between which it runs."""

    def __init__(self, dag: DAG) -> None:
        self.dag = dag
        self.timetable: Any = task_sdk.current().core_timetable(dag.timetable)

    @property
    def restriction(self) -> TimeRestriction:
        """The dates of the DAG and of its tasks, as `SerializedDAG` in core joins them."""
        from airflow.sdk import timezone
        from airflow.timetables.base import TimeRestriction

        dag = self.dag
        first = [date for date in (dag.start_date, *(task.start_date for task in dag.tasks)) if date]
        last = [task.end_date for task in dag.tasks if task.end_date]
        if len(last) < len(dag.tasks):
            # A task without an end has the DAG's.
            last = []
        if dag.end_date:
            last.append(dag.end_date)
        return TimeRestriction(
            timezone.coerce_datetime(min(first, default=None)),
            timezone.coerce_datetime(max(last, default=None)),
            dag.catchup,
        )

    def between(self, first: datetime | None, last: datetime | None) -> Iterator[DagRunInfo]:
        """The runs of a time, both ends included, where the schedule begins at the first of them."""
        from airflow.timetables.base import TimeRestriction

        info: DagRunInfo | None = None
        restriction = TimeRestriction(first, last, catchup=True)
        while info := task_sdk.current().next_run(self.timetable, info, restriction):
            yield info

    def of_backfill(self, first: datetime, last: datetime) -> list[DagRunInfo]:
        """The runs of a backfill: those whose interval is over.

        Raises NoSuchRun where there are none, or too many.
        """
        from airflow.sdk import timezone

        now = timezone.utcnow()
        dag_id = self.dag.dag_id
        if not task_sdk.current().is_backfilled(self.timetable):
            schedule = self.timetable.summary
            what = "no schedule" if schedule == "None" else f"no schedule by dates ({schedule})"
            raise NoSuchRun(f"DAG {dag_id} has {what}, and so no runs to backfill")
        if first >= now and last >= now:
            raise NoSuchRun("there is nothing to backfill in the future")
        first, last = timezone.coerce_datetime(first), timezone.coerce_datetime(last)
        runs = task_sdk.current().partitions(self.timetable, first, last)
        found = list(islice(self.between(first, last) if runs is None else runs, MOST_RUNS + 1))
        if len(found) > MOST_RUNS:
            raise NoSuchRun(
                f"the schedule of DAG {dag_id} has more than {MOST_RUNS:,} runs in this time; name a shorter one"
            )
        over = [info for info in found if has_partition(info) or (info.data_interval and info.data_interval.end < now)]
        if not over:
            raise NoSuchRun(f"the schedule of DAG {dag_id} has no runs in this time that are due")
        return over

    def at(self, date: datetime) -> DagRunInfo:
        """The scheduled run of a logical date; of a schedule of partitions, that of a moment.

        Raises NoSuchRun, which names the nearest dates.
        """
        # From the date itself months are not as long as from before, nor days at a change of the clocks.
        for info in self._around(date, timedelta(days=4)):
            if name_of(info) == date:
                return info
        raise NoSuchRun(self._why_not(date))

    def _around(self, date: datetime, lookback: timedelta) -> Iterator[DagRunInfo]:
        """Runs from some time before a date to the first after it."""
        latest = self.restriction.latest
        for first in self._starts(date, lookback):
            for info in islice(self.between(first, latest), MOST_RUNS):
                yield info
                if name_of(info) > date:
                    break

    @property
    def _by_time(self) -> Any:
        """The timetable; of one beside assets, that of its dates."""
        return task_sdk.current().core_timetable(getattr(self.timetable, "timetable", self.timetable))

    def _starts(self, date: datetime, lookback: timedelta) -> Iterator[datetime]:
        """Where to begin, to come upon the run of a date: some schedules depend on that."""
        from airflow.timetables import trigger
        from airflow.timetables.events import EventsTimetable
        from airflow.timetables.interval import CronDataIntervalTimetable, DeltaDataIntervalTimetable
        from airflow.timetables.simple import ContinuousTimetable
        from airflow.timetables.trigger import (
            CronTriggerTimetable,
            DeltaTriggerTimetable,
            MultipleCronTriggerTimetable,
        )

        earliest, _, catchup = self.restriction
        timetable = self._by_time
        kind = type(timetable)
        moment = date
        if kind is MultipleCronTriggerTimetable:
            moment += timetable._timetables[0]._interval
        elif kind in (CronTriggerTimetable, DeltaTriggerTimetable):
            # It is asked for the moment of a run, where the interval ends that begins at the date.
            moment += timetable._interval
        early = moment - lookback
        by_clock = (
            CronDataIntervalTimetable, CronTriggerTimetable, MultipleCronTriggerTimetable, EventsTimetable,
            ContinuousTimetable, getattr(trigger, "CronPartitionTimetable", None),
        )  # fmt: skip
        if kind in by_clock:
            yield early if earliest is None else max(early, earliest)
        elif kind in (DeltaDataIntervalTimetable, DeltaTriggerTimetable):
            if earliest is not None:
                yield _last_step(earliest, timetable._delta, early)
            # Without catchup they are counted from the epoch, or from the moment at which a scheduler looks.
            if not catchup and (earliest is None or moment >= earliest):
                is_interval = kind is DeltaDataIntervalTimetable
                yield timetable._get_prev(timetable._round(timetable._get_next(moment))) if is_interval else moment
        else:
            yield early if earliest is None else earliest

    def _why_not(self, date: datetime) -> str:
        """A sentence that names the runs before and after a date."""
        before: set[datetime] = set()
        after: set[datetime] = set()
        for days in (2, 40, 400, 4000):
            for info in self._around(date, timedelta(days=days)):
                if (found := name_of(info)) != date:
                    (before if found < date else after).add(found)
            if before:
                break
        nearest = [moment.isoformat() for moment in (max(before, default=None), min(after, default=None)) if moment]
        what = f"{date.isoformat()} is no logical date of a scheduled run of DAG {self.dag.dag_id}"
        if not nearest:
            return f"{what}: its schedule ({self.timetable.summary}) has none"
        verb = "is" if len(nearest) == 1 else "are"
        return f"{what} ({self.timetable.summary}); the nearest {verb} {' and '.join(nearest)}"


def name_of(info: DagRunInfo) -> datetime:
    """The date by which a scheduled run is asked for."""
    from airflow.sdk import timezone

    return timezone.coerce_datetime(info.logical_date or info.run_after)


def partition_of(info: DagRunInfo) -> dict[str, str | None]:
    """The key of a run's partition, by its name; nothing in Airflow 3.1, where there are none."""
    return {"partition_key": info.partition_key} if hasattr(info, "partition_key") else {}


def has_partition(info: DagRunInfo) -> bool:
    return partition_of(info).get("partition_key") is not None


def _last_step(start: datetime, delta: Any, date: datetime) -> datetime:
    """The last of the moments `start`, `start + delta`, ... that is not after a date, for the walk to begin at."""
    if not isinstance(delta, timedelta) or date <= start:
        return start
    steps = (date - start).total_seconds() // delta.total_seconds()
    # One less, since seconds with a fraction are not exact.
    return start + delta * max(0, int(steps) - 1)
