"""What Airflow 2 gives for several XComs: a sequence that asks the store whenever it is read (P4, P5, P13, T3)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

import _xcom

from xcom_compat2 import sessions

T = TypeVar("T")


class Selection(NamedTuple):
    """Which rows, in which order, as `_xcom` takes it: None lets everything through, an empty order is ascending."""

    dag_ids: list[str] | None
    run_id: str
    include_prior_dates: bool
    task_ids: list[str] | None
    key: str | None
    map_indexes: list[int] | None
    #: From one to before another, in place of a list.
    map_index_range: list[int] | None
    #: None: not by task.
    task_order: list[str] | None
    #: None: the newest first, in place of any other order.
    map_index_order: list[int] | None


class Row(NamedTuple):
    """A row of the store."""

    dag_id: str
    run_id: str
    task_id: str
    map_index: int
    key: str
    value: bytes
    timestamp: str


def rows(
    selection: Selection, offset: int = 0, limit: int | None = None, *, reverse: bool = False, session: Any = None
) -> list[Row]:
    """Rows of a selection, from an offset on; counted from the end where they are wanted in reverse."""
    connection = sessions.connection_of(session)
    return [Row(*row) for row in _xcom.read_selection(selection, offset, limit, reverse, connection)]


class LazySelectSequence(Sequence[T], Generic[T]):
    """Rows that are read when they are wanted, each time anew; only their number is kept once it is known."""

    def __init__(
        self,
        selection: Selection,
        process_row: Callable[[Row], T],
        *,
        is_broken: bool = False,
        session: Any = None,
    ) -> None:
        self._selection = selection
        self._process_row = process_row
        # What it is read by; None is the store as others see it.
        self._session = session
        # Airflow 2 makes SQL of it that no database takes (P8).
        self._is_broken = is_broken
        self._len: int | None = None

    def _read(self, offset: int = 0, limit: int | None = None, *, reverse: bool = False) -> list[T]:
        if self._is_broken:
            from xcom_compat2.database import error

            raise error("OperationalError", f'near "{"DESC" if reverse else "ASC"}": syntax error')
        # LIMIT takes a negative number for none.
        limit = None if limit is not None and limit < 0 else limit
        found = rows(self._selection, max(offset, 0), limit, reverse=reverse, session=self._session)
        return [self._process_row(row) for row in found]

    def __repr__(self) -> str:
        return f"LazySelectSequence([{len(self)} {'item' if len(self) == 1 else 'items'}])"

    def __bool__(self) -> bool:
        return bool(self._count())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        pairs = itertools.zip_longest(self, other, fillvalue=object())
        return all(left == right for left, right in pairs)

    __hash__ = None  # type: ignore[assignment]

    def __iter__(self) -> Iterator[T]:
        return iter(self._read())

    def __reversed__(self) -> Iterator[T]:
        return iter(self._read(reverse=True))

    def __len__(self) -> int:
        if self._len is None:
            self._len = self._count()
        return self._len

    def _count(self) -> int:
        return _xcom.count_selection(self._selection, sessions.connection_of(self._session))

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice):
            return self._slice(key)
        if not isinstance(key, int):
            raise TypeError(f"Sequence indices must be integers or slices, not {type(key).__name__}")
        found = self._read(key, 1) if key >= 0 else self._read(-1 - key, 1, reverse=True)
        if not found:
            raise IndexError(key)
        return found[0]

    def _slice(self, key: slice) -> list[T]:
        """By the bounds that Airflow 2 takes for it: they differ from a list's where a list gives nothing."""
        if key.step not in (None, 1, -1):
            raise ValueError("non-trivial slice step not supported")
        start, stop = _index(key.start) or 0, _index(key.stop)
        from_end = start < 0
        if not from_end:
            end = len(self) + stop if stop is not None and stop < 0 else stop
            found = self._read(start, None if end is None else end - start)
        elif stop is None:
            found = self._read(0, -start, reverse=True)
        else:
            begin = -stop if stop < 0 else len(self) - stop
            found = self._read(begin, -start - begin, reverse=True)
        return found[::-1] if from_end != (key.step == -1) else found


def _index(value: Any) -> int | None:
    if value is None or isinstance(value, int):
        return value
    if (index := getattr(value, "__index__", None)) is None:
        raise TypeError("slice indices must be integers or None or have an __index__ method")
    return int(index())


class LazyXComSelectSequence(LazySelectSequence[Any]):
    """XComs of several task instances."""


LazySelectSequence.__module__ = "airflow.utils.db"
LazyXComSelectSequence.__module__ = "airflow.models.xcom"
