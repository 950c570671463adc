"""What the bridge asks of the module of a Task SDK."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from pydantic import BaseModel

#: Stores a value that a task instance has pushed: the instance, the key, the value, its length where it is mapped over.
Push = Callable[..., None]


class TaskSDK(Protocol):
    """A module beside this one."""

    #: What of the SDK is in Airflow's core, so that it does not run without; None where it runs alone.
    CORES_PART: str | None
    #: Where this SDK has what the newest has in modules of ``airflow.sdk``: by module, or by module and name. Serde is
    #: a part of core in Airflow 3.1.
    ELSEWHERE: Mapping[str, str]
    #: Types that the newest SDK's serde has a form for, and this one's not.
    NOT_SERIALIZED: frozenset[str]
    #: The type of a run that a task triggers.
    TRIGGERED_RUN: str
    #: Whether a run of a backfill has the date of its partition.
    BACKFILLS_DATE_PARTITIONS: bool
    #: Whether partitions that wait are dropped when their DAG maps others.
    DROPS_STALE_PARTITIONS: bool
    #: How core's API writes what it has as "Dag" since 3.3.
    DAG_IN_TEXTS: str

    def start_metrics(self) -> None:
        """Let metrics go where the configuration says, by default nowhere: what the SDK's own ``main`` does first."""

    def forget_metrics(self) -> None:
        """Let a forked process make its own connection for metrics, without a word about it."""

    def metrics(self) -> Any:
        """Where metrics go, for ``set_metrics`` to put it back."""

    def set_metrics(self, metrics: Any) -> None:
        """Let metrics go where ``metrics`` has said they went."""

    def keep_logs_here(self) -> None:
        """Let no remote store for logs be looked for, nor found."""

    def silent_listeners(self) -> Any:
        """A listener manager that nobody listens to."""

    def core_timetable(self, timetable: Any) -> Any:
        """The timetable of a DAG as core has it, which knows the runs."""

    def next_run(self, timetable: Any, last: Any, restriction: Any) -> Any:
        """The run after the last one by core's timetable, the first one after None; None where there is no other."""

    def is_backfilled(self, timetable: Any) -> bool:
        """Whether a backfill looks for runs of a schedule."""

    def partitions(self, timetable: Any, first: datetime, last: datetime) -> Iterable[Any] | None:
        """The runs of a backfill by the dates of their partitions; None where they go by their schedule."""

    def most_partitions(self, mapper: Any) -> tuple[int, str] | None:
        """How many partitions of a DAG one of an asset may belong to, and what says so; None for any number."""

    def carried_date(self, mapper: Any, date: datetime) -> datetime | None:
        """The date that a DAG's partition takes from an asset's."""

    def is_received(self, mapper: Any, key: str, keys: set[str]) -> tuple[bool, str | None]:
        """Whether all of an asset is there that a DAG's partition takes, and why it will never be."""

    def partition_dates(self, mappers: list[Any], key: str) -> set[datetime]:
        """The dates that a DAG's partition has by its mappers: one, where they agree; none, where the key says none."""

    def encoded(self, value: Any) -> Any:
        """An argument of a trigger, or of the method that a deferred task goes on with, as the store keeps it."""

    def decoded(self, value: Any) -> Any:
        """The argument that was encoded."""

    def sent(self, msg: BaseModel) -> dict[str, Any]:
        """The fields of a message, as the supervisor takes them."""

    def startup(self, document: dict[str, Any]) -> dict[str, Any]:
        """What the supervisor says to a task that starts, as the SDK takes it."""

    def fast_push(self, slow: Push, push: Push) -> Push:
        """The task runner's ``_xcom_push``.

        ``push`` takes the instance, the key, the value, its length, and whether it is the DAG's result; it is for keys
        that leave no question open, for others there is ``slow``, the SDK's own.
        """

    def param_error(self) -> type[Exception]:
        """What core raises for a conf that does not fit the DAG's params."""

    def allowed_run_types(self, dag: Any) -> frozenset[str]:
        """The types of runs that a DAG allows; empty for all."""

    def refused_trigger(self, error: Exception) -> str | None:
        """The code by which core's API refuses a run that a task triggers; None where it fails by the error."""

    def send_error_email(self, ti: Any, context: Any, message: str, log: Any) -> None:
        """Write to those whom a task names as its ``email``, as core has it written for a process that was lost."""

    def before_start(self, ti: Any, log: Any) -> None:
        """What is to be done between loading a task instance and running it.

        That is what the SDK's own start does, which loads the DAG file again, and what it has from the API.
        """
