"""SQL of Python code on the store: connections of their own, which never stand in the way of pushes and pulls."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import Any

import _xcom
import pytest

from .stores import DAG, RUN, Store, pull_one, push

Sql = Callable[..., Any]
INSERT = 'INSERT INTO variable ("key", val) VALUES (?, ?)'


@pytest.fixture
def connection(store: Store) -> Iterator[int]:
    number = _xcom.sql_open()
    yield number
    _xcom.sql_close(number)
    with sqlite3.connect(store.path) as database:
        database.execute("DELETE FROM variable")
    database.close()


def _keys(store: Store) -> list[str]:
    with sqlite3.connect(store.path) as database:
        found = [key for (key,) in database.execute('SELECT "key" FROM variable ORDER BY 1')]
    database.close()
    return found


def test_values_and_the_shape_of_an_answer(connection: int) -> None:
    given = (None, 5, -(2**63), 1.5, "grün\0", b"\0\xff", True)
    names, rows, changed, _ = _xcom.sql(connection, "SELECT ? AS a, ?, ?, ?, ?, ?, ?", given)
    assert rows == [(None, 5, -(2**63), 1.5, "grün\0", b"\0\xff", 1)]
    assert (names[0], len(names), changed) == ("a", 7, -1)
    assert _xcom.sql(connection, INSERT, ("a", "1"))[:3] == ([], [], 1)


@pytest.mark.parametrize(
    ("statement", "values", "error", "text"),
    [
        ("SELEC 1", (), sqlite3.OperationalError, 'near "SELEC": syntax error'),
        (INSERT, (None, "v"), sqlite3.IntegrityError, "NOT NULL constraint failed: variable.key"),
        ("SELECT ?", (), sqlite3.ProgrammingError, "the statement takes 1 arguments, and was given 0"),
        ("SELECT ?", ([],), TypeError, "SQL takes None, int, float, str and bytes, not list"),
        ("SELECT ?", (2**63,), OverflowError, "Python int too large to convert to C long"),
        ("SELECT ?", ("\ud800",), UnicodeEncodeError, None),
    ],
)
def test_refusals(connection: int, statement: str, values: Any, error: type[Exception], text: str | None) -> None:
    with pytest.raises(error) as caught:
        _xcom.sql(connection, statement, values)
    assert text is None or str(caught.value) == text


def test_a_push_commits_what_is_open_instead_of_waiting_for_it(store: Store, connection: int) -> None:
    _xcom.sql(connection, INSERT, ("before", "1"))
    assert _keys(store) == []
    push("k", 1)
    assert _keys(store) == ["before"]
    _xcom.sql(connection, INSERT, ("after", "1"))
    _xcom.sql_end(connection, False)
    assert _keys(store) == ["before"]
    _xcom.sql(connection, INSERT, ("kept", "1"))
    _xcom.sql_end(connection, True)
    assert _keys(store) == ["before", "kept"]


def test_a_pull_sees_what_sql_has_changed(store: Store, connection: int) -> None:
    push("k", 1)
    _xcom.sql(connection, "UPDATE xcom SET value = '2'", ())
    assert pull_one("k") == 2


def test_a_connection_that_is_closed_rolls_back(store: Store) -> None:
    number = _xcom.sql_open()
    _xcom.sql(number, INSERT, ("lost", "1"))
    _xcom.sql_close(number)
    assert _keys(store) == []
    with pytest.raises(sqlite3.ProgrammingError, match="the connection is closed, or was made by another process"):
        _xcom.sql(number, "SELECT 1", ())


def test_threads_with_connections_of_their_own_and_pushes_between_them(store: Store) -> None:
    failures: list[BaseException] = []

    def work(name: str) -> None:
        try:
            number = _xcom.sql_open()
            for index in range(25):
                _xcom.sql(number, INSERT, (f"{name}{index}", "v"))
                push(name, index)
                _xcom.sql_end(number, True)
            _xcom.sql_close(number)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert len(_keys(store)) == 100
    with sqlite3.connect(store.path) as database:
        database.execute("DELETE FROM variable")
    database.close()


def test_a_forked_child_has_none_of_its_parents_connections(store: Store, connection: int) -> None:
    _xcom.sql(connection, INSERT, ("parent", "1"))
    child = os.fork()
    if child == 0:
        # Nothing of pytest may run here.
        status = 1
        try:
            try:
                _xcom.sql(connection, "SELECT 1", ())
            except sqlite3.ProgrammingError:
                own = _xcom.sql_open()
                status = 0 if _xcom.sql(own, "SELECT count(*) FROM variable", ())[1] == [(0,)] else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    _xcom.sql_end(connection, True)
    assert _keys(store) == ["parent"]
    push("k", 1)
    assert (DAG, RUN, "one", -1, "k") in store.rows()


def test_the_version_is_a_librarys(connection: int) -> None:
    assert _xcom.sql(connection, "SELECT sqlite_version()", ())[1] == [(_xcom.sql_version(),)]
