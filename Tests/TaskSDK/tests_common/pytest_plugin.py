"""The fixtures and markers of the Task SDK's tests, and their failures that are known."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn
from unittest import mock
from uuid import UUID

import pytest
import structlog

from tests_common import logs

KNOWN_FAILURES = Path(__file__).parents[1] / "known_failures.json"
IS_FACADE = find_spec("airflow._facade") is not None


def pytest_configure(config: pytest.Config) -> None:
    """Markers that the tests have."""
    for marker in (
        "db_test: uses the metadata database",
        "enable_redact: secrets are masked",
        "execution_timeout(seconds): how long the test takes at most",
    ):
        config.addinivalue_line("markers", marker)
    if IS_FACADE:
        _stand_in_for_the_server()
    else:
        # Core's classes of tables find one another when all are there.
        import airflow.models

        airflow.models.import_all_models()


def _stand_in_for_the_server() -> None:
    """A test file imports a function of core's server at its top, for one test of many."""
    name = "airflow.api_fastapi.execution_api.routes.task_instances"

    def _emit_task_span(*args: Any) -> NoReturn:
        raise RuntimeError(f"{name} is not here")

    module = ModuleType(name)
    module._emit_task_span = _emit_task_span  # type: ignore[attr-defined]
    sys.modules[name] = module


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A failure that is known has to be one, but for tests that fail by chance."""
    listed: dict[str, dict[str, str]] = json.loads(KNOWN_FAILURES.read_text(encoding="utf-8"))
    if not IS_FACADE:
        del listed["facade"]
    found = {item.nodeid: item for item in items}
    is_whole = config.args_source is not pytest.Config.ArgsSource.ARGS
    for kind, known in listed.items():
        for name, reason in known.items():
            if name in found:
                found[name].add_marker(pytest.mark.xfail(reason=reason, strict=kind != "by chance"))
            elif is_whole:
                raise pytest.UsageError(f"{KNOWN_FAILURES.name} has a test that is not there: {name}")


@pytest.fixture(autouse=True)
def _secrets_as_they_are(request: pytest.FixtureRequest) -> Iterator[None]:
    """Nothing is masked but where a test asks for it."""
    from airflow.sdk._shared.secrets_masker import SecretsMasker

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch.object(SecretsMasker, "mask_secrets_in_logs", True))
        if request.node.get_closest_marker("enable_redact") is None:
            stack.enter_context(mock.patch.object(SecretsMasker, "redact", side_effect=lambda item, *_, **__: item))
        yield


@pytest.fixture
def cap_structlog() -> Iterator[logs.StructlogCapture]:
    """What the test logs."""
    with logs.capture() as captured:
        yield captured


@pytest.fixture
def caplog(cap_structlog: logs.StructlogCapture) -> logs.StructlogCapture:
    """The same: the Task SDK logs by structlog."""
    return cap_structlog


@pytest.fixture
def cleanup_providers_manager_runtime() -> Iterator[None]:
    """Providers are discovered anew, and again after the test."""
    from airflow.sdk.providers_manager_runtime import ProvidersManagerTaskRuntime

    ProvidersManagerTaskRuntime()._cleanup()
    yield
    ProvidersManagerTaskRuntime()._cleanup()


@pytest.fixture
def cleanup_providers_manager() -> Iterator[None]:
    """The same for core's."""
    from airflow.providers_manager import ProvidersManager

    ProvidersManager()._cleanup()
    yield
    ProvidersManager()._cleanup()


@pytest.fixture
def hook_lineage_collector() -> Iterator[Any]:
    """A collector of the test's own."""
    from airflow.sdk import lineage

    collector = lineage.HookLineageCollector()
    with mock.patch.object(lineage, "get_hook_lineage_collector", return_value=collector):
        yield collector


@pytest.fixture
def listener_manager() -> Iterator[Callable[[Any], None]]:
    """Add listeners, for the test alone."""
    from airflow.sdk.listener import get_listener_manager

    manager = get_listener_manager()
    manager.clear()
    yield manager.add_listener
    manager.clear()


@pytest.fixture
def mock_xcom_backend() -> Iterator[mock.Mock]:
    """The XCom class of the task runner."""
    with mock.patch("airflow.sdk.execution_time.task_runner.XCom", create=True) as backend:
        yield backend


@pytest.fixture
def mock_supervisor_comms(monkeypatch: pytest.MonkeyPatch) -> mock.Mock:
    """The supervisor: the test says what it answers."""
    from airflow.sdk.execution_time import comms, task_runner

    supervisor = mock.create_autospec(comms.CommsDecoder)
    monkeypatch.setattr(task_runner, "SUPERVISOR_COMMS", supervisor, raising=False)
    return supervisor


@pytest.fixture
def sdk_connection_not_found(mock_supervisor_comms: mock.Mock) -> mock.Mock:
    """A supervisor that has no connections."""
    from airflow.sdk.exceptions import ErrorType
    from airflow.sdk.execution_time.comms import ErrorResponse

    answer = ErrorResponse(error=ErrorType.CONNECTION_NOT_FOUND)
    mock_supervisor_comms.send.return_value = answer
    mock_supervisor_comms.asend.return_value = answer
    return mock_supervisor_comms


@pytest.fixture
def mocked_parse(spy_agency: Any) -> Callable[..., Any]:
    """Let the task runner's `parse` find the task, in a DAG of that id if it has none, for what starts it."""
    from airflow.sdk import DAG, timezone
    from airflow.sdk.execution_time import task_runner

    def prepare(what: Any, dag_id: str, task: Any) -> Any:
        if not task.has_dag():
            task.dag = DAG(dag_id=dag_id, start_date=timezone.datetime(2024, 12, 3))
            task = task.dag.task_dict[task.task_id]
        if what.ti_context.dag_run.conf:
            task.dag.params = what.ti_context.dag_run.conf
        ti = task_runner.RuntimeTaskInstance.model_construct(
            **what.ti.model_dump(exclude_unset=True),
            task=task,
            _ti_context_from_server=what.ti_context,
            max_tries=what.ti_context.max_tries,
            start_date=what.start_date,
        )
        if hasattr(task_runner.parse, "spy"):
            spy_agency.unspy(task_runner.parse)
        spy_agency.spy_on(task_runner.parse, call_fake=lambda what, log: ti)
        return ti

    return prepare


def _data_interval(timetable: Any, run_type: str, logical_date: datetime | None) -> tuple[Any, Any]:
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import TimeRestriction

    timetable = coerce_to_core_timetable(timetable)
    if run_type == "manual":
        interval = timetable.infer_manual_data_interval(run_after=logical_date) if logical_date else None
    else:
        restriction = TimeRestriction(earliest=None, latest=None, catchup=False)
        run = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
        interval = run.data_interval if run else None
    return (interval.start, interval.end) if interval else (None, None)


@pytest.fixture
def create_runtime_ti(mocked_parse: Callable[..., Any]) -> Callable[..., Any]:
    """Make the task instance that a supervisor would start for an operator."""
    from uuid6 import uuid7

    from airflow.sdk import DAG, timezone
    from airflow.sdk.api.datamodels._generated import DagRun, DagRunState, TaskInstance, TIRunContext
    from airflow.sdk.execution_time.comms import BundleInfo, StartupDetails

    def moment(value: str | datetime | None) -> Any:
        return timezone.parse(value) if isinstance(value, str) else timezone.coerce_datetime(value)

    def create(
        task: Any,
        dag_id: str = "test_dag",
        run_id: str = "test_run",
        logical_date: str | datetime | None = "2024-12-01T01:00:00Z",
        start_date: str | datetime = "2024-12-01T01:00:00Z",
        run_type: str = "manual",
        try_number: int = 1,
        map_index: int | None = -1,
        task_reschedule_count: int = 0,
        ti_id: UUID | None = None,
        conf: dict[str, Any] | None = None,
        should_retry: bool | None = None,
        max_tries: int | None = None,
    ) -> Any:
        if not task.has_dag():
            task.dag = DAG(dag_id=dag_id, start_date=timezone.datetime(2024, 12, 3))
        logical_date, start_date = moment(logical_date), moment(start_date)
        start, end = _data_interval(task.dag.timetable, run_type, logical_date)
        retries = task.retries or 0
        run = DagRun(
            dag_id=task.dag.dag_id,
            run_id=run_id,
            logical_date=logical_date,
            data_interval_start=start,
            data_interval_end=end,
            start_date=start_date,
            run_type=run_type,
            run_after=end or logical_date or timezone.utcnow(),
            conf=conf,
            consumed_asset_events=[],
            state=DagRunState.RUNNING,
        )
        details = StartupDetails(
            ti=TaskInstance(
                id=ti_id or uuid7(),
                task_id=task.task_id,
                dag_id=task.dag.dag_id,
                run_id=run_id,
                try_number=try_number,
                map_index=map_index,
                dag_version_id=uuid7(),
            ),
            dag_rel_path="",
            bundle_info=BundleInfo(name="anything", version="any"),
            ti_context=TIRunContext(
                dag_run=run,
                task_reschedule_count=task_reschedule_count,
                max_tries=retries if max_tries is None else max_tries,
                should_retry=try_number <= retries if should_retry is None else should_retry,
            ),
            start_date=start_date,
            sentry_integration="",
        )
        return mocked_parse(details, task.dag.dag_id, task)

    return create


class RunTask:
    """Run a task by the task runner, and keep what came of it."""

    def __init__(self, create_runtime_ti: Callable[..., Any]) -> None:
        self._create = create_runtime_ti

    def __call__(self, task: Any, context_update: dict[str, Any] | None = None, **options: Any) -> tuple[Any, Any, Any]:
        """State, message to the supervisor and error; the options are those of `create_runtime_ti`."""
        from airflow.sdk import timezone
        from airflow.sdk.execution_time.task_runner import run

        now = timezone.utcnow()
        self.ti = self._create(task, **{"logical_date": now, "start_date": now} | options)
        self.context = self.ti.get_template_context()
        self.context.update(context_update or {})
        self.state, self.msg, self.error = run(self.ti, self.context, structlog.get_logger(logger_name="task"))
        return self.state, self.msg, self.error


@pytest.fixture
def run_task(create_runtime_ti: Callable[..., Any], mock_supervisor_comms: mock.Mock) -> RunTask:
    """Run tasks with a supervisor that answers nothing of note."""
    return RunTask(create_runtime_ti)
