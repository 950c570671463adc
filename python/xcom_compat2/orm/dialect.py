"""How SQLAlchemy speaks to the driver."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.sqlite.base import SQLiteDialect

from xcom_compat2 import dbapi as driver


class StoreDialect(SQLiteDialect):
    """SQLite's SQL, sent by way of the native module."""

    driver = "xcom"
    default_paramstyle = "qmark"
    supports_statement_cache = True
    # Of a statement with rows, it is not known how many it changed.
    supports_sane_multi_rowcount = False

    @classmethod
    def import_dbapi(cls) -> Any:
        """The driver of SQLAlchemy 2."""
        return driver

    # SQLAlchemy 1.4 asks for it by this name.
    dbapi = import_dbapi  # type: ignore[assignment]

    def create_connect_args(self, url: Any) -> Any:
        """There is one store."""
        return (), {}

    def is_disconnect(self, e: Any, connection: Any, cursor: Any) -> bool:
        """A connection does not break by itself."""
        return False
