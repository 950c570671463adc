"""The assets that a DAG names, in its tasks and in its schedule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xcom_bridge.plain import jsonable

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.contract import AliasRow, AssetReference, AssetRow


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


def _members(condition: Any) -> Iterator[Any]:
    """The leaves of a condition like ``(a & b) | c``."""
    from airflow.sdk.definitions.asset import AssetBooleanCondition

    if isinstance(condition, AssetBooleanCondition):
        for member in condition.objects:
            yield from _members(member)
    else:
        yield condition
