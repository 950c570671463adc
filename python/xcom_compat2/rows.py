"""Small looks into the store that need no SQLAlchemy."""

from __future__ import annotations

from typing import Any

from xcom_compat2 import dbapi


def of(statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """The rows that a statement gives."""
    connection = dbapi.connect()
    try:
        return connection.execute(statement, arguments).fetchall()
    finally:
        connection.close()
