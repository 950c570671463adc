"""Running DAGs and tasks for a test."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import xcom
from xcom_pytest import files, seeding
from xcom_pytest.results import DagRunResult, RunXComs, TaskResult, TaskRunResult, TaskXComs, task_key, value_of

if TYPE_CHECKING:
    from airflow.sdk import DAG

Isolation = Literal["inline", "fork"]

#: Stands for a date that was not given: now. None is a run without one.
UNSET: Any = "now"

_RUN_ID = "in-process-test"


@dataclass
class Runner:
    """Runs DAGs and tasks with one store, and remembers how they went."""

    store: xcom.Store
    #: The folder for logs.
    home: Path
    isolation: Isolation
    results: list[DagRunResult] = field(default_factory=list, repr=False)

    def run_dag(
        self,
        dag: DAG | str | os.PathLike[str],
        *,
        dag_id: str | None = None,
        run_id: str | None = None,
        logical_date: datetime | None = UNSET,
        run_after: datetime | None = None,
        start_date: datetime | None = None,
        conf: Mapping[str, Any] | None = None,
        xcoms: Mapping[Any, Any] | None = None,
        run_triggerer: bool = False,
        trigger_timeout: float | None = None,
        wait: bool = False,
        isolation: Isolation | None = None,
        dag_run_kwargs: Mapping[str, Any] | None = None,
    ) -> DagRunResult:
        """Run a DAG, and give how it went.

        Every task instance is tried once. What waits for a trigger, a retry or a poke is left as it is, and the run
        with it ``running``; see ``run_triggerer`` and ``wait``.

        Args:
            dag: The DAG, or the file that defines it.
            dag_id: Which DAG of the file, where it has several.
            run_id: By default the one that Airflow would generate.
            logical_date: By default now; None for a run without one.
            run_after: When the run may begin, as it says of itself.
            start_date: When it began, as it says of itself.
            conf: Its conf.
            xcoms: Results of tasks that are not to run. They succeed at once: ``{"extract": [1, 2]}`` is a return
                value, ``("extract", "rows")`` names another key, ``("load", 2)`` an instance of a mapped task.
            run_triggerer: Run triggers of deferred tasks, and resume the tasks.
            trigger_timeout: For how many seconds a trigger may say nothing.
            wait: Wait for retries and pokes as long as Airflow would.
            isolation: ``inline`` in this process, ``fork`` each task in a process of its own.
            dag_run_kwargs: More of the run: ``conf``, ``run_id`` and the dates above.
        """
        if isolation == "fork" and self.isolation == "inline":
            from xcom_bridge.hosted import RunRefused

            raise RunRefused(
                "Tasks in processes of their own need a store in a file, and this test has one in memory:"
                " mark it with @pytest.mark.xcom(isolation='fork'), or run pytest with --xcom-isolation fork"
            )
        dates = {"logical_date": logical_date, "run_after": run_after, "start_date": start_date}
        given = _merged({"run_id": run_id, "conf": conf, **dates}, dag_run_kwargs or {})
        found = files.the_dag(dag, dag_id) if isinstance(dag, str | os.PathLike) else dag
        return self.execute(
            found,
            **given,
            seeded=xcoms,
            runs_triggers=run_triggerer or wait,
            trigger_timeout=trigger_timeout,
            waits=wait,
            isolation=isolation or self.isolation,
        )

    def run_task(
        self,
        task: Any,
        *,
        dag_id: str | None = None,
        run_id: str = _RUN_ID,
        logical_date: datetime | None = UNSET,
        params: Mapping[str, Any] | None = None,
        conf: Mapping[str, Any] | None = None,
        xcoms: Mapping[Any, Any] | None = None,
        variables: Mapping[str, str] | None = None,
        connections: Mapping[str, Mapping[str, Any]] | None = None,
        context: Mapping[str, Any] | None = None,
        map_index: int = -1,
        try_number: int = 1,
        run_callbacks: bool = True,
        run_triggerer: bool = False,
        trigger_timeout: float | None = None,
    ) -> TaskRunResult:
        """Run one task instance, whatever it depends on: real templates, hooks, callbacks and listeners.

        Args:
            task: The operator, or what a ``@task`` function gave. One without a DAG gets one.
            dag_id: The id of that DAG.
            run_id: Of the run that the instance belongs to; each call has a run of its own.
            logical_date: By default now; None for a run without one.
            params: Params of the DAG that are set otherwise.
            conf: The run's conf.
            xcoms: What tasks before it have pushed: ``{"extract": [1, 2]}`` is a return value, ``("extract", "rows")``
                names another key, ``("load", 2)`` an instance of a mapped task. A name that is no task's is a key under
                which every task has the value.
            variables: Variables, by key.
            connections: Fields of Connections, by id.
            context: What is put into the template context, in the place of what is there.
            map_index: Which instance of a mapped task.
            try_number: The number of the try.
            run_callbacks: Whether callbacks and listeners are told.
            run_triggerer: Run the trigger where it is deferred, and resume it.
            trigger_timeout: For how many seconds the trigger may say nothing.
        """
        operator, dag = bound(task, dag_id)
        with seeding.seeded(self.store, variables or {}, connections or {}):
            result = self.execute(
                dag,
                task=(operator.task_id, map_index, try_number),
                run_id=self._own_run_id(dag.dag_id, run_id),
                logical_date=logical_date,
                conf={**(conf or {}), **(params or {})} or None,
                seeded=xcoms,
                context=dict(context or {}),
                runs_callbacks=run_callbacks,
                runs_triggers=run_triggerer,
                trigger_timeout=trigger_timeout,
            )
        # Tasks before it that were given XComs are in the run, too.
        (one,) = (task for task in result.tasks if (task.task_id, task.map_index) == (operator.task_id, map_index))
        own = [e for e in result.xcoms.entries if (e.task_id, e.map_index) == (operator.task_id, map_index)]
        pushed = TaskXComs({entry.key: value_of(entry) for entry in own}, result.xcoms, operator.task_id)
        return TaskRunResult(one, pushed, self._last.rendered, self._last.message, result)

    def render_task(
        self,
        task: Any,
        *,
        dag_id: str | None = None,
        run_id: str = _RUN_ID,
        logical_date: datetime | None = UNSET,
        params: Mapping[str, Any] | None = None,
        xcoms: Mapping[Any, Any] | None = None,
        variables: Mapping[str, str] | None = None,
        connections: Mapping[str, Mapping[str, Any]] | None = None,
        map_index: int = -1,
        try_number: int = 1,
        context_overrides: Mapping[str, Any] | None = None,
    ) -> Any:
        """The operator with its template fields rendered, as it would be executed; nothing runs.

        The arguments are those of ``run_task``; ``context_overrides`` is its ``context``.
        """
        operator, dag = bound(task, dag_id)
        with seeding.seeded(self.store, variables or {}, connections or {}):
            result = self.execute(
                dag,
                task=(operator.task_id, map_index, try_number),
                run_id=self._own_run_id(dag.dag_id, run_id),
                logical_date=logical_date,
                conf=params,
                seeded=xcoms,
                context=context_overrides,
                renders_only=True,
            )
        if (error := result.errors.get(task_key(operator.task_id, map_index))) is not None:
            raise error
        return self._last.operator

    def _own_run_id(self, dag_id: str, run_id: str) -> str:
        known = {(result.dag_id, result.run_id) for result in self.results}
        number, name = 1, run_id
        while (dag_id, name) in known:
            number += 1
            name = f"{run_id}-{number}"
        return name

    def look_at(self, dag: DAG, run_id: str) -> Any:
        """A run as it is in the store now; nothing of it runs."""
        return self.execute(dag, run_id=run_id, opens_only=True, is_noted=False).dag_run

    def execute(self, dag: DAG, *, is_noted: bool = True, **options: Any) -> DagRunResult:
        """Let the bridge carry out a run, with the options of ``xcom_bridge.hosted.run``."""
        from xcom_bridge import hosted

        options["logical_date"] = _or_none(options.get("logical_date", UNSET))

        run = hosted.run(self.store.number, dag, home=str(self.home), **options)
        result = _described(self.store, run)
        self._last = run.hosted
        if is_noted:
            self.results.append(result)
        return result


def bound(task: Any, dag_id: str | None = None) -> tuple[Any, DAG]:
    """The operator of a task, and its DAG; one without gets one of its own."""
    from airflow.sdk import DAG
    from airflow.sdk.definitions._internal.contextmanager import TaskGroupContext

    operator = getattr(task, "operator", task)
    if operator.has_dag():
        return operator, operator.dag
    dag = DAG(dag_id or f"dag_of_{operator.task_id.replace('.', '_')}", schedule=None)
    # Not into a group that is open around the call.
    TaskGroupContext.push(dag.task_group)
    try:
        operator.dag = dag
    finally:
        TaskGroupContext.pop()
    return operator, dag


def _described(store: xcom.Store, run: Any) -> DagRunResult:
    dag_run = run.dag_run
    names = {"dag_id": dag_run.dag_id, "run_id": dag_run.run_id}
    entries = store.list(**names)
    returned = {(e.task_id, e.map_index): value_of(e) for e in entries if e.key == "return_value"}
    failures = {(f["task_id"], f["map_index"]): f for f in run.failures}
    tasks = []
    for ti in dag_run.get_task_instances():
        place = (ti.task_id, ti.map_index)
        error = run.hosted.errors.get(place)
        if error is None and place in failures and ti.state in ("failed", "up_for_retry"):
            error = TaskFailed(f"{failures[place]['type']}: {failures[place]['message']}")
        tasks.append(TaskResult(ti.task_id, ti.map_index, ti.state, returned.get(place), error, ti))

    def why(task_id: str, key: str = "return_value") -> str:
        return store.why(**names, task_id=task_id, key=key).reason

    return DagRunResult(
        dag_run,
        tuple(tasks),
        [task_key(*place) for place in run.hosted.executed],
        RunXComs(_by_task(tasks), entries, why),
        {task_key(*place): path for place, path in run.logs.items()},
        [*run.notices, *([run.reason] if run.reason else [])],
    )


class TaskFailed(Exception):
    """How a task failed in a process of its own: the type of its exception, and the message."""


def _by_task(tasks: list[TaskResult]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for task in tasks:
        if task.map_index < 0:
            if task.xcom is not None:
                values[task.task_id] = task.xcom
        else:
            values.setdefault(task.task_id, []).append(task.xcom)
    return {task_id: value for task_id, value in values.items() if not _is_empty(value)}


def _is_empty(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(item is None for item in value)


def _merged(given: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in more.items():
        if name not in given:
            raise TypeError(f"dag_run_kwargs knows {', '.join(given)}, not {name!r}")
        if given[name] is not None and given[name] is not UNSET:
            raise ValueError(f"{name} is given twice: as an argument, and in dag_run_kwargs")
        given[name] = value
    return given


def _or_none(date: Any) -> Any:
    if date is not None and date is not UNSET and date.utcoffset() is None:
        raise ValueError(f"a logical date needs a time zone; {date} has none")
    return "none" if date is None else date
