"""Each patch of the SDK does what it is for, and is still needed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Fresh = Callable[..., Any]

AUTHORING = "from airflow.sdk import DAG, task; task.python; from airflow.sdk.execution_time import task_runner\n"
HEAVY = ["libcst", "httpx", "psutil", "rich", "pygments", "click", "requests", "cryptography", "tabulate", "dill"]


def test_the_sdk_alone_still_imports_what_the_patches_put_off(fresh: Fresh) -> None:
    code = AUTHORING + "result = [name for name in ('libcst', 'httpx', 'rich') if name in sys.modules]"
    assert fresh(code) == ["libcst", "httpx", "rich"]


def test_heavy_packages_are_not_imported_for_a_task(fresh: Fresh) -> None:
    code = f"""
import xcom_bridge
xcom_bridge.warm_up(b"{{}}")
import airflow
whole = "site-packages" in (airflow.__file__ or "")
result = [] if whole else [name for name in {HEAVY!r} if name in sys.modules]
"""
    assert fresh(code) == []


def test_decorators_are_taken_off_with_the_real_libcst(fresh: Fresh) -> None:
    code = """
from xcom_bridge import environment
environment.prepare()
from airflow.sdk.bases import decorator
result = [decorator.remove_task_decorator("@task.python(x=1)\\n@other\\ndef f(): ...\\n", "@task.python")]
import libcst
result.append(hasattr(libcst, "parse_module"))
"""
    assert fresh(code) == ["@other\ndef f(): ...\n", True]


def test_rich_is_there_when_it_is_asked_for(fresh: Fresh) -> None:
    code = """
import io
from xcom_bridge import environment
environment.prepare()
import structlog
result = ["rich" in sys.modules, structlog.dev.default_exception_formatter is structlog.dev.rich_traceback]
try:
    1 / 0
except ZeroDivisionError:
    structlog.dev.rich_traceback(shown := io.StringIO(), sys.exc_info())
result.append("ZeroDivisionError" in shown.getvalue())
result.append(structlog.tracebacks.to_repr([1] * 3, max_length=2))
import rich.console
result.append(isinstance(rich.console.Console, type))
"""
    assert fresh(code) == [False, True, True, "[1, 1, ... +1]", True]


def test_the_api_client_is_there_when_it_is_asked_for(fresh: Fresh) -> None:
    code = """
from xcom_bridge import environment
environment.prepare()
from airflow.sdk.execution_time import task_runner
from airflow.sdk.api.client import Client, ServerResponseError, getuser
import getpass, httpx
result = [issubclass(Client, httpx.Client), getuser() == getpass.getuser(), bool(task_runner.get_hostname())]
"""
    assert fresh(code) == [True, True, True]


def test_the_supervisor_is_there_when_it_is_asked_for(fresh: Fresh) -> None:
    code = """
from xcom_bridge import environment
environment.prepare()
from airflow.sdk.execution_time.supervisor import ensure_secrets_backend_loaded
light = [type(backend).__name__ for backend in ensure_secrets_backend_loaded()]
from airflow.sdk.execution_time import supervisor
has_it = hasattr(supervisor, "supervise")
result = [light, [type(b).__name__ for b in supervisor.ensure_secrets_backend_loaded()], has_it]
"""
    light, real, has_it = fresh(code)
    assert light == real == ["EnvironmentVariablesBackend"]
    assert has_it


def test_the_secrets_backends_of_a_task_are_the_supervisors(fresh: Fresh) -> None:
    code = """
import importlib.util
from xcom_bridge import comms, environment
environment.prepare()
comms.install()
from airflow.sdk.execution_time import supervisor
light = [type(b).__name__ for b in supervisor.ensure_secrets_backend_loaded()]
supervisor.supervise
result = [light, [type(b).__name__ for b in supervisor.ensure_secrets_backend_loaded()]]
"""
    light, real = fresh(code)
    assert light == real


def test_rendered_fields_are_what_the_sdk_makes_of_them(fresh: Fresh) -> None:
    code = """
import datetime, decimal
from xcom_bridge import environment, sdk_patches
environment.prepare()
from airflow.sdk.execution_time import task_runner

class Task:
    template_fields = ("a", "b", "c", "d", "e", "f")
    template_fields_renderers = {"b.inner": "json"}
    a, b, c = (1, [2.5, None]), {"inner": {"z": (1,), "a": "é"}, "password": "secret!"}, "x" * 5000
    d, e, f = datetime.date(2026, 1, 1), decimal.Decimal("1.10"), [float(1), True, {"k": [(), {}]}]

plain = task_runner._serialize_rendered_fields(Task())
sdk_patches.rendered_fields_with_one_adapter()
patched = task_runner._serialize_rendered_fields(Task())
result = [plain == patched, repr(plain) == repr(patched), plain["b"]]
"""
    assert fresh(code) == [True, True, {"inner": {"a": "é", "z": [1]}, "password": "***"}]


def test_rendered_fields_still_build_an_adapter_each(fresh: Fresh) -> None:
    code = """
from airflow.sdk.execution_time import task_runner
made = []
real = task_runner.TypeAdapter
task_runner.TypeAdapter = lambda kind: made.append(kind) or real(kind)

class Task:
    template_fields = ("a", "b")
    a = b = "x"

task_runner._serialize_rendered_fields(Task())
result = len(made)
"""
    assert fresh(code) == 2


PULLS = {
    "one task": "task_ids='a'",
    "own": "",
    "several": "task_ids=['a', 'b']",
    "a tuple": "task_ids=('a', 'b')",
    "none": "task_ids=[]",
    "no index": "task_ids='a', map_indexes=None",
    "an index": "task_ids='a', map_indexes=2",
    "range": "task_ids='a', map_indexes=range(3), default=7",
    "other run": "task_ids='a', run_id='r2', dag_id='d2', key='k', include_prior_dates=True",
}
ODD_PULLS = {
    "an empty id": "task_ids=''",
    "a generator": "task_ids=(x for x in 'ab')",
    "a number": "task_ids=[1]",
    "bytes": "task_ids=b'a'",
    "text indexes": "task_ids='a', map_indexes=['0']",
    "true": "task_ids='a', map_indexes=True",
    "below": "task_ids='a', map_indexes=-2",
    "a float": "task_ids='a', map_indexes=0.5",
    "key of a number": "task_ids='a', key=1",
    "surrogate": "task_ids='\\ud800'",
    "not a bool": "task_ids='a', include_prior_dates=1",
}
PULL = """
from types import SimpleNamespace
import _xcom
from xcom_bridge.fast_xcom import pull_with
UNSET = object()
pull = pull_with(lambda *args, **kwargs: "the SDK's way", UNSET)
ti = SimpleNamespace(task_id="me", dag_id="d", run_id="r")
result = {name: eval("pull(ti, " + call + ")") for name, call in args[0].items()}
"""


def test_plain_pulls_are_native_and_odd_ones_are_not(fresh: Fresh) -> None:
    found = fresh(PULL, PULLS | ODD_PULLS)
    assert {name for name, way in found.items() if way == "pulled natively"} == set(PULLS)


@pytest.mark.parametrize("key", ["", 1, None, True, b"k", ("a",), "\ud800"], ids=repr)
def test_odd_keys_are_pushed_the_sdks_way(fresh: Fresh, key: Any) -> None:
    code = f"""
from types import SimpleNamespace
import _xcom
from xcom_bridge.fast_xcom import push_with
slow = []
push = push_with(lambda *arguments: slow.append(1))
ti = SimpleNamespace(task_id="me", dag_id="d", run_id="r", map_index=None)
push(ti, {key!r}, 1)
push(ti, "plain", 1)
result = [len(slow), _xcom.pushed]
"""
    assert fresh(code) == [1, [["d", "r", "me", -1, "plain", 1, None, False]]]


def test_a_custom_backend_gets_every_push(fresh: Fresh) -> None:
    code = """
import types
module = types.ModuleType("my_backend")
from airflow.sdk.bases.xcom import BaseXCom
class Mine(BaseXCom): ...
module.Mine = Mine
sys.modules["my_backend"] = module
from airflow.sdk.execution_time import task_runner
before = task_runner._xcom_push, task_runner.RuntimeTaskInstance.xcom_pull
from xcom_bridge import environment, sdk_patches
environment.prepare()
sdk_patches.install_for_tasks()
result = before == (task_runner._xcom_push, task_runner.RuntimeTaskInstance.xcom_pull.__wrapped__)
"""
    assert fresh(code, env={"AIRFLOW__CORE__XCOM_BACKEND": "my_backend.Mine"})


# What the patches put in the place of functions looks like those: attributes, signatures, and the texts of wrong calls.
LOOKS = """
import inspect, typing
from airflow.sdk.bases.xcom import BaseXCom
from airflow.sdk.execution_time import task_runner

def functions():
    runtime = task_runner.RuntimeTaskInstance
    return {"pull": runtime.xcom_pull, "push": runtime.xcom_push, "_push": task_runner._xcom_push,
        "one": BaseXCom.get_one, "all": BaseXCom.get_all}

WRONG = {
    "pull": ["f(ti, nonsense=1)", "f(ti, 1, 2, 3, 4, 5, 6)", "f(ti, 1, task_ids=2)", "f()"],
    "push": ["f(ti)", "f(ti, 'k', 1, 2)", "f(ti, 'k', 1, nonsense=2)", "f(ti, 'k', value=1, key='x')"],
    "_push": ["f(ti)", "f(ti, 'k', 1, 2, 3)", "f(ti, 'k', 1, nonsense=2)"],
    "one": ["f()", "f('k')", "f(key='k', nonsense=1)", "f(key='k', dag_id='d', task_id='t', run_id='r', x=1)"],
    "all": ["f()", "f('k')", "f(key='k', nonsense=1)"],
}

def looks():
    found = {}
    for name, f in functions().items():
        of = {a: repr(getattr(f, a)) for a in ("__name__", "__qualname__", "__module__", "__doc__")}
        of["signature"], of["parameters"] = str(inspect.signature(f)), str(inspect.getfullargspec(f))
        of["source"] = inspect.getsource(f)
        of["hints"] = str(typing.get_type_hints(f, vars(task_runner) | {"Iterable": list}))
        of["method"], of["kind"] = inspect.ismethod(f), type(f).__name__
        for call in WRONG[name]:
            try:
                eval(call, {"f": f, "ti": None})
                of[call] = "no error"
            except TypeError as error:
                of[call] = str(error)
        found[name] = of
    return found

before = looks()
from xcom_bridge import environment, sdk_patches
environment.prepare()
sdk_patches.install_for_tasks()
result = [before, looks(), BaseXCom.get_one.__func__.__code__.co_filename.endswith("reasons.py")]
"""


def test_patched_functions_look_like_the_sdks(fresh: Fresh) -> None:
    before, after, is_patched = fresh(LOOKS)
    assert is_patched
    assert after == before
    text = before["pull"]["f(ti, nonsense=1)"]
    assert text == "RuntimeTaskInstance.xcom_pull() got an unexpected keyword argument 'nonsense'"


def test_what_stands_in_looks_like_what_it_stands_for(fresh: Fresh) -> None:
    code = """
import importlib
names = {"airflow.sdk.api.client": ["get_hostname", "getuser"],
    "airflow.sdk.execution_time.supervisor": ["ensure_secrets_backend_loaded"],
    "airflow.sdk.definitions._internal.decorators": ["remove_task_decorator"],
    "airflow.providers.standard.operators.python": ["_execute_in_subprocess"]}
from xcom_bridge import environment
environment.prepare()
found = [(m, n, getattr(importlib.import_module(m), n)) for m, listed in names.items() for n in listed]
result = [[f.__name__, f.__qualname__, f.__module__] == [n, n, f.__module__] and m for m, n, f in found]
"""
    assert fresh(code) == [
        "airflow.sdk.api.client",
        "airflow.sdk.api.client",
        "airflow.sdk.execution_time.supervisor",
        "airflow.sdk.definitions._internal.decorators",
        "airflow.providers.standard.operators.python",
    ]
