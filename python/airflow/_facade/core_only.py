"""Stand-ins for Airflow's own machinery: importable, usable in annotations, and an error with a reason when used."""

from __future__ import annotations

from typing import Any, NoReturn

from airflow._facade.askers import asked_by
from airflow._facade.missing import WHOLE_AIRFLOW


class NeedsWholeAirflow(RuntimeError):
    """Raised where code uses a part of Airflow that only apache-airflow-core has."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} cannot be used here{asked_by()}: {WHOLE_AIRFLOW}")


class _Attribute(NeedsWholeAirflow, AttributeError):
    """The same, for an attribute: `hasattr` and `getattr` with a default keep working."""


class Machinery(type):
    """The class of placeholder classes: whatever is asked of one, but its name, is an error that names it."""

    def __getattr__(cls, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise _Attribute(f"{cls.__module__}.{cls.__qualname__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # A subclass of a user's own is no better off: its base is not there.
        raise NeedsWholeAirflow(f"{cls.__module__}.{cls.__qualname__}")


def placeholder(module: str, name: str) -> type:
    """A class of that name, in that module."""
    return Machinery(name, (), {"__module__": module, "__doc__": f"Airflow's {name}: {WHOLE_AIRFLOW}."})


def function(module: str, name: str) -> Any:
    """A function of that name, in that module."""

    def core_function(*args: Any, **kwargs: Any) -> NoReturn:
        raise NeedsWholeAirflow(f"{module}.{name}")

    core_function.__module__ = module
    core_function.__name__ = core_function.__qualname__ = name
    return core_function
