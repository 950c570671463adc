"""What a mapped task or task group is expanded over, in words that need no Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xcom_bridge.contract.graph import Expand, Source


def described_expand(source: Any) -> Expand:
    """For an ``expand()`` or ``expand_kwargs()`` input."""
    from airflow.sdk.definitions._internal.expandinput import DictOfListsExpandInput

    if isinstance(source, DictOfListsExpandInput):
        values = [[name, described_source(value)] for name, value in source.value.items()]
        return {"kind": "dict-of-lists", "values": values}
    return {"kind": "list-of-dicts", "value": described_source(source.value)}


def described_source(value: Any) -> Source:
    from airflow.sdk.definitions._internal.expandinput import MappedArgument
    from airflow.sdk.definitions._internal.types import ArgNotSet
    from airflow.sdk.definitions.xcom_arg import ConcatXComArg, MapXComArg, PlainXComArg, ZipXComArg

    match value:
        case PlainXComArg():
            return {"xcom": {"task_id": value.operator.task_id, "key": value.key}}
        case MapXComArg():
            return {"map": described_source(value.arg)}
        case ZipXComArg():
            members = [described_source(arg) for arg in value.args]
            return {"zip": members, "has_fillvalue": not isinstance(value.fillvalue, ArgNotSet)}
        case ConcatXComArg():
            return {"concat": [described_source(arg) for arg in value.args]}
        case MappedArgument():
            raise ValueError("an argument of a mapped task group cannot be mapped over again")
    return {"literal": literal_length(value)}


def literal_length(value: Any) -> int:
    """How many items core's scheduler counts in a literal.

    The graph reaches it serialized: a list stays a list, the keys of a dict become text, and anything else that is
    no collection to JSON becomes its text, whose characters are then counted.
    """
    if isinstance(value, dict):
        return len({str(key) for key in value})
    if isinstance(value, list | tuple | set | frozenset):
        return len(value)
    return len(str(value))
