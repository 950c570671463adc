"""The assets that a DAG names, in its tasks and in its schedule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xcom_bridge.plain import jsonable

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.contract.graph import AssetCondition, AssetReference
    from xcom_bridge.contract.listeners import AliasRow, AssetRow


def asset_reference(item: Any) -> AssetReference | None:
    """An inlet or outlet of the graph; None for what is neither an asset nor an alias."""
    from airflow.sdk.definitions.asset import Asset, AssetAlias, AssetNameRef, AssetUriRef

    match item:
        case Asset():
            return {"type": "asset", "name": item.name, "uri": item.uri}
        case AssetAlias():
            return {"type": "alias", "name": item.name}
        case AssetNameRef():
            return {"type": "asset", "name": item.name}
        case AssetUriRef():
            return {"type": "asset", "uri": item.uri}
    return None


def asset_condition(dag: DAG) -> AssetCondition | None:
    """The assets that the DAG is scheduled by."""
    condition = getattr(dag.timetable, "asset_condition", None)
    if condition is None or not list(_members(condition)):
        return None
    return _described_condition(condition)


def is_partitioned(dag: DAG) -> bool:
    """Whether partitions schedule the DAG; the Task SDK's timetable for those of assets does not say so itself."""
    timetable: Any = dag.timetable
    of_assets = any(cls.__name__ == "PartitionedAssetTimetable" for cls in type(timetable).__mro__)
    return of_assets or bool(getattr(timetable, "partitioned", False))


def _described_condition(condition: Any) -> AssetCondition | None:
    from airflow.sdk.definitions.asset import AssetAny, AssetBooleanCondition

    if isinstance(condition, AssetBooleanCondition):
        members = [_described_condition(member) for member in condition.objects]
        if None in members:
            return None
        known = [member for member in members if member is not None]
        return {"any": known} if isinstance(condition, AssetAny) else {"all": known}
    reference = asset_reference(condition)
    return {"asset": reference} if reference else None


def assets_and_aliases(dag: DAG) -> tuple[list[AssetRow], list[AliasRow]]:
    """All assets and all aliases, each once."""
    from airflow.sdk.definitions.asset import Asset, AssetAlias

    assets: dict[Any, AssetRow] = {}
    aliases: dict[str, AliasRow] = {}
    for item in _items(dag):
        if isinstance(item, Asset):
            row: AssetRow = {"name": item.name, "uri": item.uri, "group": item.group, "extra": jsonable(item.extra)}
            assets.setdefault((item.name, item.uri), row)
        elif isinstance(item, AssetAlias):
            aliases.setdefault(item.name, {"name": item.name, "group": item.group})
    return list(assets.values()), list(aliases.values())


def _items(dag: DAG) -> Iterator[Any]:
    for task in dag.tasks:
        yield from task.outlets or ()
        yield from task.inlets or ()
    if (condition := getattr(dag.timetable, "asset_condition", None)) is not None:
        yield from _members(condition)


def names(condition: Any) -> Iterator[tuple[str, str]]:
    """The name and the URI of each asset of a condition, the Task SDK's or core's; of a reference one of the two."""
    for member in _members(condition):
        if not type(member).__name__.endswith("Alias"):
            yield getattr(member, "name", ""), getattr(member, "uri", "")


def _members(condition: Any) -> Iterator[Any]:
    """The leaves of a condition like ``(a & b) | c``."""
    members = getattr(condition, "objects", None)
    if members is None:
        yield condition
    else:
        for member in members:
            yield from _members(member)
