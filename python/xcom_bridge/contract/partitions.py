"""Partitions of assets."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from xcom_bridge.contract.base import Moment


class MapPartitions(TypedDict):
    dag_id: str
    events: list[PartitionedEvent]


class PartitionedEvent(TypedDict):
    """A partition of an asset that has changed."""

    name: str
    uri: str
    partition_key: str
    partition_date: NotRequired[Moment]


class MappedPartitions(TypedDict):
    # What the DAG's partitions are made by, where that makes a difference.
    fingerprint: NotRequired[Any]
    # In the order of the question.
    events: list[MappedPartition]


class MappedPartition(TypedDict):
    # Why it belongs to none, in a sentence.
    problem: NotRequired[str]
    keys: list[str]
    # What they take from the event.
    partition_date: NotRequired[Moment]


class ResolvePartitions(TypedDict):
    dag_id: str
    partitions: list[WaitingPartition]


class WaitingPartition(TypedDict):
    partition_key: str
    partition_date: NotRequired[Moment]
    fingerprint: NotRequired[Any]
    assets: list[PartitionsOfAsset]


class PartitionsOfAsset(TypedDict):
    """The partitions of an asset that there are."""

    name: str
    uri: str
    partition_keys: list[str]


class ResolvedPartitions(TypedDict):
    # In the order of the question.
    partitions: list[ResolvedPartition]


class ResolvedPartition(TypedDict):
    # Whether the DAG makes its partitions in another way by now.
    is_stale: bool
    # Whether all of an asset is there that the partition takes, in the order of the question.
    received: list[bool]
    partition_date: NotRequired[Moment]
    notices: list[str]
