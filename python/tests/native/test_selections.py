"""Rows by a selection, and texts that are stored together."""

from __future__ import annotations

from typing import Any

import _xcom
import pytest

from .stores import DAG, RUN, Store

ROWS = {("mapped", 0, "k"): b"0", ("mapped", 2, "k"): b"2", ("one", -1, "k"): b'"one"', ("one", -1, ""): b"null"}


@pytest.fixture
def filled(store: Store) -> Store:
    for (task, index, key), text in ROWS.items():
        assert _xcom.push_texts(DAG, RUN, task, index, [(key, text)], None, None) == []
    return store


def selection(
    tasks: Any = None,
    key: Any = "k",
    indexes: Any = None,
    bounds: Any = None,
    task_order: Any = None,
    order: Any = (),
    dags: Any = (DAG,),
) -> tuple[Any, ...]:
    return (dags, RUN, False, tasks, key, indexes, bounds, task_order, order)


def texts(*chosen: Any, **named: Any) -> list[bytes]:
    return [row[5] for row in _xcom.read_selection(selection(*chosen, **named), 0, None, False, None)]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({"tasks": ["mapped"]}, [b"0", b"2"]),
        ({}, [b'"one"', b"0", b"2"]),
        ({"task_order": []}, [b"0", b"2", b'"one"']),
        ({"task_order": ["one", "mapped"], "order": [2, 0]}, [b'"one"', b"2", b"0"]),
        ({"tasks": ["one"], "key": None}, [b'"one"', b"null"]),
        ({"tasks": ["one"], "key": ""}, [b"null"]),
        ({"bounds": [0, 2]}, [b"0"]),
        ({"bounds": [3, 1]}, []),
        ({"indexes": [2, 9]}, [b"2"]),
        ({"indexes": []}, []),
        ({"order": None}, [b'"one"', b"2", b"0"]),
        ({"dags": []}, []),
        ({"dags": None, "tasks": ["one"]}, [b'"one"']),
    ],
    ids=str,
)
def test_which_rows_and_in_which_order(filled: Store, chosen: dict[str, Any], expected: list[bytes]) -> None:
    assert texts(**chosen) == expected
    assert _xcom.count_selection(selection(**chosen), None) == len(expected)


def test_a_row_says_where_it_is(filled: Store) -> None:
    ((*place, text, timestamp),) = _xcom.read_selection(selection(["mapped"]), 0, 1, True, None)
    assert (place, text) == ([DAG, RUN, "mapped", 2, "k"], b"2")
    assert timestamp.startswith("20")


def test_a_pull_of_one_value_decodes_it_and_one_of_rows_makes_something_of_them(filled: Store) -> None:
    made: list[tuple[Any, ...]] = []
    default = object()

    def pull(single: bool, **chosen: Any) -> Any:
        return _xcom.pull_selection(selection(**chosen), single, default, made.append, bytes.decode, None)

    assert pull(True, tasks=["one"]) == '"one"'
    assert pull(True, tasks=["two"]) is default
    assert pull(True, tasks=["mapped"], task_order=[], order=[2, 0], indexes=None) is None
    assert pull(False, tasks=["two"], bounds=[0, 3]) is None
    assert made == [
        ([DAG], RUN, False, ["mapped"], "k", None, None, None, []),
        ([DAG], RUN, False, ["two"], "k", None, [0, 3], None, []),
    ]


def test_what_decoding_raises_comes_out(filled: Store) -> None:
    with pytest.raises(ZeroDivisionError):
        _xcom.pull_selection(selection(["one"]), True, None, list, lambda text: 1 / 0, None)


@pytest.mark.parametrize(
    "wrong", [(), [], (1,) * 9, None, (None, None, False, None, None, None, None, None, ())], ids=str
)
def test_what_is_no_selection_is_refused(store: Store, wrong: Any) -> None:
    with pytest.raises(TypeError):
        _xcom.count_selection(wrong, None)


def test_texts_are_stored_all_or_none(store: Store) -> None:
    _xcom.push_texts(DAG, RUN, "one", -1, [("a", b"1"), ("b", b"2")], None, None)
    with pytest.raises(Exception, match="there is no task instance 'no such task'"):
        _xcom.push_texts(DAG, RUN, "no such task", -1, [("c", b"3")], None, None)
    with pytest.raises(TypeError):
        _xcom.push_texts(DAG, RUN, "one", -1, [("a", b"9"), ("d", "no bytes")], None, None)  # type: ignore[list-item]
    assert store.values() == {("one", -1, "a"): b"1", ("one", -1, "b"): b"2"}
