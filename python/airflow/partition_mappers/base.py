"""`airflow.partition_mappers.base`: what mappers of users' own derive from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from airflow._facade.release import IS_3_3


class PartitionMapper(ABC):
    """Says which partition of a DAG a partition of an asset belongs to."""

    max_downstream_keys: int | None = None
    is_rollup: bool = False

    if IS_3_3:

        def __init__(self, *, max_downstream_keys: int | None = None) -> None:
            if max_downstream_keys is not None and (
                not isinstance(max_downstream_keys, int) or max_downstream_keys < 1
            ):
                raise ValueError(f"max_downstream_keys must be a positive integer or None, got {max_downstream_keys!r}")
            self.max_downstream_keys = max_downstream_keys

    @abstractmethod
    def to_downstream(self, key: str) -> str | Iterable[str]:
        """The DAG's key for an asset's; several, where it belongs to several partitions."""

    def to_partition_date(self, downstream_key: str) -> datetime | None:
        """When a partition of the DAG begins; None for keys that stand for no time."""
        return None

    def carry_partition_date(self, source_partition_date: datetime | None) -> datetime | None:
        """The date that the DAG's partition takes from the asset's."""
        return None

    def serialize(self) -> dict[str, Any]:
        """What the mapper can be made again from."""
        return {} if self.max_downstream_keys is None else {"max_downstream_keys": self.max_downstream_keys}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> PartitionMapper:
        """A mapper from what `serialize` gave."""
        return cls(**data)
