"""`airflow.utils.session`: importable, so that modules with a way round the database load."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar

_R = TypeVar("_R")

# The default of a parameter `session`, for which `provide_session` gives one.
NEW_SESSION: Any = None


@contextlib.contextmanager
def create_session(scoped: bool = True) -> Iterator[Any]:
    """A session with Airflow's metadata database, which is not there."""
    from airflow._facade.core_only import NeedsWholeAirflow

    raise NeedsWholeAirflow("airflow.utils.session.create_session")
    yield


def provide_session(func: Callable[..., _R]) -> Callable[..., _R]:
    """Give the function a session, where it is called without one: an error here that says so."""
    position = list(inspect.signature(func).parameters).index("session")

    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> _R:
        if "session" in kwargs or len(args) > position:
            return func(*args, **kwargs)
        with create_session() as session:
            return func(*args, session=session, **kwargs)

    return wrapper
