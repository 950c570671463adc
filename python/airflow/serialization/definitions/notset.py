"""`airflow.serialization.definitions.notset`: the marker of an argument that was not given."""

from __future__ import annotations

from typing import Any


class ArgNotSet:
    """The type of `NOTSET`, for annotations."""


NOTSET = ArgNotSet()


def is_arg_set(value: Any) -> bool:
    """Whether the argument was given."""
    return not isinstance(value, ArgNotSet)
