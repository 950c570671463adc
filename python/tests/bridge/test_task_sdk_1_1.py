"""What is particular to Task SDK 1.1, in parts that need no Airflow 3.1."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from xcom_bridge.task_sdk import v1_1

DOCUMENT: dict[str, Any] = {"ti": {}, "ti_context": {"next_method": "resume", "next_kwargs": {"event": 1}}}


class Serialization:
    """Stands in for core's."""

    @staticmethod
    def serialize(value: Any) -> Any:
        return {"encoded": value}


@pytest.fixture(autouse=True)
def core(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(v1_1, "_base_serialization", lambda: Serialization)


def test_arguments_of_a_deferred_task_are_encoded_one_by_one() -> None:
    message = SimpleNamespace(type="DeferTask", trigger_kwargs={"delta": 5}, next_kwargs=None, next_method="resume")
    assert v1_1.sent(message) == {  # type: ignore[arg-type]
        "type": "DeferTask", "trigger_kwargs": {"delta": {"encoded": 5}}, "next_kwargs": {}, "next_method": "resume"
    }  # fmt: skip


def test_other_messages_go_as_they_are() -> None:
    message = SimpleNamespace(type="GetVariable", key="k")
    assert v1_1.sent(message) is message.__dict__  # type: ignore[arg-type]


def test_a_resumed_task_gets_its_arguments_in_an_encoded_dict() -> None:
    assert v1_1.startup(DOCUMENT)["ti_context"] == {
        "next_method": "resume",
        "next_kwargs": {"__type": "dict", "__var": {"event": 1}},
    }
    assert DOCUMENT["ti_context"]["next_kwargs"] == {"event": 1}


def test_a_task_that_is_not_resumed_gets_what_there_is() -> None:
    document = {"ti_context": {"next_method": None}}
    assert v1_1.startup(document) is document


class Group:
    def __init__(self, *sources: str) -> None:
        references = [(SimpleNamespace(task_id=source), "return_value") for source in sources]
        self._expand_input = SimpleNamespace(iter_references=lambda: references)


def instance(group: Group | None, upstream: dict[str, Group | None], states: dict[str, str]) -> Any:
    """A task instance with the map index 7 below tasks that are in groups."""

    def get_task_states(dag_id: str, task_ids: list[str], run_ids: list[str]) -> dict[str, dict[str, str]]:
        found = {name: state for name, state in states.items() if name.rpartition("#")[0] in task_ids}
        return {"run": {name.removesuffix("#").replace("#", "_"): state for name, state in found.items()}}

    tasks = [
        SimpleNamespace(task_id=name, get_closest_mapped_task_group=lambda other=other: other)
        for name, other in upstream.items()
    ]
    task = SimpleNamespace(upstream_list=tasks, get_closest_mapped_task_group=lambda: group)
    return SimpleNamespace(
        task=task, map_index=7, dag_id="dag", run_id="run", get_task_states=get_task_states,
        _ti_context_from_server=SimpleNamespace(upstream_map_indexes=None),
    )  # fmt: skip


GROUP = Group("source")


@pytest.mark.parametrize(
    ("inside", "states", "indexes"),
    [
        pytest.param(GROUP, {}, 7, id="the same group"),
        pytest.param(
            None, {"each#0": "success", "each#1": "skipped", "each_other#0": "success"}, [0, 1], id="expanded"
        ),
        pytest.param(None, {"each#": "skipped", "source#": "success"}, [], id="expanded to nothing"),
        pytest.param(None, {"each#": "skipped", "source#": "skipped"}, None, id="its source was skipped"),
        pytest.param(None, {"each#": "upstream_failed", "source#": "failed"}, None, id="its source has failed"),
    ],
)
def test_which_instances_arguments_come_from(inside: Group | None, states: dict[str, str], indexes: Any) -> None:
    ti = instance(inside, {"plain": None, "each": GROUP}, states)
    v1_1.before_start(ti, None)
    assert ti._ti_context_from_server.upstream_map_indexes == {"plain": None, "each": indexes}
