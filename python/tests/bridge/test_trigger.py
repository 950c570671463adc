"""Triggers: the event, its absence, failures and timeouts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CODE = """
import asyncio, datetime, types, uuid
import _xcom, xcom_bridge
from xcom_bridge import environment
environment.prepare()
from airflow.triggers.base import BaseTrigger, TriggerEvent

module = types.ModuleType("my_triggers")
sys.modules["my_triggers"] = module
cleaned = []

class Base(BaseTrigger):
    def __init__(self, **kwargs):
        super().__init__()
        self.kwargs = kwargs
    def serialize(self):
        return f"my_triggers.{type(self).__name__}", self.kwargs
    async def cleanup(self):
        cleaned.append(type(self).__name__)
        raise RuntimeError("ignored")

class Echo(Base):
    async def run(self):
        yield TriggerEvent(self.kwargs)
        raise RuntimeError("nobody asks for a second event")

class Rich(Base):
    async def run(self):
        at = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)
        yield TriggerEvent({"tuple": (1, "two"), "id": uuid.UUID(int=1), "at": at})

class Nothing(Base):
    async def run(self):
        yield TriggerEvent(None)

class Silent(Base):
    async def run(self):
        return
        yield

class Breaks(Base):
    async def run(self):
        raise KeyError("broken")
        yield

class Sleeps(Base):
    async def run(self):
        await asyncio.sleep(60)
        yield TriggerEvent(1)

class Asks(Base):
    async def run(self):
        from asgiref.sync import sync_to_async
        from airflow.sdk import Variable
        values = [await sync_to_async(Variable.get)("name")]
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
        values.append(await sync_to_async(RuntimeTaskInstance.get_dagrun_state)("d", "r"))
        yield TriggerEvent(values)

for cls in (Echo, Rich, Nothing, Silent, Breaks, Sleeps, Asks):
    setattr(module, cls.__name__, cls)

def answer(message):
    if message["type"] == "GetVariable":
        return {"body": {"key": "name", "value": "from the store", "type": "VariableResult"}, "error": None}
    if message["type"] == "GetDagRunState":
        return {"body": {"state": "running", "type": "DagRunStateResult"}, "error": None}
_xcom.answer = answer

name, kwargs, timeout_at = args
trigger = {"id": 1, "classpath": "my_triggers." + name, "kwargs": kwargs}
ti = {"id": "1", "task_id": "t", "dag_id": "d", "run_id": "r", "try_number": 1}
request = {"trigger": trigger, "ti": ti, "timeout_at": timeout_at}
result = json.loads(xcom_bridge.run_trigger(json.dumps(request).encode()))
result["cleaned"] = cleaned
"""

LONG_AGO = "2026-01-01T00:00:00+00:00"
Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(fresh: Callable[..., Any]) -> Run:
    def with_arguments(name: str, kwargs: Any = None, timeout_at: str | None = None) -> dict[str, Any]:
        found: dict[str, Any] = fresh(CODE, name, kwargs or {}, timeout_at)
        return found

    return with_arguments


def test_kwargs_come_from_serdes_form_and_the_event_goes_back_in_it(run: Run) -> None:
    wire = {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1, 2]}
    found = run("Echo", {"pair": wire, "n": None})
    # The way from the triggerer to its supervisor knows no tuples.
    assert found["event"] == {"pair": [1, 2], "n": None}
    assert found["next_method"] is None
    assert found["cleaned"] == ["Echo"]


def test_an_event_is_what_is_left_of_it_after_the_wire(run: Run) -> None:
    event = run("Rich")["event"]
    assert event["tuple"] == [1, "two"]
    assert event["id"] == "00000000-0000-0000-0000-000000000001"
    assert event["at"]["__classname__"] == "datetime.datetime"


def test_an_event_without_a_payload_is_an_event(run: Run) -> None:
    found = run("Nothing")
    assert (found["event"], found["end"], found["next_method"]) == (None, None, None)


def test_a_trigger_that_ends_silently_fails_its_task(run: Run) -> None:
    found = run("Silent")
    assert found["next_method"] == "__fail__"
    assert found["next_kwargs"] == {"error": "Trigger failure", "traceback": None}


def test_a_trigger_that_raises_fails_its_task_with_its_traceback(run: Run) -> None:
    found = run("Breaks")
    assert found["next_method"] == "__fail__"
    assert found["next_kwargs"]["error"] == "Trigger failure"
    assert "KeyError: 'broken'\n" in found["next_kwargs"]["traceback"]


def test_an_unknown_trigger_is_a_failure(run: Run) -> None:
    found = run("NoSuchTrigger")["next_kwargs"]
    assert found["error"] == "Trigger failure"
    assert found["traceback"][-1].startswith("ImportError: ")


def test_a_trigger_is_cancelled_at_its_timeout(run: Run) -> None:
    found = run("Sleeps", timeout_at=LONG_AGO)
    assert (found["next_method"], found["next_kwargs"]) == ("__fail__", {"error": "Trigger timeout"})
    assert found["cleaned"] == ["Sleeps"]


def test_triggers_ask_the_supervisor_from_any_thread(run: Run) -> None:
    assert run("Asks")["event"] == ["from the store", "running"]
