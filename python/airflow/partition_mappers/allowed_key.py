"""`airflow.partition_mappers.allowed_key`: certain keys."""

from __future__ import annotations

from typing import Any

from airflow.partition_mappers.base import PartitionMapper


class AllowedKeyMapper(PartitionMapper):
    """The key, where it is one of a list."""

    def __init__(self, allowed_keys: list[str], **limit: Any) -> None:
        super().__init__(**limit)
        self.allowed_keys = allowed_keys

    def to_downstream(self, key: str) -> str:
        """The key; ValueError for any other."""
        if key in self.allowed_keys:
            return key
        raise ValueError(f"Key {key!r} not in allowed keys {self.allowed_keys}")

    def serialize(self) -> dict[str, Any]:
        """The list, beside what every mapper has."""
        return {**super().serialize(), "allowed_keys": self.allowed_keys}
