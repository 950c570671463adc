"""`airflow.timetables.base`: what a user's own timetable is made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pendulum import DateTime


def other_name(name: str) -> Any:
    """An attribute of the Task SDK's timetables by the name that core's have for it, for classes on top of those."""
    return property(lambda self: getattr(self, name), lambda self, value: setattr(self, name, value))


class DataInterval(NamedTuple):
    """The time that a DAG run works on."""

    start: datetime
    end: datetime

    @classmethod
    def exact(cls, at: datetime) -> DataInterval:
        """A moment."""
        return cls(at, at)


class TimeRestriction(NamedTuple):
    """When a DAG may run, both ends included."""

    earliest: datetime | None
    latest: datetime | None
    catchup: bool


class DagRunInfo(NamedTuple):
    """When a DAG run begins, and what it works on."""

    run_after: datetime
    data_interval: DataInterval | None
    partition_date: datetime | None = None
    partition_key: str | None = None

    @classmethod
    def exact(cls, at: datetime) -> DagRunInfo:
        """A run at a moment, for that moment."""
        return cls(at, DataInterval.exact(at))

    @classmethod
    def interval(cls, start: datetime, end: datetime) -> DagRunInfo:
        """A run for an interval, at its end."""
        return cls(end, DataInterval(start, end))

    @property
    def logical_date(self) -> datetime | None:
        """The run's logical date: where its interval begins."""
        return self.data_interval.start if self.data_interval else None


class Timetable:
    """The base class of timetables that compute when a DAG runs."""

    description: str = ""
    periodic: bool = True
    can_be_scheduled: bool = True
    run_ordering: Sequence[str] = ("data_interval_end", "logical_date")
    active_runs_limit: int | None = None
    asset_condition: Any = None
    partitioned: bool = False

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> Timetable:
        """A timetable from what `serialize` gave."""
        return cls()

    def serialize(self) -> dict[str, Any]:
        """What the timetable can be made again from."""
        return {}

    def validate(self) -> None:
        """Raise AirflowTimetableInvalid when it makes no sense."""

    @property
    def summary(self) -> str:
        """A short text for lists."""
        return type(self).__name__

    @property
    def type_name(self) -> str:
        """The class's name; with its module, for a user's own."""
        module = type(self).__module__
        built_in = module.startswith(("airflow.timetables.", "airflow.sdk.definitions.timetables."))
        return type(self).__name__ if built_in else f"{module}.{type(self).__name__}"

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The interval of a run that somebody starts by hand."""
        raise NotImplementedError()

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """When the DAG runs next."""
        raise NotImplementedError()

    def next_dagrun_info_v2(
        self, *, last_dagrun_info: DagRunInfo | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The same after a run of which all is known."""
        last = last_dagrun_info and last_dagrun_info.data_interval
        return self.next_dagrun_info(last_automated_data_interval=last, restriction=restriction)

    def generate_run_id(
        self, *, run_type: Any, run_after: datetime, data_interval: DataInterval | None = None, **extra: Any
    ) -> str:
        """The run id of a run."""
        return run_type.generate_run_id(suffix=run_after.isoformat())
