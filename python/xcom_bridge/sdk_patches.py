"""Everything that changes the Task SDK and its providers, each change with its reason.

Nothing of it changes what a task can see.
"""

from __future__ import annotations

import importlib.util
import sys
from functools import cache, wraps
from importlib.abc import Loader
from types import ModuleType
from typing import Any

from xcom_bridge import given, task_sdk
from xcom_bridge.late_modules import Finder, OnDemand, load_now

_CORES_HOSTNAME = "airflow.utils.net.getfqdn"


@cache
def install() -> None:
    """The patches that have to be there before the SDK is imported."""
    finder = Finder()
    libcst_on_demand(finder)
    rich_on_demand(finder)
    api_client_on_demand(finder)
    supervisor_on_demand(finder)
    supervisor_socket_for_virtualenvs(finder)
    supervisor_while_loading(finder)
    given.go_first(finder)
    sys.meta_path.insert(0, finder)


@cache
def install_for_tasks() -> None:
    """The patches that running tasks need; imports the task runner."""
    fast_xcom()
    rendered_fields_with_one_adapter()


# What is imported only when it is used


def libcst_on_demand(finder: Finder) -> None:
    """libcst, 180 ms, is imported to take decorators off the source of a virtualenv task.

    The module that needs it defines a class on top of libcst's, so a lazy libcst would not do: the module is first
    loaded over a stand-in, and again over the real libcst when a source is to be changed.
    """
    name = "airflow.sdk.definitions._internal.decorators"

    def load(loader: Loader, module: ModuleType) -> None:
        if "libcst" in sys.modules:
            loader.exec_module(module)
            return
        stand_in = ModuleType("libcst")
        stand_in.CSTTransformer = object  # type: ignore[attr-defined]
        sys.modules["libcst"] = stand_in
        try:
            loader.exec_module(module)
        finally:
            del sys.modules["libcst"]

        @wraps(module.remove_task_decorator)
        def remove_task_decorator(python_source: str, task_decorator_name: str) -> str:
            loader.exec_module(module)
            removed: str = module.remove_task_decorator(python_source, task_decorator_name)
            return removed

        module.remove_task_decorator = remove_task_decorator  # type: ignore[attr-defined]

    finder.around(name, load)


def rich_on_demand(finder: Finder) -> None:
    """structlog imports rich, 25 ms, to show exceptions in a terminal; the log of a task has them as JSON."""

    def load(loader: Loader, module: ModuleType) -> None:
        if "rich" in sys.modules or importlib.util.find_spec("rich") is None:
            loader.exec_module(module)
            return
        rich, pretty, console, traceback = (
            ModuleType(f"rich{name}") for name in ("", ".pretty", ".console", ".traceback")
        )
        rich.pretty = OnDemand("rich.pretty")  # type: ignore[attr-defined]
        console.Console = OnDemand("rich.console", "Console")  # type: ignore[attr-defined]
        traceback.Traceback = OnDemand("rich.traceback", "Traceback")  # type: ignore[attr-defined]
        stand_ins = {stand_in.__name__: stand_in for stand_in in (rich, pretty, console, traceback)}
        sys.modules |= stand_ins
        try:
            loader.exec_module(module)
        finally:
            for name in stand_ins:
                del sys.modules[name]

    finder.around("structlog.dev", load)
    finder.around("structlog.tracebacks", load)


def api_client_on_demand(finder: Finder) -> None:
    """The HTTP client of the API (httpx, 60 ms): the task runner takes two small functions from its module."""

    def get_hostname() -> str:
        return _hostname()

    def getuser() -> str:
        module = sys.modules["airflow.sdk.api.client"]
        load_now(module)
        user: str = module.getuser()
        return user

    finder.late("airflow.sdk.api.client", get_hostname=get_hostname, getuser=getuser)


@cache
def _hostname() -> str:
    conf = task_sdk.find("configuration", "conf")
    if conf.get("core", "hostname_callable", fallback=_CORES_HOSTNAME) == _CORES_HOSTNAME:
        # Core's own default, without the look at its options that finds it.
        from airflow.utils.net import getfqdn

        return str(getfqdn())
    name: str = conf.getimport("core", "hostname_callable")()
    return name


def supervisor_on_demand(finder: Finder) -> None:
    """The SDK's supervisor, 20 ms at the first ``Variable.get``: that wants one function of it."""

    def ensure_secrets_backend_loaded() -> list[Any]:
        from airflow.sdk.execution_time import task_runner
        from airflow.sdk.execution_time.secrets import DEFAULT_SECRETS_SEARCH_PATH_WORKERS

        if getattr(task_runner, "SUPERVISOR_COMMS", None) is not None:
            ensure_secrets_loaded = task_sdk.find("configuration", "ensure_secrets_loaded")
            return list(ensure_secrets_loaded(default_backends=DEFAULT_SECRETS_SEARCH_PATH_WORKERS))
        module = sys.modules["airflow.sdk.execution_time.supervisor"]
        load_now(module)
        return list(module.ensure_secrets_backend_loaded())

    finder.late("airflow.sdk.execution_time.supervisor", ensure_secrets_backend_loaded=ensure_secrets_backend_loaded)


# What is done another way


def fast_xcom() -> None:
    """XComs go to Swift without messages, where the backend is Airflow's own. With another one, they go through it.

    What a pull, or a read of `XCom`, does not find is explained in the task's log.
    """
    from airflow.sdk.bases.xcom import BaseXCom
    from airflow.sdk.definitions._internal.types import NOTSET
    from airflow.sdk.execution_time import task_runner, xcom
    from xcom_bridge.fast_xcom import pull_with, push_with
    from xcom_bridge.reasons import read_with_reasons

    is_native = xcom.XCom is BaseXCom
    if is_native:
        task_runner._xcom_push = push_with(task_runner._xcom_push)
    runtime: Any = task_runner.RuntimeTaskInstance
    runtime.xcom_pull = pull_with(runtime.xcom_pull, NOTSET, is_native=is_native)
    base: Any = BaseXCom
    base.get_one = classmethod(read_with_reasons(base.get_one.__func__, -1))
    base.get_all = classmethod(read_with_reasons(base.get_all.__func__, None))


def rendered_fields_with_one_adapter() -> None:
    """Each rendered field is validated by a new pydantic ``TypeAdapter(JsonValue)``, 0.6 ms; one serves them all."""
    from pydantic import JsonValue, TypeAdapter

    from airflow.sdk.execution_time import task_runner

    adapter: Any = TypeAdapter(JsonValue)

    def type_adapter(kind: Any, *args: Any, **options: Any) -> Any:
        if kind is JsonValue and not args and not options:
            return adapter
        return TypeAdapter(kind, *args, **options)

    task_runner.TypeAdapter = type_adapter  # type: ignore[misc, assignment]


def supervisor_socket_for_virtualenvs(finder: Finder) -> None:
    """Tasks in other interpreters talk to a socket that the SDK's supervisor has open; here one is opened for them."""

    def complete(module: Any) -> None:
        run = module._execute_in_subprocess

        @wraps(run)
        def _execute_in_subprocess(cmd: list[str], cwd: str | None = None, env: dict[str, str] | None = None) -> Any:
            from xcom_bridge.virtualenvs import run_with_supervisor

            return run_with_supervisor(run, cmd, cwd, env)

        module._execute_in_subprocess = _execute_in_subprocess

    finder.after("airflow.providers.standard.operators.python", complete)


def supervisor_while_loading(finder: Finder) -> None:
    """A DAG file may be the first to import the task runner, which has who answers its messages as an attribute."""

    def complete(module: ModuleType) -> None:
        from xcom_bridge import load_comms

        load_comms.give(module)

    finder.after("airflow.sdk.execution_time.task_runner", complete)
