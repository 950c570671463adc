"""Runs of DAGs that a program has as objects, inside that program: what `dag.test()` and tests are made of.

Swift drives the run (``_xcom.run``) and calls this package's entry points in this very process, as a worker does. What
such a run changes in the process is put back when it is over.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import _xcom

from xcom_bridge import compat, environment, listeners, loading, sdk_patches, seeds, task_sdk

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.contract.base import Nothing
    from xcom_bridge.contract.hosting import AskedHost, PrepareTask
    from xcom_bridge.contract.tasks import RunTrigger

_TASK_RUNNER = "airflow.sdk.execution_time.task_runner"


class RunRefused(RuntimeError):
    """A run that Airflow would not make, or that cannot be carried out; the message says why."""


@dataclass
class Hosted:
    """What is known of the run, beside what is in the store."""

    store: int
    seeds: seeds.Seeds
    #: By task id and map index: what its last try raised.
    errors: dict[tuple[str, int], BaseException] = field(default_factory=dict)
    #: The instances that ran, in that order.
    executed: list[tuple[str, int]] = field(default_factory=list)
    #: Put into each template context, in the place of what is there.
    context: dict[str, Any] = field(default_factory=dict)
    #: Whether callbacks and listeners of tasks are told how those ended.
    runs_callbacks: bool = True
    #: Whether a task is only rendered.
    renders_only: bool = False
    #: For how many seconds a trigger may say nothing.
    trigger_timeout: float | None = None
    #: The operator that ran last, rendered.
    operator: Any = None
    #: What the Task SDK told the supervisor of how it ended: its outlets, and what it has deferred to.
    message: Any = None
    #: What ends the run: an exception that is no task's own.
    stop: BaseException | None = None

    def began(self, ti: Any) -> None:
        """Note that an instance runs; a resumed one has run before."""
        place = (ti.task_id, ti.map_index)
        if place not in self.executed:
            self.executed.append(place)
        self.errors.pop(place, None)

    @property
    def rendered(self) -> dict[str, Any]:
        """The template fields of the operator that ran last."""
        return {name: getattr(self.operator, name) for name in getattr(self.operator, "template_fields", ())}

    def with_timeout(self, request: RunTrigger) -> RunTrigger:
        """The request of a trigger with the time that the run gives it, where that is over before its own."""
        if self.trigger_timeout is None:
            return request
        end = datetime.now(UTC) + timedelta(seconds=self.trigger_timeout)
        own = request.get("timeout_at")
        return request if own and datetime.fromisoformat(own) < end else {**request, "timeout_at": end.isoformat()}

    def ended(self, ti: dict[str, Any], error: BaseException | None) -> None:
        """Note how an instance ended. What is meant for the program, as Ctrl-C is, stops the run."""
        if error is None:
            return
        self.errors[ti["task_id"], ti.get("map_index", -1)] = error
        if not isinstance(error, Exception | SystemExit | GeneratorExit):
            self.stop = error


@dataclass
class HostedRun:
    """How a run went."""

    dag_run: listeners.DagRun
    hosted: Hosted
    #: By task id and map index: the log of the last try.
    logs: dict[tuple[str, int], Path]
    #: Each try that failed: task id, map index, number of the try, type and message.
    failures: list[dict[str, Any]]
    reason: str | None
    #: What a person wants to know of the run.
    notices: list[str]


#: The run that is carried out; None while there is none.
current: Hosted | None = None


def ask_host(request: Nothing) -> AskedHost:
    """Whether the program wants the run to stop."""
    return {"stops": current is not None and current.stop is not None}


def stop(error: BaseException) -> None:
    """Stop the run for what a handler of a signal has raised."""
    if current is not None:
        current.stop = error


def prepare_task(request: PrepareTask) -> None:
    """Put the XComs of tasks before it where a task that runs alone looks for them."""
    from xcom_bridge import comms

    if current is not None and current.seeds.values:
        comms.install()
        current.seeds.place(current.store, request["run_id"])


def run(
    store: int,
    dag: DAG,
    *,
    home: str,
    run_id: str | None = None,
    logical_date: datetime | str = "now",
    run_after: datetime | None = None,
    start_date: datetime | None = None,
    conf: Mapping[str, Any] | None = None,
    triggered_by: str | None = None,
    replaces_run: bool = False,
    waits: bool = True,
    runs_triggers: bool = True,
    isolation: Literal["inline", "fork"] = "inline",
    task: tuple[str, int, int] | None = None,
    seeded: Mapping[Any, Any] | None = None,
    context: Mapping[str, Any] | None = None,
    runs_callbacks: bool = True,
    renders_only: bool = False,
    opens_only: bool = False,
    keeps_params: bool = False,
    trigger_timeout: float | None = None,
    marked: frozenset[str] = frozenset(),
    echo: bool = True,
) -> HostedRun:
    """Run a DAG, or one task instance of it, in this process.

    Args:
        store: The number of an open store.
        dag: The DAG; it need not have been loaded from a file.
        home: The folder for logs.
        run_id: None for the id that Airflow would generate.
        logical_date: A moment, ``now`` or ``none``.
        run_after: None for now.
        start_date: When the run began, as it says of itself; None for now.
        conf: The run's.
        triggered_by: As Airflow's ``DagRunTriggeredByType`` spells it.
        replaces_run: Whether the DAG's run of the same logical date is deleted before.
        waits: Whether retries and pokes that are due later are waited for.
        runs_triggers: Whether triggers of deferred tasks are run.
        isolation: ``inline``: tasks run in this process; ``fork``: each in a fork of it, with a store in a file.
        task: The one task instance to run: task id, map index, number of the try.
        context: What is put into each template context, in the place of what is there.
        runs_callbacks: Whether callbacks and listeners of tasks are told how those ended.
        opens_only: Make the run, and run nothing.
        keeps_params: Leave in the DAG what the run's conf has made of its params.
        renders_only: Render template fields, and run nothing.
        trigger_timeout: For how many seconds a trigger may say nothing.
        seeded: XComs of tasks that do not run: see ``Seeds``.
        marked: Ids of tasks that succeed without running.
        echo: Whether what tasks log is shown on standard output, too.
    """
    global current
    if current is not None:
        raise RunRefused("A task cannot run a DAG in the process that it runs in: another run is under way here")
    if conf is not None and not isinstance(conf, Mapping):
        raise TypeError(f"the conf of a run is a mapping, not {type(conf).__name__}")
    environment.prepare()
    _check_backend()
    hosted = Hosted(
        store,
        seeds.Seeds.of(dag, seeded or {}, marked, is_alone=task is not None),
        context=dict(context or {}),
        runs_callbacks=runs_callbacks,
        renders_only=renders_only,
        trigger_timeout=trigger_timeout,
    )
    request = {
        "dag_id": dag.dag_id,
        "other_dag_ids": [],
        "run_id": run_id,
        "logical_date": logical_date if isinstance(logical_date, str) else logical_date.isoformat(),
        "run_after": run_after and run_after.isoformat(),
        "start_date": start_date and start_date.isoformat(),
        "opens_only": opens_only,
        "isolation": isolation,
        "echo": echo,
        "conf": None if conf is None else dict(conf),
        "triggered_by": triggered_by,
        "replaces_run": replaces_run,
        "waits": waits,
        "runs_triggers": runs_triggers,
        "home": home,
        "rules": "2" if compat.is_on() else "3",
    }
    if task is not None:
        request["task"] = {"task_id": task[0], "map_index": task[1], "try_number": task[2]}
    dag.validate()
    dag.check_cycle()
    with ExitStack() as stack:
        stack.enter_context(_in_the_bag(dag))
        if not keeps_params:
            stack.enter_context(_unchanged_params(dag))
        stack.enter_context(_unchanged_process())
        stack.enter_context(_without_event_loop())
        stack.enter_context(_answering(hosted, echo, isolation))
        try:
            reply = _xcom.run(store, _xcom.dumps_plain({k: v for k, v in request.items() if v is not None}))
        except RuntimeError as error:
            if hosted.stop is not None:
                raise hosted.stop from None
            raise RunRefused(str(error)) from None
    answer: Any = _xcom.loads_plain(reply)
    if answer["is_stopped"]:
        raise hosted.stop or KeyboardInterrupt
    instances = answer["task_instances"]
    dag_run = listeners.DagRun.of(answer["dag_run"], instances)
    dag_run.known_dag = dag
    paths = zip(instances, answer["log_paths"], strict=True)
    return HostedRun(
        dag_run,
        hosted,
        {(ti["task_id"], ti["map_index"]): Path(path) for ti, path in paths},
        answer["failures"],
        answer.get("reason"),
        answer["notices"],
    )


def _check_backend() -> None:
    """Refuse a run whose XComs would not go through the backend that is set now."""
    from airflow.sdk.execution_time import xcom

    # Under compat 2 it is looked up by rules of its own.
    used, wanted = (
        f"{backend.__module__}.{backend.__qualname__}"
        for backend in (xcom.XCom, xcom.XCom if compat.is_on() else xcom.resolve_xcom_backend())
    )
    if used != wanted:
        raise RunRefused(
            f"[core] xcom_backend is {wanted} now, and was {used} when Airflow was imported, which is when it counts."
            " Set it before: in the environment that the program, or pytest, starts with, or in airflow.cfg."
        )


@contextmanager
def _in_the_bag(dag: DAG) -> Iterator[None]:
    """Let the entry points find the DAG, in the place of what has been loaded under its id."""
    bag = loading.loaded().dags
    before = bag.get(dag.dag_id)
    bag[dag.dag_id] = dag
    try:
        yield
    finally:
        bag.pop(dag.dag_id)
        if before is not None:
            bag[dag.dag_id] = before


@contextmanager
def _unchanged_params(dag: DAG) -> Iterator[None]:
    """Put back the params of the DAG and its tasks: the SDK writes those of a run into them."""
    owners = [dag, *(task for task in dag.tasks if hasattr(task, "params"))]
    params = [owner.params.get_param(name) for owner in owners for name in owner.params]
    values = [param.value for param in params]
    try:
        yield
    finally:
        for param, value in zip(params, values, strict=True):
            param.value = value


@contextmanager
def _unchanged_process() -> Iterator[None]:
    """Put back what the SDK changes for a task: variables of the environment, a handler, who answers its messages."""
    from airflow.sdk.execution_time import task_runner

    sdk = task_sdk.current()
    variables = dict(os.environ)
    in_main_thread = threading.current_thread() is threading.main_thread()
    handler = signal.getsignal(signal.SIGTERM) if in_main_thread else None
    answering = vars(task_runner).get("SUPERVISOR_COMMS")
    metrics, path = sdk.metrics(), list(sys.path)
    try:
        yield
    finally:
        if os.environ != variables:
            for name in os.environ.keys() - variables.keys():
                del os.environ[name]
            os.environ.update(variables)
        if handler is not None:
            signal.signal(signal.SIGTERM, handler)
        vars(task_runner).pop("SUPERVISOR_COMMS", None)
        if answering is not None:
            task_runner.SUPERVISOR_COMMS = answering
        sdk.set_metrics(metrics)
        sys.path[:] = path


@contextmanager
def _without_event_loop() -> Iterator[None]:
    """Let tasks and triggers run event loops: that of a notebook, or of an async test, stands still meanwhile."""
    asyncio = sys.modules.get("asyncio")
    loop = asyncio and asyncio._get_running_loop()
    if asyncio is None or loop is None:
        yield
        return
    asyncio._set_running_loop(None)
    # What asks for the thread's own would be given this one, too.
    asyncio.set_event_loop(None)
    try:
        yield
    finally:
        asyncio.set_event_loop(loop)
        asyncio._set_running_loop(loop)


@contextmanager
def _answering(hosted: Hosted, echo: bool, isolation: str) -> Iterator[None]:
    """Be the run that is carried out."""
    global current
    from xcom_bridge import host_logs

    sdk_patches.install_for_tasks()
    current = hosted
    try:
        # Processes of their own have streams of their own.
        with host_logs.in_place(echo) if isolation == "inline" else nullcontext():
            yield
    finally:
        current = None
        _xcom.use_store(hosted.store)
