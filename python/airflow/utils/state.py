"""`airflow.utils.state`: the states of task instances and DAG runs, as core spells them."""

from __future__ import annotations

from enum import Enum


class _State(str, Enum):
    def __str__(self) -> str:
        return self.value


class CallbackState(_State):
    """States of a callback."""

    SCHEDULED = "scheduled"
    PENDING = "pending"
    QUEUED = "queued"
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"


class TerminalTIState(_State):
    """States in which a task instance has ended."""

    SUCCESS = "success"
    FAILED = "failed"
    SKIPPED = "skipped"
    UPSTREAM_FAILED = "upstream_failed"
    REMOVED = "removed"


class IntermediateTIState(_State):
    """States in which a task instance neither runs nor has ended."""

    SCHEDULED = "scheduled"
    QUEUED = "queued"
    RESTARTING = "restarting"
    UP_FOR_RETRY = "up_for_retry"
    UP_FOR_RESCHEDULE = "up_for_reschedule"
    DEFERRED = "deferred"


class TaskInstanceState(_State):
    """All states of a task instance; one without a state has None."""

    REMOVED = "removed"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    RUNNING = "running"
    SUCCESS = "success"
    RESTARTING = "restarting"
    FAILED = "failed"
    UP_FOR_RETRY = "up_for_retry"
    UP_FOR_RESCHEDULE = "up_for_reschedule"
    UPSTREAM_FAILED = "upstream_failed"
    SKIPPED = "skipped"
    DEFERRED = "deferred"


class DagRunState(_State):
    """All states of a DAG run."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCESS = "success"
    FAILED = "failed"


class State:
    """The states as constants, and groups of them."""

    NONE = None
    REMOVED = TaskInstanceState.REMOVED
    SCHEDULED = TaskInstanceState.SCHEDULED
    QUEUED = TaskInstanceState.QUEUED
    RUNNING = TaskInstanceState.RUNNING
    SUCCESS = TaskInstanceState.SUCCESS
    RESTARTING = TaskInstanceState.RESTARTING
    FAILED = TaskInstanceState.FAILED
    UP_FOR_RETRY = TaskInstanceState.UP_FOR_RETRY
    UP_FOR_RESCHEDULE = TaskInstanceState.UP_FOR_RESCHEDULE
    UPSTREAM_FAILED = TaskInstanceState.UPSTREAM_FAILED
    SKIPPED = TaskInstanceState.SKIPPED
    DEFERRED = TaskInstanceState.DEFERRED

    task_states = (None, *TaskInstanceState)
    dag_states = (DagRunState.QUEUED, DagRunState.SUCCESS, DagRunState.RUNNING, DagRunState.FAILED)
    finished_dr_states = frozenset({DagRunState.SUCCESS, DagRunState.FAILED})
    unfinished_dr_states = frozenset({DagRunState.QUEUED, DagRunState.RUNNING})
    finished = frozenset(TaskInstanceState(state.value) for state in TerminalTIState)
    unfinished = frozenset(task_states) - finished
    failed_states = frozenset({FAILED, UPSTREAM_FAILED})
    success_states = frozenset({SUCCESS, SKIPPED})
    adoptable_states = frozenset({QUEUED, RUNNING, RESTARTING})
    state_color = {
        None: "lightblue",
        QUEUED: "gray",
        RUNNING: "lime",
        SUCCESS: "green",
        RESTARTING: "violet",
        FAILED: "red",
        UP_FOR_RETRY: "gold",
        UP_FOR_RESCHEDULE: "turquoise",
        UPSTREAM_FAILED: "orange",
        SKIPPED: "hotpink",
        REMOVED: "lightgrey",
        SCHEDULED: "tan",
        DEFERRED: "mediumpurple",
    }

    @classmethod
    def color(cls, state: TaskInstanceState | None) -> str:
        """The colour of a state in the graph."""
        return cls.state_color.get(state, "white")

    @classmethod
    def color_fg(cls, state: TaskInstanceState | None) -> str:
        """The colour of text on `color`."""
        return "white" if cls.color(state) in ("green", "red") else "black"
