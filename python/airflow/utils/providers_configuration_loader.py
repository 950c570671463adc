"""`airflow.utils.providers_configuration_loader`: the providers' own options."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

R = TypeVar("R")


def providers_configuration_loaded(func: Callable[..., R]) -> Callable[..., R]:
    """The function, with the providers' options read before it is called."""

    @wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> R:
        from airflow.providers_manager import ProvidersManager

        ProvidersManager().initialize_providers_configuration()
        return func(*args, **kwargs)

    return wrapper
