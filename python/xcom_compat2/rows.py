"""Small looks into the store that need no SQLAlchemy."""

from __future__ import annotations

from typing import Any

from xcom_compat2 import dbapi


def of(statement: str, *arguments: Any, session: Any = None) -> list[tuple[Any, ...]]:
    """The rows that a statement gives, as a session sees them or as they are committed."""
    if session is not None:
        return [tuple(row) for row in session.connection().exec_driver_sql(statement, arguments)]
    connection = dbapi.connect()
    try:
        return connection.execute(statement, arguments).fetchall()
    finally:
        connection.close()
