"""XComArg, LazyXComSequence and the XCom class give the same through Swift and through the SDK over Airflow's answers."""

from __future__ import annotations

import collections
import itertools
import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import _xcom
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from airflow.sdk import DAG, task, task_group
from airflow.sdk.bases.xcom import BaseXCom
from airflow.sdk.definitions._internal.expandinput import DictOfListsExpandInput, ListOfDictsExpandInput
from airflow.sdk.definitions._internal.types import NOTSET
from airflow.sdk.definitions.xcom_arg import PlainXComArg, XComArg
from airflow.sdk.execution_time import task_runner
from airflow.sdk.execution_time.lazy_sequence import LazyXComSequence
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
from xcom_bridge.comms import Comms
from xcom_bridge.fast_xcom import pull_with, push_with

from .reference import INSTANCES, RUNS, Reference, both
from .stores import DAG as DAG_ID
from .stores import RUN, Store
from .values import described, fine, outcome, trees

slow_pull = getattr(RuntimeTaskInstance.xcom_pull, "slow", RuntimeTaskInstance.xcom_pull)
many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

with DAG(DAG_ID, schedule=None) as dag:

    @task(multiple_outputs=True)
    def one() -> dict[str, Any]: ...

    @task
    def two() -> None: ...

    @task
    def mapped(x: int) -> None: ...

    @task_group
    def group(x: int) -> None:
        one.override(task_id="inner")()

    args = [one(), two(), mapped.expand(x=[1]), two.override(task_id="nothing")()]
    group.expand(x=[1])

OPERATORS = {name: dag.task_dict[name] for name in ("one", "two", "mapped", "nothing")}
INNER = dag.task_dict["group.inner"]


class Slow(RuntimeTaskInstance):
    xcom_pull = slow_pull


class Fast(RuntimeTaskInstance):
    xcom_pull = pull_with(slow_pull, NOTSET)


def instance(kind: type[RuntimeTaskInstance], map_index: int, upstream: Any = None) -> RuntimeTaskInstance:
    found = kind.model_construct(dag_id=DAG_ID, run_id=RUN, task_id="two", map_index=map_index)
    object.__setattr__(found, "_upstream_map_indexes", {INNER.task_id: upstream})
    return found


@pytest.fixture(autouse=True)
def _comms() -> Iterator[None]:
    before = getattr(task_runner, "SUPERVISOR_COMMS", None)
    yield
    task_runner.SUPERVISOR_COMMS = before


def fails(value: Any) -> Any:
    if isinstance(value, str):
        raise ValueError("no texts")
    return value


FUNCTIONS = [repr, fails, lambda value: [value], lambda value: value[0]]
values = st.sampled_from(
    [
        None,
        0,
        2.5,
        "text",
        [],
        [1, "a", None],
        (1, (2,)),
        {"a": 1, "b": [2]},
        {0: "x", 1: "y"},
        {1, 2},
        {"x": {"y": (1,)}},
    ]
) | trees(fine)
keys = st.sampled_from(["return_value", "return_value", "k"])
rows = st.lists(st.tuples(st.sampled_from(INSTANCES), keys, values), max_size=10).map(
    lambda found: [((DAG_ID, RUN, task_id, index, key), value) for (task_id, index), key, value in found]
)
plain = st.builds(PlainXComArg, st.sampled_from([*OPERATORS.values(), INNER]), keys)
fill = st.sampled_from([NOTSET, NOTSET, None, "fill"])


def combined(children: st.SearchStrategy[XComArg]) -> st.SearchStrategy[XComArg]:
    def attempt(function: Any) -> Any:
        # Other keys than the return value's refuse these; they are used as they are.
        def made(first: XComArg, *others: Any) -> XComArg:
            try:
                return function(first, *others)
            except ValueError:
                return first

        return made

    return (
        st.builds(attempt(lambda arg, f: arg.map(f)), children, st.sampled_from(FUNCTIONS))
        | st.builds(attempt(lambda a, b, value: a.zip(b, fillvalue=value)), children, children, fill)
        | st.builds(attempt(lambda a, b, c: a.concat(b, c)), children, children, children)
    )


xcom_args = st.recursive(plain, combined, max_leaves=5)
upstreams = st.sampled_from([None, -1, 0, 1, 5, range(2), [1, 0], []])

PARTS = [None, *range(-6, 7)]
SLICES = [slice(*parts) for parts in itertools.product(PARTS, PARTS, (None, 1, 2, -1, -3))]


def probe(value: Any) -> list[Any]:
    """All that can be asked of what an XComArg gives."""
    kind = type(value).__qualname__
    if not isinstance(value, collections.abc.Sequence) or isinstance(value, (str, list, tuple)):
        return [kind, described(value)]
    asked = [kind, kind == "LazyXComSequence" and repr(value)]
    asked += [outcome(lambda index=index: value[index]) for index in (0, -1, 1, 2, -3, 7, -8, True, 1.5, "a")]
    asked += [outcome(lambda: list(itertools.islice(value, 30))), outcome(len, value)]
    asked += [outcome(lambda: list(reversed(value))), outcome(lambda: 1 in value), outcome(lambda: value.index("a"))]
    asked += [outcome(lambda: value == [1, "a", None]), outcome(bool, value), outcome(lambda: value[1:2])]
    return [*asked, kind == "LazyXComSequence" and repr(value)]


def resolved(kind: type[RuntimeTaskInstance], comms: Any, arg: Any, map_index: int, upstream: Any) -> Any:
    task_runner.SUPERVISOR_COMMS = comms
    try:
        found = arg.resolve({"ti": instance(kind, map_index, upstream)})
    except Exception as error:
        return type(error), str(error)
    if not isinstance(arg, XComArg):
        # An expansion: its arguments, and how many of them were resolved.
        return {name: probe(value) for name, value in found[0].items()}, len(found[1])
    return probe(found)


def same(store: Store, rows: list[Any], arg: Any, map_index: int = -1, upstream: Any = None) -> None:
    # The task of a mapped group has the rows of another task of the store.
    reference = both(store, rows)
    INNER.task_id = "mapped"
    try:
        left = resolved(Fast, Comms(), arg, map_index, upstream)
        right = resolved(Slow, reference, arg, map_index, upstream)
    finally:
        INNER.task_id = "group.inner"
    assert left == right


@many
@given(rows=rows, arg=xcom_args, upstream=upstreams)
def test_xcom_args_resolve_to_the_same(module_store: Store, rows: list[Any], arg: XComArg, upstream: Any) -> None:
    same(module_store, rows, arg, upstream=upstream)


@many
@given(rows=rows, arguments=st.dictionaries(st.sampled_from("xyz"), xcom_args, min_size=1), map_index=st.integers(0, 5))
def test_expansions_resolve_to_the_same(
    module_store: Store, rows: list[Any], arguments: dict[str, XComArg], map_index: int
) -> None:
    same(module_store, rows, DictOfListsExpandInput({**arguments, "literal": [1, 2]}), map_index)


@many
@given(rows=rows, arg=xcom_args | st.lists(plain | st.just({"a": 1}), min_size=6), map_index=st.integers(0, 5))
def test_expansions_of_keyword_arguments_resolve_to_the_same(
    module_store: Store, rows: list[Any], arg: Any, map_index: int
) -> None:
    same(module_store, rows, ListOfDictsExpandInput(arg), map_index)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.tuples(st.integers(0, 3), values), max_size=6),
    chosen=st.lists(st.sampled_from(SLICES), min_size=30, max_size=30),
)
@example(rows=[(index, index) for index in range(4)], chosen=SLICES)
def test_lazy_sequences_are_the_same(module_store: Store, rows: list[Any], chosen: list[slice]) -> None:
    reference = both(module_store, [((DAG_ID, RUN, "mapped", index, "return_value"), value) for index, value in rows])

    def asked(kind: type[RuntimeTaskInstance], comms: Any) -> list[Any]:
        task_runner.SUPERVISOR_COMMS = comms
        sequence = LazyXComSequence(xcom_arg=PlainXComArg(OPERATORS["mapped"]), ti=instance(kind, -1))
        return [
            *probe(sequence),
            *(outcome(lambda index=index: sequence[index]) for index in range(-7, 8)),
            *(outcome(lambda part=part: sequence[part]) for part in chosen),
            outcome(lambda: sequence[::0]),
            outcome(lambda: sequence == LazyXComSequence(xcom_arg=PlainXComArg(OPERATORS["mapped"]), ti=sequence._ti)),
        ]

    left, right = asked(Fast, Comms()), asked(Slow, reference)
    assert left == right


class Purging(BaseXCom):
    """A backend of a user, which notes what it is to purge."""

    purged: list[Any] = []

    @classmethod
    def purge(cls, xcom: Any, *args: Any) -> None:
        cls.purged.append((type(xcom).__name__, xcom.key, described(xcom.value)))


places = st.tuples(
    st.sampled_from([DAG_ID, "other"]), st.sampled_from(RUNS), st.sampled_from(INSTANCES), st.sampled_from(["k", "l"])
)
operations = st.lists(
    st.tuples(
        st.sampled_from(["set", "set", "push", "get_one", "get_value", "get_all", "delete", "prior"]), places, values
    ),
    max_size=15,
)


def operate(push: Any, name: str, place: tuple[str, str, tuple[str, int], str], value: Any) -> Any:
    dag_id, run_id, (task_id, index), key = place
    instance = {"dag_id": dag_id, "run_id": run_id, "task_id": task_id}
    at = instance if index < 0 else instance | {"map_index": index}
    key_of = Fast.model_construct(**instance, map_index=index)
    match name:
        case "set":
            return outcome(partial(Purging.set, key, value, **at))
        case "push":
            return outcome(push, key_of, key, value)
        case "get_one":
            return outcome(partial(Purging.get_one, key=key, **at))
        case "get_value":
            return outcome(partial(Purging.get_value, ti_key=key_of, key=key))
        case "get_all":
            return outcome(partial(Purging.get_all, key=key, **instance))
        case "delete":
            return outcome(partial(Purging.delete, key, **at))
    newest = outcome(partial(Purging.get_one, key=key, include_prior_dates=True, **at))
    # The order of the values of several runs is not told.
    found = outcome(lambda: sorted(map(repr, Purging.get_all(key=key, include_prior_dates=True, **instance) or ())))
    return newest, found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(operations)
def test_the_xcom_class_does_the_same(module_store: Store, operations: list[Any]) -> None:
    module_store.clear()
    reference = Reference()
    fast, slow = push_with(task_runner._xcom_push), getattr(task_runner._xcom_push, "slow", task_runner._xcom_push)

    def all_of(push: Any, comms: Any) -> list[Any]:
        task_runner.SUPERVISOR_COMMS = comms
        Purging.purged = []
        return [*(operate(push, *operation) for operation in operations), Purging.purged]

    assert all_of(fast, Comms()) == all_of(slow, reference)
    assert {place: json.loads(text) for place, text in module_store.rows().items()} == {
        place: json.loads(text) for place, text in reference.rows.items()
    }
