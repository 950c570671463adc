"""`airflow.utils.operator_helpers`: calling a function with what it takes of the context."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

R = TypeVar("R")


def make_kwargs_callable(func: Callable[..., R]) -> Callable[..., R]:
    """The function, taking any arguments and handing on those that it knows."""
    from airflow.sdk.bases.decorator import determine_kwargs

    @wraps(func)
    def kwargs_func(*args: Any, **kwargs: Any) -> R:
        return func(*args, **determine_kwargs(func, args, kwargs))

    return kwargs_func
