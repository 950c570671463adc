"""Classes that are mapped to a table of the store when SQL is made with them for the first time."""

from __future__ import annotations

import inspect
from typing import Any

_OF_EACH = frozenset({"__table__", "__mapper__", "metadata"})


class _State:
    """What SQLAlchemy keeps in each object of a mapped class; one that was made before the mapping gets it here."""

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            raise AttributeError("_sa_instance_state")
        from xcom_compat2.orm import mapping

        return mapping.adopt(instance)


class OnDemand(type):
    """The class of such classes. What they annotate are the columns, and what is made of them."""

    @property
    def __columns__(cls) -> frozenset[str]:
        return _OF_EACH.union(*map(inspect.get_annotations, cls.__mro__))

    def __getattr__(cls, name: str) -> Any:
        # What SQLAlchemy asks whatever it is given for, and the columns.
        if name == "__clause_element__" or name in cls.__columns__:
            from xcom_compat2.orm import mapping

            if mapping.map_classes():
                return getattr(cls, name)
        raise AttributeError(f"type object {cls.__name__!r} has no attribute {name!r}")


class Model(metaclass=OnDemand):
    """A class with a table."""

    _sa_instance_state = _State()

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            if name not in type(self).__columns__:
                raise TypeError(f"{name!r} is an invalid keyword argument for {type(self).__name__}")
            setattr(self, name, value)
