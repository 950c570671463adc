"""`airflow.partition_mappers.chain`: mappers one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from airflow.partition_mappers.base import PartitionMapper


class ChainMapper(PartitionMapper):
    """Each mapper takes what the one before it gives."""

    def __init__(
        self, mapper0: PartitionMapper, mapper1: PartitionMapper, /, *mappers: PartitionMapper, **limit: Any
    ) -> None:
        super().__init__(**limit)
        self.mappers = [mapper0, mapper1, *mappers]

    def to_downstream(self, key: str) -> str | list[str]:
        """What the last one gives: one key, or a list of none or several."""
        keys = [key]
        for mapper in self.mappers:
            keys = [found for one in keys for found in _keys(mapper, one)]
        return keys[0] if len(keys) == 1 else keys

    def to_partition_date(self, downstream_key: str) -> datetime | None:
        """What the last one says: it has made the key."""
        return self.mappers[-1].to_partition_date(downstream_key)

    def serialize(self) -> dict[str, Any]:
        """The mappers by their classes, beside what every mapper has."""
        return {**super().serialize(), "mappers": [described(mapper) for mapper in self.mappers]}


def described(mapper: PartitionMapper) -> list[Any]:
    """A mapper's class, and what it can be made from."""
    return [f"{type(mapper).__module__}.{type(mapper).__qualname__}", mapper.serialize()]


def _keys(mapper: PartitionMapper, key: str) -> Iterator[str]:
    mapped: Any = mapper.to_downstream(key)
    name = type(mapper).__name__
    if isinstance(mapped, str):
        yield mapped
        return
    if not isinstance(mapped, Iterable):
        raise TypeError(
            "ChainMapper child mappers must return a string or iterable of strings, "
            f"but {name} returned {type(mapped).__name__}"
        )
    for found in mapped:
        if not isinstance(found, str):
            raise TypeError(
                "ChainMapper child mappers must return an iterable of strings, "
                f"but {name} yielded {type(found).__name__}"
            )
        yield found
