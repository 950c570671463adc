"""What the bridge asks of the module of a Task SDK."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from airflow.sdk import DAG

#: Stores a value that a task instance has pushed: the instance, the key, the value, its length where it is mapped over.
Push = Callable[..., None]


class TaskSDK(Protocol):
    """A module beside this one."""

    def start_metrics(self) -> None:
        """Let metrics go where the configuration says, by default nowhere: what the SDK's own ``main`` does first."""

    def forget_metrics(self) -> None:
        """Let a forked process make its own connection for metrics, without a word about it."""

    def fast_push(self, slow: Push, push: Push) -> Push:
        """The task runner's ``_xcom_push``.

        ``push`` takes the instance, the key, the value, its length, and whether it is the DAG's result; it is for keys
        that leave no question open, for others there is ``slow``, the SDK's own.
        """

    def param_error(self) -> type[Exception]:
        """What core raises for a conf that does not fit the DAG's params."""

    def before_start(self, dag: DAG, log: Any) -> None:
        """What the SDK's own start, which loads the DAG file again, does beside loading it."""
