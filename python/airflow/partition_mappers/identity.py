"""`airflow.partition_mappers.identity`: the same key."""

from __future__ import annotations

from datetime import datetime

from airflow.partition_mappers.base import PartitionMapper


class IdentityMapper(PartitionMapper):
    """A partition of the DAG has the key of the asset's."""

    def to_downstream(self, key: str) -> str:
        """The key."""
        return key

    def carry_partition_date(self, source_partition_date: datetime | None) -> datetime | None:
        """The asset's date: the key does not say it."""
        return source_partition_date
