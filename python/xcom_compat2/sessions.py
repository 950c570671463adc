"""`airflow.utils.session`: sessions on the store (X10)."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any


def create_session() -> AbstractContextManager[Any]:
    """The session of this thread: committed at the end, rolled back after an exception."""
    from xcom_compat2.orm.engine import create_session

    return create_session()


def patch(module: ModuleType) -> None:
    """Reason: without a whole Airflow there is none."""
    module.create_session = create_session  # type: ignore[attr-defined]
