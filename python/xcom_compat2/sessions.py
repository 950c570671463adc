"""`airflow.utils.session`: sessions on the store (X10), and what they are to pushes and pulls (P11)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any


def create_session() -> AbstractContextManager[Any]:
    """The session of this thread: committed at the end, rolled back after an exception."""
    from xcom_compat2.orm.engine import create_session

    return create_session()


def connection_of(session: Any) -> int | None:
    """The native module's number of the connection that a session works with; None for no session."""
    if session is None:
        return None
    from xcom_compat2 import dbapi

    driver = session.connection().connection.dbapi_connection
    if not isinstance(driver, dbapi.Connection):
        raise TypeError(f"a session of Airflow's store is needed, and this one is connected to {session.get_bind()}")
    return driver.number


def patch(module: ModuleType) -> None:
    """Reason: without a whole Airflow there is none."""
    module.create_session = create_session  # type: ignore[attr-defined]
