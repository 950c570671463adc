"""Whether the runner can be told of a DAG: it reads JSON, with text in UTF-8 and integers as a database keeps them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xcom_bridge.contract.graph import Graph

# What Airflow's columns for integers hold. A total priority is made of many.
_INTEGERS, _TOTALS = range(-(2**31), 2**31), range(-(2**62), 2**62)

# What a field of one value holds, by its type in Python; those that end in ? may be missing.
_KINDS = {
    "text": (
        "dag_id fileloc relative_fileloc? description? dag_display_name owners timetable_summary? task_id label"
        " task_display_name operator custom_operator_name? trigger_rule task_group_id? pool queue owner"
        " map_index_template? group_id tooltip? parent_group_id? name uri group? from to"
    ),
    "a number": "retry_delay retry_exponential_backoff max_retry_delay? execution_timeout?",
    "an integer": (
        "retries pool_slots priority_weight max_active_tasks max_active_tis_per_dag? max_active_tis_per_dagrun?"
    ),
}
_TYPES = {"text": str, "a number": int | float, "an integer": int}
_FIELDS = {field.removesuffix("?"): (kind, field[-1] == "?") for kind in _KINDS for field in _KINDS[kind].split()}
_LISTS_OF_TEXTS = frozenset(
    "tags children upstream_task_ids downstream_task_ids upstream_group_ids downstream_group_ids".split()
)
# The runner does not look into these: they are of any shape.
_ANY = frozenset({"params", "extra", "trigger_kwargs", "next_kwargs"})


def check(graph: Graph) -> None:
    """Raise ValueError, which names the field, where the graph of a DAG has what cannot be told."""
    for field, value in graph.items():
        _check(field, value, "")


def _check(field: str, value: Any, of: str) -> None:
    where = f"{field}{of}"
    if field in _ANY:
        _check_any(value, where)
        return
    kind, is_optional = _FIELDS.get(field, (None, False))
    is_of_kind = kind is None or (isinstance(value, _TYPES[kind]) and not isinstance(value, bool))
    if not is_of_kind and not (is_optional and value is None):
        raise ValueError(f"{where} is {value!r:.100}, where Airflow has {kind}")
    if isinstance(value, list):
        for item in value:
            if field in _LISTS_OF_TEXTS and not isinstance(item, str):
                raise ValueError(f"{where} has {item!r:.100}, where Airflow has text")
            _check(field, item, of)
    elif isinstance(value, dict):
        inner = _owner_of(value) or of
        for name, item in value.items():
            _check(name, item, inner)
    else:
        integers = _TOTALS if field == "priority_weight" else _INTEGERS
        if isinstance(value, int) and value not in integers:
            raise ValueError(f"{where} is {value}: Airflow keeps integers up to {integers.stop - 1}")
        _check_any(value, where)


def _owner_of(described: dict[str, Any]) -> str:
    for key, kind in (("task_id", "task"), ("group_id", "group"), ("name", "asset")):
        if key in described:
            return f" of {kind} {described[key]!r}"
    return f" between {described['from']!r} and {described['to']!r}" if "from" in described else ""


def _check_any(value: Any, where: str) -> None:
    match value:
        case None | bool() | int():
            return
        case str():
            if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
                raise ValueError(
                    f"{where} is {value!r:.100}, which has half of a surrogate pair: it is not text in UTF-8"
                )
        case float():
            if not math.isfinite(value):
                raise ValueError(f"{where} is {value}: it has to be a finite number")
        case dict():
            for key, item in value.items():
                _check_any(key, where)
                _check_any(item, where)
        case list():
            for item in value:
                _check_any(item, where)
        case _:
            raise ValueError(f"{where} is {value!r:.100}, which is neither text nor a number")
