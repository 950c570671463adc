"""`import xcom`: each function, against what the command line does."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import xcom

PLACE = {"dag_id": "etl", "run_id": "monday", "task_id": "extract"}


@pytest.fixture
def store() -> Iterator[xcom.Store]:
    with xcom.open("sqlite://") as opened:
        yield opened


VALUES = [None, 1, "text", [1, 2.5, None], {"a": {"b": []}}, (1, 2), Decimal("1.10"), datetime(2026, 1, 2, tzinfo=UTC)]


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_back_as_a_task_would_pull_it(store: xcom.Store, value: Any) -> None:
    assert store.set(value, **PLACE, create=True) is None
    assert store.get(**PLACE) == value
    assert type(store.get(**PLACE)) is type(value)


def test_a_value_needs_its_task_instance(store: xcom.Store) -> None:
    with pytest.raises(xcom.StoreProblem, match="monday"):
        store.set(1, **PLACE)


def test_what_is_not_there_says_why(store: xcom.Store) -> None:
    store.set([1], **PLACE, key="rows", create=True)
    assert store.get(**PLACE, default=None) is None
    with pytest.raises(xcom.XComNotFound, match="No XCom 'row' of task 'extract' in run 'monday' of DAG 'etl': .*rows"):
        store.get(**PLACE, key="row")


def test_why(store: xcom.Store) -> None:
    store.set([1], **PLACE, key="rows", create=True)
    found = store.why(dag_id="etl", task_id="extract", key="rows")
    assert (found.is_found, found.findings) == (True, ("found",))
    missing = store.why(dag_id="etl", task_id="extrakt")
    assert (missing.is_found, missing.findings) == (False, ("unknown_task",))
    assert "extract" in str(missing)


def test_list_filters_and_sorts(store: xcom.Store) -> None:
    for task_id in ("b", "a"):
        for index in (1, 0):
            store.set(index, dag_id="d", run_id="r", task_id=task_id, map_index=index, create=True)
    store.set("x", dag_id="other", run_id="r", task_id="a", key="k", create=True)
    assert [(e.dag_id, e.task_id, e.map_index, e.key, e.text) for e in store.list()] == [
        ("d", "a", 0, "return_value", "0"),
        ("d", "a", 1, "return_value", "1"),
        ("d", "b", 0, "return_value", "0"),
        ("d", "b", 1, "return_value", "1"),
        ("other", "a", -1, "k", '"x"'),
    ]
    assert [e.task_id for e in store.list(dag_id="d", map_index=1)] == ["a", "b"]
    assert [e.dag_id for e in store.list(key="k")] == ["other"]
    assert store.list(run_id="nothing") == []
    assert store.list(task_id="a")[0].timestamp.tzinfo is not None


def test_delete(store: xcom.Store) -> None:
    store.set(1, **PLACE, create=True)
    assert store.delete(**PLACE) is True
    assert store.delete(**PLACE) is False
    assert store.list() == []


def test_diff(store: xcom.Store) -> None:
    for run_id, values in {"monday": {"a": 1, "b": 2, "c": 3}, "tuesday": {"a": 1, "b": 5, "d": 4}}.items():
        for task_id, value in values.items():
            store.set(value, dag_id="etl", run_id=run_id, task_id=task_id, create=True)
    assert [(d.task_id, d.change, d.before, d.after) for d in store.diff("etl", "monday", "tuesday")] == [
        ("b", "changed", "2", "5"),
        ("c", "missing", "3", None),
        ("d", "new", None, "4"),
    ]
    with pytest.raises(ValueError, match="DAG etl has no run sunday"):
        store.diff("etl", "monday", "sunday")


def test_a_path_is_a_store_that_the_command_line_reads(tmp_path: Path) -> None:
    with xcom.open(tmp_path / "x.db") as store:
        store.set({"n": 1}, **PLACE, create=True)
    assert store.url == f"sqlite:///{tmp_path}/x.db"
    with xcom.open(store.url) as again:
        assert again.get(**PLACE) == {"n": 1}


def test_a_closed_store_says_so(store: xcom.Store) -> None:
    store.close()
    store.close()
    with pytest.raises(xcom.StoreProblem, match="the store is closed"):
        store.list()


def test_a_store_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(xcom.StoreProblem, match="nowhere"):
        xcom.open(tmp_path / "nowhere" / "x.db")


def test_a_warning_of_a_large_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XCOM_SOFT_LIMIT", "10")
    monkeypatch.setenv("XCOM_HARD_LIMIT", "100")
    with xcom.open("sqlite://") as store:
        warning = store.set("x" * 50, **PLACE, create=True)
        assert warning is not None and "extract" in warning
        with pytest.raises(xcom.StoreProblem, match="extract"):
            store.set("x" * 500, **PLACE)


def test_the_functions_work_with_the_store_of_the_process(store: xcom.Store) -> None:
    store.use()
    assert xcom.set([1, 2], **PLACE, create=True) is None
    assert xcom.get(**PLACE) == [1, 2]
    assert [entry.value for entry in xcom.list(task_id="extract")] == [[1, 2]]
    assert xcom.why(dag_id="etl", task_id="extract").is_found
    xcom.set([3], **PLACE | {"run_id": "tuesday"}, create=True)
    assert [d.change for d in xcom.diff("etl", "monday", "tuesday")] == ["changed"]
    assert xcom.delete(**PLACE)
    assert store.get(**PLACE, default=None) is None


def test_the_default_store_is_in_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XCOM_HOME", str(tmp_path / "home"))
    with xcom.open() as store:
        store.set(1, **PLACE, create=True)
    assert (tmp_path / "home/xcom.db").exists()
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700


def test_threads_share_a_store(store: xcom.Store) -> None:
    def write(number: int) -> None:
        for index in range(20):
            store.set(index, dag_id="d", run_id="r", task_id=f"t{number}", map_index=index, create=True)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.list()) == 80


@pytest.mark.parametrize("in_memory", [False, True])
def test_a_fork_has_a_connection_of_its_own(tmp_path: Path, in_memory: bool) -> None:
    with xcom.open("sqlite://" if in_memory else tmp_path / "x.db") as store:
        store.set(1, **PLACE, create=True)
        reader, writer = os.pipe()
        if (child := os.fork()) == 0:
            try:
                store.set(2, **PLACE)
                said = b"stored"
            except xcom.StoreProblem as problem:
                said = str(problem).encode()
            os.write(writer, said)
            os._exit(0)
        os.waitpid(child, 0)
        said = os.read(reader, 1000).decode()
        os.close(reader)
        os.close(writer)
        assert said == ("the store is closed, or is in the memory of another process" if in_memory else "stored")
        assert store.get(**PLACE) == (1 if in_memory else 2)
