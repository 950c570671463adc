"""SQLAlchemy's engine on the store of this process, and the sessions of Airflow 2: one per thread."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects import registry
from sqlalchemy.engine import create_engine
from sqlalchemy.orm import Session as _Session
from sqlalchemy.orm import scoped_session, sessionmaker
from sqlalchemy.pool import NullPool

from xcom_compat2.telling import tell


class StoreSession(_Session):
    """A session as SQLAlchemy 1.4 has them: SQL may be a text."""

    def execute(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """Run a statement."""
        return super().execute(_statement(statement), *args, **kwargs)

    def scalar(self, statement: Any, *args: Any, **kwargs: Any) -> Any:
        """The first column of its first row."""
        return super().scalar(_statement(statement), *args, **kwargs)


def _statement(statement: Any) -> Any:
    if not isinstance(statement, str):
        return statement
    tell("SQL as a text is not in SQLAlchemy 2: use sqlalchemy.text(...)")
    return text(statement)


registry.register("sqlite.xcom", "xcom_compat2.orm.dialect", "StoreDialect")
# Values may be secrets, and no error shows one. A connection is opened when it is used and closed then, and so none is
# carried over a fork.
engine = create_engine("sqlite+xcom://", poolclass=NullPool, hide_parameters=True)
Session: Any = scoped_session(sessionmaker(engine, class_=StoreSession, autoflush=False, expire_on_commit=False))


@contextmanager
def create_session() -> Iterator[Any]:
    """The session of this thread: committed at the end, rolled back after an exception."""
    from xcom_compat2.orm import mapping

    mapping.map_classes()
    session = Session()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def _forget() -> None:
    # The sessions of the parent, in a child.
    Session.registry.clear()


os.register_at_fork(after_in_child=_forget)
