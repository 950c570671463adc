"""`airflow.serialization.definitions.notset`: the marker of an argument that was not given."""

from __future__ import annotations

from typing import Any

from airflow._facade import release


class ArgNotSet:
    """The type of `NOTSET`, for annotations."""

    if release.IS_3_3:

        @staticmethod
        def serialize() -> str:
            return "NOTSET"

        def __repr__(self) -> str:
            return self.serialize()


NOTSET = ArgNotSet()


def is_arg_set(value: Any) -> bool:
    """Whether the argument was given."""
    return not isinstance(value, ArgNotSet)
