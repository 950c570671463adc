"""Airflow 2's own machinery by name: for imports, annotations and isinstance, and an error with a reason when used."""

from __future__ import annotations

from typing import Any, NoReturn


class NotInAirflow3(RuntimeError):
    """Raised where code uses a part of Airflow 2 that has no counterpart here."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} cannot be used here: it is a part of Airflow 2's own machinery (its metadata database)"
        )


class _Attribute(NotInAirflow3, AttributeError):
    """The same, for an attribute: `hasattr` and `getattr` with a default keep working."""


class _Machinery(type):
    """The class of the placeholders: whatever is asked of one, but its name, is an error that names it."""

    def __getattr__(cls, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _Attribute(f"{cls.__module__}.{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        raise NotInAirflow3(f"{cls.__module__}.{cls.__qualname__}")


def placeholder(module: str, name: str) -> type:
    """A class of that name, in that module; one of `airflow.exceptions` can be caught."""
    if module == "airflow.exceptions":
        from airflow.sdk.exceptions import AirflowException

        return type(name, (AirflowException,), {"__module__": module})
    return _Machinery(name, (), {"__module__": module})
