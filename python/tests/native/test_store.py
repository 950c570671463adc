"""Pushes, pulls and messages of an ordinary Python process, against the SDK's own way over the same store."""

from __future__ import annotations

import datetime
import inspect
import itertools
import json
import os
import sqlite3
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import _xcom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .stores import DAG, RUN, Store, pull_one, push
from .values import outcome


class Comms:
    """The SDK's side of the messages, as plain as possible."""

    def send(self, msg: Any) -> Any:
        from airflow.sdk.exceptions import AirflowRuntimeError
        from airflow.sdk.execution_time import comms

        reply = _xcom.send(_xcom.dumps_plain(msg))
        if reply is None:
            return None
        document = json.loads(reply)
        if document["error"]:
            raise AirflowRuntimeError(comms.ErrorResponse(**document["error"]))
        return getattr(comms, document["body"]["type"])(**document["body"])


@pytest.fixture(scope="module")
def sdk_pull() -> Callable[..., Any]:
    """The SDK's own xcom_pull, whose messages the same store answers."""
    from airflow.sdk.execution_time import task_runner

    class Instance:
        dag_id, run_id, task_id, map_index = DAG, RUN, "one", -1

    slow = inspect.unwrap(task_runner.RuntimeTaskInstance.xcom_pull)

    def pull(**arguments: Any) -> Any:
        task_runner.SUPERVISOR_COMMS = Comms()
        return slow(Instance(), **arguments)

    return pull


tasks = st.sampled_from(["one", "two", "mapped", "no such task"])
stored = st.sampled_from([None, 0, [], "text", 1.5, (1, 2), {"a": {1}}, datetime.date(2024, 1, 1)])
runs = st.sampled_from(["manual__2024-01-01", RUN, "manual__2024-01-03"])
rows = st.lists(
    st.tuples(
        st.sampled_from([("one", -1), ("two", -1), *(("mapped", index) for index in range(4))]),
        runs,
        st.sampled_from([DAG, "other"]),
        stored,
    ),
    max_size=10,
)


@settings(max_examples=300, deadline=None)
@given(
    rows=rows,
    task_ids=tasks | st.lists(tasks, max_size=3),
    map_indexes=st.just("unset") | st.none() | st.integers(-2, 4) | st.lists(st.integers(-1, 4), max_size=4),
    include_prior_dates=st.booleans(),
    dag_id=st.sampled_from([DAG, "other", "no such dag"]),
    run_id=runs | st.just("no such run"),
)
def test_a_pull_is_the_sdks(
    module_store: Store,
    sdk_pull: Callable[..., Any],
    rows: list[Any],
    task_ids: Any,
    map_indexes: Any,
    include_prior_dates: bool,
    dag_id: str,
    run_id: str,
) -> None:
    module_store.clear()
    for (task, index), run, dag, value in rows:
        assert push("k", value, task, index, run, dag) is None
    default = object()
    more = {} if map_indexes == "unset" else {"map_indexes": map_indexes}
    expected = outcome(
        lambda: sdk_pull(
            task_ids=task_ids,
            dag_id=dag_id,
            run_id=run_id,
            key="k",
            include_prior_dates=include_prior_dates,
            default=default,
            **more,
        )
    )
    one_task, one_index = isinstance(task_ids, str), not isinstance(map_indexes, list)
    if map_indexes == "unset":
        indexes = None
    elif one_index:
        indexes = [-1 if map_indexes is None else map_indexes]
    else:
        indexes = map_indexes
    ids = [task_ids] if one_task else task_ids
    arguments = (dag_id, run_id, ids, "k", include_prior_dates, indexes, one_task and one_index, default)
    assert outcome(lambda: _xcom.pull(*arguments)) == expected


def test_what_is_pushed_is_stored_as_serde_writes_it(store: Store) -> None:
    assert push("k", {"b": (1, 10**30), "a": "é"}) is None
    assert store.values() == {
        ("one", -1, "k"): (
            b'{"b": {"__classname__": "builtins.tuple", "__version__": 1, "__data__": [1, '
            b'1000000000000000000000000000000]}, "a": "\\u00e9"}'
        )
    }
    assert pull_one("k") == {"b": (1, 10**30), "a": "é"}


def test_the_default_is_handed_out_as_the_same_object(store: Store) -> None:
    default = object()
    push("null", None)
    assert _xcom.pull(DAG, RUN, ["one"], "null", False, [-1], True, default) is default
    assert _xcom.pull(DAG, RUN, ["one", "two"], "null", False, [-1], False, default) == [default, default]
    assert _xcom.pull(DAG, RUN, ["one"], "null", False, None, True, default) is None


def test_a_value_that_cannot_be_serialized_stores_nothing(store: Store) -> None:
    for value, error in ((float("nan"), ValueError), (object(), TypeError), ("\ud800", UnicodeEncodeError)):
        with pytest.raises(error):
            push("k", [value])
    assert store.values() == {}


def test_a_tuple_in_a_custom_result_is_refused_by_the_message(store: Store) -> None:
    class MakesTuple:
        def serialize(self) -> Any:
            return (1, 2)

    with pytest.raises(Exception, match=r"1 validation error for SetXCom\nvalue.dict.__data__") as raised:
        push("k", MakesTuple())
    assert type(raised.value).__name__ == "ValidationError"
    assert store.values() == {}


def test_a_refused_push_raises_as_the_sdk_does(store: Store) -> None:
    from airflow.sdk.exceptions import AirflowRuntimeError

    with pytest.raises(AirflowRuntimeError, match="^API_SERVER_ERROR: {'status_code': 404") as raised:
        push("k", 1, run="no such run")
    message = {"type": "SetXCom", "dag_id": DAG, "run_id": "no such run", "task_id": "one", "key": "k", "value": 1}
    with pytest.raises(AirflowRuntimeError) as expected:
        Comms().send(message)
    assert str(raised.value) == str(expected.value)
    with pytest.raises(AirflowRuntimeError, match="^API_SERVER_ERROR: {'status_code': 400"):
        _xcom.push(DAG, RUN, "one", -1, "k", [1] * 2000, 2000, False)
    assert store.values() == {}


def test_a_refusal_where_there_is_no_sdk_is_a_runtime_error(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "airflow.sdk.execution_time.comms", None)
    with pytest.raises(RuntimeError, match="^404: "):
        push("k", 1, run="no such run")


def test_a_refused_pull_raises_as_the_sdk_does(store: Store, sdk_pull: Callable[..., Any]) -> None:
    with pytest.raises(Exception, match="^API_SERVER_ERROR: {'status_code': 404") as raised:
        _xcom.pull(DAG, RUN, [""], "k", False, None, True, None)
    expected = outcome(lambda: sdk_pull(task_ids="", key="k"))
    assert (type(raised.value), str(raised.value)) == expected[1:]


def test_a_stored_value_that_cannot_be_read_raises(store: Store) -> None:
    push("k", [1])
    with sqlite3.connect(store.path) as database:
        database.execute("UPDATE xcom SET value = ?", ('{"__classname__": "no.Such", "__version__": 1}',))
    database.close()
    with pytest.raises(ImportError, match="no.Such was not found in allow list"):
        pull_one("k")


def test_threads_push_and_pull_at_once(store: Store) -> None:
    failures: list[BaseException] = []

    def work(index: int) -> None:
        try:
            for number in range(50):
                push(f"k{number}", [number, index], "mapped", index)
                assert _xcom.pull(DAG, RUN, ["mapped"], f"k{number}", False, [index], True, None) == [number, index]
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(store.values()) == 200


def test_a_forked_process_has_a_connection_of_its_own(store: Store) -> None:
    push("before", 1)
    child = os.fork()
    if child == 0:
        try:
            push("from child", pull_one("before") + 1)
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    push("after", 3)
    assert [pull_one(key) for key in ("before", "from child", "after")] == [1, 2, 3]


def test_messages_have_answers(store: Store) -> None:
    push("k", 5)
    message = {"type": "GetXCom", "key": "k", "dag_id": DAG, "run_id": RUN, "task_id": "one", "map_index": -1}
    reply = json.loads(_xcom.send(_xcom.dumps_plain(message)) or b"")
    assert reply["error"] is None
    assert reply["body"]["value"] == 5
    assert json.loads(_xcom.send(b'{"type": "NoSuchMessage"}') or b"")["error"]["detail"]["status_code"] == 422
    for bad in ("text", None, 1):
        with pytest.raises(TypeError, match="bytes expected"):
            _xcom.send(bad)  # type: ignore[arg-type]


def test_a_store_that_cannot_be_opened_is_an_error(tmp_path: Path, store: Store) -> None:
    (tmp_path / "text.db").write_text("this is not a database" * 100)
    for url in ("mysql://somewhere", f"sqlite:///{tmp_path}/no/such/folder/x.db", f"sqlite:///{tmp_path}/text.db"):
        with pytest.raises(RuntimeError):
            _xcom.connect(url)
    push("k", "still there")
    assert pull_one("k") == "still there"


def test_wrong_arguments_are_type_errors() -> None:
    with pytest.raises(TypeError, match=r"push\(\) takes exactly 8 arguments \(1 given\)"):
        _xcom.push("d")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        _xcom.push(1, RUN, "one", -1, "k", 1, None, False)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _xcom.pull(DAG, RUN, 1, "k", False, None, True, None)  # type: ignore[arg-type]
