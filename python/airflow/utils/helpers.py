"""`airflow.utils.helpers`: the small functions that providers and DAG files use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain as _chain
from itertools import filterfalse, tee
from typing import Any, TypeVar

T = TypeVar("T")

KEY_REGEX = re.compile(r"^[\w.-]+$")
GROUP_KEY_REGEX = re.compile(r"^[\w-]+$")


def validate_key(k: str, max_length: int = 250) -> None:
    """Refuse what cannot be the id of a DAG or a task."""
    from airflow.sdk.exceptions import AirflowException

    if not isinstance(k, str):
        raise TypeError(f"The key has to be a string and is {type(k)}:{k}")
    if len(k) > max_length:
        raise AirflowException(f"The key: {k} has to be less than {max_length} characters")
    if not KEY_REGEX.match(k):
        raise AirflowException(
            f"The key {k!r} has to be made of alphanumeric characters, dashes, dots and underscores exclusively"
        )


def is_container(obj: Any) -> bool:
    """Whether one can go through it, and it is not text."""
    return hasattr(obj, "__iter__") and not isinstance(obj, str)


def chunks(items: list[T], chunk_size: int) -> Iterator[list[T]]:
    """The list in pieces of that length."""
    if chunk_size <= 0:
        raise ValueError("Chunk size must be a positive integer")
    return (items[start : start + chunk_size] for start in range(0, len(items), chunk_size))


def as_flattened_list(iterable: Iterable[Iterable[T]]) -> list[T]:
    """One level of nesting less."""
    return list(_chain.from_iterable(iterable))


def partition(pred: Callable[[T], bool], iterable: Iterable[T]) -> tuple[Iterable[T], Iterable[T]]:
    """What the predicate refuses, and what it takes."""
    refused, taken = tee(iterable)
    return filterfalse(pred, refused), filter(pred, taken)


def convert_camel_to_snake(camel_str: str) -> str:
    """`CamelCase` as `camel_case`."""
    return re.sub(r"(?!^)([A-Z]+)", r"_\1", camel_str).lower()


def merge_dicts(dict1: dict[Any, Any], dict2: dict[Any, Any]) -> dict[Any, Any]:
    """A new dict of both, dicts inside merged the same way; `dict2` wins."""
    merged = dict1.copy()
    for key, value in dict2.items():
        merged[key] = merge_dicts(merged[key], value) if key in merged and isinstance(value, dict) else value
    return merged


def prune_dict(val: Any, mode: str = "strict") -> Any:
    """Without empty elements, at any depth: without None (`strict`), or without everything false (`truthy`)."""
    if mode not in ("strict", "truthy"):
        raise ValueError("allowable values for `mode` include 'truthy' and 'strict'")

    def kept(value: Any) -> bool:
        return value is not None if mode == "strict" else bool(value)

    if isinstance(val, dict):
        pruned = ((key, prune_dict(value, mode)) for key, value in val.items() if kept(value))
        return {key: value for key, value in pruned if kept(value)}
    if isinstance(val, list):
        return [value for value in (prune_dict(value, mode) for value in val if kept(value)) if kept(value)]
    return val


def exactly_one(*args: Any) -> bool:
    """Whether one of the arguments is true, and only one."""
    if is_container(args[0]):
        raise ValueError("Not supported for iterable args. Use `*` to unpack your iterable in the function call.")
    return sum(map(bool, args)) == 1


def at_most_one(*args: Any) -> bool:
    """Whether no more than one of the arguments was given and is true."""
    from airflow.serialization.definitions.notset import is_arg_set

    return sum(is_arg_set(arg) and bool(arg) for arg in args) <= 1


def build_airflow_dagrun_url(dag_id: str, run_id: str) -> str:
    """Where a DAG run is seen in Airflow's user interface."""
    from urllib.parse import urljoin

    from airflow.sdk.configuration import conf

    base = conf.get("api", "base_url", fallback="/")
    return urljoin(base.rstrip("/") + "/", f"dags/{dag_id}/runs/{run_id}")


def parse_template_string(template_string: str) -> tuple[str | None, Any]:
    """A text with `{{` as a Jinja template, another as it is."""
    if "{{" not in template_string:
        return template_string, None
    import jinja2

    return None, jinja2.Template(template_string)
