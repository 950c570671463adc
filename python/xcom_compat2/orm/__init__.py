"""Airflow 2's ORM on this process's store: `settings.Session`, `create_session`, and the classes of its models.

SQLAlchemy talks to the store through the native module (`xcom_compat2.dbapi`), never through a library of its own:
`dialect` says how, `engine` has the engine and the sessions, `tables` the tables and their types, and `mapping` says
which class is which table. The classes themselves are in `xcom_compat2.models`; SQLAlchemy is imported when one of
them, or a session, is used.
"""

from __future__ import annotations

try:
    import sqlalchemy  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "Airflow 2's sessions and models (create_session, provide_session, session.query) need SQLAlchemy, which this"
        " environment is without: pip install sqlalchemy",
        name=error.name,
    ) from error
