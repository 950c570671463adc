"""`airflow.partition_mappers.product`: keys of several parts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from airflow.partition_mappers.base import PartitionMapper
from airflow.partition_mappers.chain import described


class ProductMapper(PartitionMapper):
    """A mapper for each part of a key."""

    def __init__(
        self,
        mapper0: PartitionMapper,
        mapper1: PartitionMapper,
        /,
        *mappers: PartitionMapper,
        delimiter: str = "|",
        **limit: Any,
    ) -> None:
        super().__init__(**limit)
        self.mappers = [mapper0, mapper1, *mappers]
        self.delimiter = delimiter

    def to_downstream(self, key: str) -> str:
        """The parts as their mappers give them."""
        parts = key.split(self.delimiter)
        if len(parts) != len(self.mappers):
            raise ValueError(f"Expected {len(self.mappers)} segments in key, got {len(parts)}")
        return self.delimiter.join(map(_one_key, self.mappers, parts))

    def to_partition_date(self, downstream_key: str) -> datetime | None:
        """That of the one part that stands for a time."""
        parts = downstream_key.split(self.delimiter)
        if len(parts) != len(self.mappers):
            return None
        dates = [mapper.to_partition_date(part) for mapper, part in zip(self.mappers, parts, strict=True)]
        known = [date for date in dates if date is not None]
        return known[0] if len(known) == 1 else None

    def serialize(self) -> dict[str, Any]:
        """The mappers by their classes and the delimiter, beside what every mapper has."""
        mappers = [described(mapper) for mapper in self.mappers]
        return {**super().serialize(), "delimiter": self.delimiter, "mappers": mappers}


def _one_key(mapper: PartitionMapper, part: str) -> str:
    mapped = mapper.to_downstream(part)
    if not isinstance(mapped, str):
        raise TypeError(
            f"ProductMapper child mappers must return a single key, but {type(mapper).__name__} returned multiple keys"
        )
    return mapped
