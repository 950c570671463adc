"""The pytest plugin. It imports nothing of Airflow before a test wants it."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import xcom
    from xcom_pytest.dag_maker import DagMaker
    from xcom_pytest.events import EventCapture
    from xcom_pytest.files import DagBags
    from xcom_pytest.running import Runner
    from xcom_pytest.snapshots import Snapshot

_RUNNERS = pytest.StashKey[list["Runner"]]()
_BAGS = pytest.StashKey["DagBags"]()
# Plugins that have a fixture of that name, too.
_OTHER_SNAPSHOTS = ("syrupy", "snapshot", "pytest-snapshot", "snapshottest", "inline_snapshot")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("xcom")
    group.addoption("--dag-folder", metavar="PATH", help="The folder of DAG files that dag_bag loads.")
    group.addoption(
        "--xcom-isolation",
        choices=("inline", "fork"),
        help="Where tasks run: in the process of the tests (default), or each in a fork of it.",
    )
    group.addoption("--xcom-snapshot-update", action="store_true", help="Write the files that snapshots compare with.")
    parser.addini("airflow_dags_folder", "The folder of DAG files that dag_bag loads.", default="")
    parser.addini("xcom_isolation", "Where tasks run: inline (default) or fork.", default="inline")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    # What stands in for an Airflow, where the environment has none; and what makes imports of Airflow short has to be
    # there before conftest files import it.
    from xcom_bridge import airflow_packages, sdk_patches  # noqa: F401

    os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
    sdk_patches.install()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "xcom(isolation): where the tasks of this test run: inline or fork.")
    if not any(config.pluginmanager.has_plugin(name) for name in _OTHER_SNAPSHOTS):
        config.pluginmanager.register(_SnapshotByItsShortName(), "xcom_pytest_snapshot")


@pytest.fixture
def _isolated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for a test's store and logs, and a process that is afterwards as it was before."""
    from xcom_pytest import isolation

    home = tmp_path_factory.mktemp("xcom", numbered=True)
    with isolation.kept():
        os.environ["XCOM_HOME"] = str(home)
        yield home


@pytest.fixture
def _isolation(request: pytest.FixtureRequest) -> str:
    marker = request.node.get_closest_marker("xcom")
    chosen = marker.kwargs.get("isolation") if marker else None
    chosen = chosen or request.config.getoption("--xcom-isolation") or request.config.getini("xcom_isolation")
    if chosen not in ("inline", "fork"):
        raise pytest.UsageError(f"xcom_isolation is inline or fork, not {chosen!r}")
    return str(chosen)


@pytest.fixture
def xcom_store(_isolated: Path, _isolation: str) -> Iterator[xcom.Store]:
    """The store of this test, and of its process meanwhile: in memory, or in a file where tasks run in forks."""
    import _xcom

    import xcom

    with xcom.open("sqlite://" if _isolation == "inline" else _isolated / "xcom.db") as store:
        store.use()
        try:
            yield store
        finally:
            _xcom.use_store(None)


@pytest.fixture
def _runner(request: pytest.FixtureRequest, xcom_store: xcom.Store, _isolated: Path, _isolation: Any) -> Runner:
    from xcom_pytest.running import Runner

    runner = Runner(xcom_store, _isolated, _isolation)
    request.node.stash.setdefault(_RUNNERS, []).append(runner)
    return runner


@pytest.fixture
def run_dag(_runner: Runner) -> Callable[..., Any]:
    """Runs a DAG, or the one of a file, and gives a ``DagRunResult``: see ``xcom_pytest.running.Runner.run_dag``."""
    return _runner.run_dag


@pytest.fixture
def run_task(_runner: Runner) -> Callable[..., Any]:
    """Runs one task instance and gives a ``TaskRunResult``: see ``xcom_pytest.running.Runner.run_task``."""
    return _runner.run_task


@pytest.fixture
def render_task(_runner: Runner) -> Callable[..., Any]:
    """Renders an operator's template fields: see ``xcom_pytest.running.Runner.render_task``."""
    return _runner.render_task


@pytest.fixture
def dag_maker(_runner: Runner, request: pytest.FixtureRequest) -> DagMaker:
    """Makes DAGs in a test, their runs, and single task instances of those."""
    from xcom_pytest.dag_maker import DagMaker

    return DagMaker(_runner, request.node.name)


@pytest.fixture
def dag_bag(request: pytest.FixtureRequest, xcom_store: xcom.Store) -> DagBags:
    """The DAG bag of ``--dag-folder``; ``dag_bag(folder)`` is that of another one. Each is loaded once."""
    from xcom_pytest.files import DagBags

    config = request.config
    if _BAGS not in config.stash:
        folder = config.getoption("--dag-folder") or config.getini("airflow_dags_folder")
        config.stash[_BAGS] = DagBags(str(config.rootpath / folder) if folder else None)
    return config.stash[_BAGS]


@pytest.fixture
def airflow_variables(xcom_store: xcom.Store) -> Callable[[Mapping[str, str]], None]:
    """Puts Variables into the store of this test: ``airflow_variables({"key": "value"})``."""
    from xcom_pytest import seeding

    return lambda variables: seeding.set_variables(xcom_store, variables)


@pytest.fixture
def airflow_connections(xcom_store: xcom.Store) -> Callable[[Mapping[str, Mapping[str, Any]]], None]:
    """Lets there be Connections in this test: ``airflow_connections({"id": {"conn_type": "http", "host": "h"}})``."""
    from xcom_pytest import seeding

    return lambda connections: os.environ.update(seeding.connection_settings(connections))


@pytest.fixture
def cap_structlog(_isolation: str) -> Iterator[EventCapture]:
    """What tasks and the test log through structlog: ``assert "loaded" in cap_structlog``."""
    from xcom_pytest import events

    if _isolation != "inline":
        pytest.fail("cap_structlog sees nothing of tasks in forks: use result.log_events(task)", pytrace=False)
    with events.captured() as capture:
        yield capture


@pytest.fixture
def xcom_snapshot(request: pytest.FixtureRequest) -> Snapshot:
    """Equal to XComs that a file beside the test has: ``assert result.xcoms == xcom_snapshot``."""
    from xcom_pytest.snapshots import Snapshot, file_name

    folder = request.path.parent / "__xcoms__" / request.path.stem
    name = request.node.nodeid.partition("::")[2]
    return Snapshot(folder, file_name(name), request.config.getoption("--xcom-snapshot-update"))


class _SnapshotByItsShortName:
    """``snapshot``, where no other plugin has it."""

    @pytest.fixture
    def snapshot(self, xcom_snapshot: Snapshot) -> Snapshot:
        return xcom_snapshot


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    from xcom_pytest import results, snapshots

    return snapshots.explain(op, left, right) or results.explain(op, left, right)


# Where the code is that a test does not want to read when it fails.
_OWN_FOLDERS = tuple(f"{Path(__file__).parents[1] / name}{os.sep}" for name in ("xcom", "xcom_bridge", "xcom_pytest"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    for entry in call.excinfo.traceback if call.excinfo is not None else ():
        if str(entry.path).startswith(_OWN_FOLDERS):
            # What pytest looks for; --full-trace shows them all the same.
            entry.frame.f_globals["__tracebackhide__"] = True
    report = yield
    if report.when == "call" and report.failed:
        for runner in item.stash.get(_RUNNERS, []):
            for result in runner.results:
                report.sections.append((f"XComs of DAG {result.dag_id}, run {result.run_id}", result.report()))
    return report
