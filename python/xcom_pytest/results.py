"""How a run, or a task of it, went: what fixtures give to tests."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xcom

_RETURN_VALUE = "return_value"
_LONGEST = 60


def task_key(task_id: str, map_index: int) -> str:
    """``extract``, or ``load[2]`` of a mapped task."""
    return task_id if map_index < 0 else f"{task_id}[{map_index}]"


class RunXComs(dict[str, Any]):
    """The return values of a run by task id; a mapped task has a list of those of its instances, in their order.

    A task that returned nothing is not there. ``entries`` are all XComs of the run, those under other keys too: what a
    snapshot compares.
    """

    def __init__(self, values: Mapping[str, Any], entries: list[xcom.Entry], why: Any) -> None:
        super().__init__(values)
        self.entries = entries
        self.why = why

    def __missing__(self, task_id: str) -> Any:
        raise KeyError(f"No XCom {_RETURN_VALUE!r} of task {task_id!r}: {self.why(task_id)}")

    def get_key(self, task_id: str, key: str, map_index: int = -1) -> Any:
        """What a task pushed under a key."""
        for entry in self.entries:
            if (entry.task_id, entry.key, entry.map_index) == (task_id, key, map_index):
                return value_of(entry)
        raise KeyError(f"No XCom {key!r} of task {task_key(task_id, map_index)!r}: {self.why(task_id, key)}")


class TaskXComs(dict[str, Any]):
    """What one task instance pushed, by key."""

    def __init__(self, values: Mapping[str, Any], run: RunXComs, task_id: str) -> None:
        super().__init__(values)
        self._run, self._task_id = run, task_id

    def __missing__(self, key: str) -> Any:
        raise KeyError(f"No XCom {key!r} of task {self._task_id!r}: {self._run.why(self._task_id, key)}")


@dataclass(frozen=True)
class TaskResult:
    """How a task instance ended."""

    task_id: str
    #: -1 for a task that is not mapped.
    map_index: int
    #: Airflow's ``TaskInstanceState``; None where it has not been tried.
    state: Any
    #: Its return value.
    xcom: Any
    #: What its last try raised.
    error: BaseException | None
    #: What Airflow's model of a task instance says of itself.
    ti: Any = field(repr=False)

    @property
    def key(self) -> str:
        return task_key(self.task_id, self.map_index)

    def __repr__(self) -> str:
        return f"TaskResult({self.key!r}, {', '.join([f'state={_word(self.state)}', *_details(self)])})"


@dataclass(frozen=True, eq=False)
class DagRunResult:
    """How a run went. Compared with a mapping of tasks to outcomes, it is equal where all of them are."""

    #: What Airflow's model of a DAG run says of itself.
    dag_run: Any
    #: In the order of the DAG, then of map indexes.
    tasks: tuple[TaskResult, ...]
    #: The keys of what ran, in that order.
    order: list[str]
    xcoms: RunXComs
    #: Where the log of each task's last try is.
    log_paths: dict[str, Path] = field(repr=False)
    #: What a person wants to know of the run: why it did not end, and what it waits for.
    notices: list[str] = field(default_factory=list, repr=False)

    @property
    def dag_id(self) -> str:
        return str(self.dag_run.dag_id)

    @property
    def run_id(self) -> str:
        return str(self.dag_run.run_id)

    @property
    def state(self) -> Any:
        """Airflow's ``DagRunState``: ``running`` where tasks wait for a trigger, a retry or a poke."""
        return self.dag_run.state

    @property
    def success(self) -> bool:
        return _word(self.state) == "success"

    @property
    def states(self) -> dict[str, Any]:
        """The states of all task instances: ``{"extract": ..., "load[0]": ...}``."""
        return {task.key: task.state for task in self.tasks}

    @property
    def errors(self) -> dict[str, BaseException]:
        """What tasks raised that failed."""
        return {task.key: task.error for task in self.tasks if task.error is not None}

    @property
    def tis(self) -> tuple[Any, ...]:
        """The task instances."""
        return tuple(task.ti for task in self.tasks)

    @property
    def warnings(self) -> list[str]:
        """What the logs of tasks warn of: pulls that found nothing, with the reason, and large values."""
        return [
            f"{key}: {event['event']}"
            for key in self.log_paths
            for event in self.log_events(key)
            if event.get("level") == "warning" and event.get("logger") == "task"
        ]

    def log(self, task: str, map_index: int = -1) -> str:
        """The log of a task's last try, as a person reads it."""
        from xcom_bridge.readable import readable

        key = task_key(task, map_index)
        return "".join(readable(line.encode(), key) + "\n" for line in self._log_lines(key))

    def log_events(self, task: str, map_index: int = -1) -> list[dict[str, Any]]:
        """The same as data: ``timestamp``, ``level``, ``event``, ``logger`` and more."""
        return [json.loads(line) for line in self._log_lines(task_key(task, map_index))]

    def _log_lines(self, key: str) -> list[str]:
        path = self.log_paths.get(key)
        if path is None:
            raise KeyError(f"There is no task instance {key!r}; there are: {', '.join(self.log_paths)}")
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def __getitem__(self, key: str | tuple[str, int]) -> TaskResult:
        """A task instance: ``result["extract"]``, ``result["load", 2]``."""
        name = task_key(*key) if isinstance(key, tuple) else key
        for task in self.tasks:
            if task.key == name:
                return task
        known = ", ".join(task.key for task in self.tasks)
        if any(task.task_id == key for task in self.tasks):
            raise KeyError(f"Task {key!r} is mapped: name an instance of {known}")
        raise KeyError(f"There is no task instance {name!r}; there are: {known}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping):
            return NotImplemented
        expected = expected_by_key(other)
        actual = {task.key: task for task in self.tasks}
        return expected.keys() == actual.keys() and all(expected[key] == actual[key] for key in actual)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        head = f"<DagRunResult {self.dag_id!r} run_id={self.run_id!r} state={_word(self.state)}>"
        key_width = max((len(task.key) for task in self.tasks), default=0)
        state_width = max((len(_word(task.state)) for task in self.tasks), default=0)
        rows = [
            "  ".join([f"  {task.key:<{key_width}}", f"{_word(task.state):<{state_width}}", *_details(task)])
            for task in self.tasks
        ]
        return "\n".join(line.rstrip() for line in [head, *rows])

    def report(self) -> str:
        """The run for somebody who looks at a test that has failed."""
        lines = [repr(self), *self.notices]
        for key, error in self.errors.items():
            lines.append(f"{key} raised {type(error).__module__}.{type(error).__qualname__}: {error}")
            lines += _shown(error)
        lines += [f"warning of {text}" for text in self.warnings]
        return "\n".join(lines)


@dataclass(frozen=True)
class TaskRunResult:
    """How one task instance went that was run alone."""

    task: TaskResult
    #: What it pushed, by key.
    xcoms: TaskXComs
    #: The operator's template fields as they were rendered.
    rendered_fields: dict[str, Any]
    #: What the Task SDK told Airflow of how it ended, as it words it: ``task_outlets``, ``outlet_events``, a trigger.
    msg: Any = field(repr=False)
    #: The run that it is an instance of.
    run: DagRunResult = field(repr=False)

    @property
    def state(self) -> Any:
        """Airflow's ``TaskInstanceState``."""
        return self.task.state

    @property
    def error(self) -> BaseException | None:
        """What it raised."""
        return self.task.error

    @property
    def ti(self) -> Any:
        """What Airflow's model of a task instance says of itself."""
        return self.task.ti

    def log(self) -> str:
        """Its log, as a person reads it."""
        return self.run.log(self.task.key)


def expected_by_key(expected: Mapping[Any, Any]) -> dict[str, Any]:
    """Expected outcomes by key, where instances of mapped tasks may be named by tuples."""
    return {task_key(*key) if isinstance(key, tuple) else key: value for key, value in expected.items()}


def explain(op: str, left: object, right: object) -> list[str] | None:
    """What differs, for an assertion that compares a run with outcomes."""
    if op != "==":
        return None
    if isinstance(right, DagRunResult):
        left, right = right, left
    if not isinstance(left, DagRunResult) or not isinstance(right, Mapping):
        return None
    expected, actual = expected_by_key(right), {task.key: task for task in left.tasks}
    lines = [f"the run {left.run_id} of DAG {left.dag_id} went another way:"]
    for key in [*actual, *(key for key in expected if key not in actual)]:
        if key not in actual:
            lines.append(f"  {key}: there is no such task instance, expected {expected[key]!r}")
        elif key not in expected:
            lines.append(f"  {key}: not expected, got {actual[key]!r}")
        elif expected[key] != actual[key]:
            lines.append(f"  {key}: expected {expected[key]!r}, got {actual[key]!r}")
    return lines


def value_of(entry: xcom.Entry) -> Any:
    """The value of an XCom as a task would pull it, through an XCom backend too."""
    from types import SimpleNamespace

    from airflow.sdk.bases.xcom import BaseXCom
    from airflow.sdk.execution_time.xcom import XCom

    if XCom is BaseXCom or entry.text is None:
        return entry.value
    return XCom.deserialize_value(SimpleNamespace(key=entry.key, value=json.loads(entry.text)))


def _word(state: Any) -> str:
    return str(getattr(state, "value", state))


def _details(task: TaskResult) -> list[str]:
    if task.error is not None:
        return [f"error={type(task.error).__name__}({_short(str(task.error))!r})"]
    return [] if task.xcom is None else [f"xcom={_short(repr(task.xcom))}"]


def _shown(error: BaseException) -> list[str]:
    """What it was raised by in the user's code, and what is said to it."""
    from xcom_bridge import frames

    found = frames.summary(error)
    lines = [f"  {_shortest(at['file'])}:{at['line']}, in {at['function']}: {at['source']}" for at in found["frames"]]
    return [*lines, *(f"  {hint}" for hint in found["hints"])]


def _shortest(path: str) -> str:
    relative = os.path.relpath(path)
    return path if relative.startswith(os.pardir) else relative


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
