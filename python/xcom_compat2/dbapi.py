"""A driver in the form of Python's DB-API (PEP 249): statements go to the store by way of the native module.

Python's own sqlite3 would open the file by a second SQLite library in this process, and when that one closes it, the
locks that the store holds on the file are gone. Only the classes of errors are sqlite3's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from sqlite3 import DatabaseError as DatabaseError
from sqlite3 import DataError as DataError
from sqlite3 import Error as Error
from sqlite3 import IntegrityError as IntegrityError
from sqlite3 import InterfaceError as InterfaceError
from sqlite3 import InternalError as InternalError
from sqlite3 import NotSupportedError as NotSupportedError
from sqlite3 import OperationalError as OperationalError
from sqlite3 import ProgrammingError as ProgrammingError
from sqlite3 import Warning as Warning
from typing import Any

import _xcom

apilevel = "2.0"
threadsafety = 1
paramstyle = "qmark"
sqlite_version_info = tuple(map(int, _xcom.sql_version().split(".")))
Binary = bytes

Row = tuple[Any, ...]


class Connection:
    """A connection to the store, with transactions of its own."""

    def __init__(self) -> None:
        try:
            #: What the native module knows it by.
            self.number = _xcom.sql_open()
        except RuntimeError as error:
            raise OperationalError(f"{error}; a DAG file has none while it is loaded: do it in a task") from None

    def cursor(self) -> Cursor:
        """What statements are run with."""
        return Cursor(self.number)

    def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Cursor:
        """Run one statement."""
        return self.cursor().execute(statement, parameters)

    def commit(self) -> None:
        """Keep what was changed."""
        _xcom.sql_end(self.number, True)

    def rollback(self) -> None:
        """Take back what was changed and not committed."""
        _xcom.sql_end(self.number, False)

    def close(self) -> None:
        """Close it; what was not committed is lost."""
        _xcom.sql_close(self.number)


class Cursor:
    """Runs statements, and gives their rows."""

    arraysize = 1

    def __init__(self, connection: int) -> None:
        self._connection = connection
        self._rows: list[Row] = []
        self.description: list[tuple[str, None, None, None, None, None, None]] | None = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Cursor:
        """Run one statement."""
        arguments = tuple(bytes(value) if isinstance(value, bytearray | memoryview) else value for value in parameters)
        names, rows, self.rowcount, self.lastrowid = _xcom.sql(self._connection, statement, arguments)
        self.description = [(name, None, None, None, None, None, None) for name in names] or None
        self._rows = rows[::-1]
        return self

    def executemany(self, statement: str, several: Iterable[Iterable[Any]]) -> Cursor:
        """Run one statement with each of these arguments."""
        changed = 0
        for parameters in several:
            changed += max(self.execute(statement, parameters).rowcount, 0)
        self.rowcount = changed
        return self

    def fetchone(self) -> Row | None:
        """The next row."""
        return self._rows.pop() if self._rows else None

    def fetchmany(self, size: int | None = None) -> list[Row]:
        """The next rows."""
        count = self.arraysize if size is None else size
        return [self._rows.pop() for _ in range(min(count, len(self._rows)))]

    def fetchall(self) -> list[Row]:
        """All rows that are left."""
        return self.fetchmany(len(self._rows))

    def setinputsizes(self, sizes: Sequence[Any]) -> None:
        """Every value has the size that it has."""

    def setoutputsize(self, size: int, column: int | None = None) -> None:
        """Every value has the size that it has."""

    def close(self) -> None:
        """Forget the rows."""
        self._rows = []


def connect(*args: Any, **kwargs: Any) -> Connection:
    """One more connection to the store of this process."""
    return Connection()
