"""Variables and Connections for a test."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import _xcom

import xcom


def set_variables(store: xcom.Store, variables: Mapping[str, str]) -> None:
    """Put Variables into the store."""
    for key, value in variables.items():
        if not isinstance(value, str):
            raise TypeError(f"The value of Variable {key!r} is not a text; serialize it as Variable.set would")
        if f"AIRFLOW_VAR_{key.upper()}" in os.environ:
            raise ValueError(f"AIRFLOW_VAR_{key.upper()} in the environment would go before Variable {key!r}")
    store.use()
    for key, value in variables.items():
        _send({"type": "PutVariable", "key": key, "value": value, "description": None})


def delete_variables(store: xcom.Store, keys: list[str]) -> None:
    """Take them away again."""
    store.use()
    for key in keys:
        _send({"type": "DeleteVariable", "key": key})


def connection_settings(connections: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Connections as variables of the environment, by the names that Airflow looks for."""
    settings = {}
    for conn_id, fields in connections.items():
        name = f"AIRFLOW_CONN_{conn_id.upper()}"
        if name in os.environ:
            raise ValueError(f"{name} is in the environment already")
        settings[name] = json.dumps({"conn_type": "generic", **fields})
    return settings


@contextmanager
def seeded(
    store: xcom.Store, variables: Mapping[str, str], connections: Mapping[str, Mapping[str, Any]]
) -> Iterator[None]:
    """Let there be Variables and Connections meanwhile."""
    settings = connection_settings(connections)
    set_variables(store, variables)
    os.environ.update(settings)
    try:
        yield
    finally:
        for name in settings:
            os.environ.pop(name, None)
        delete_variables(store, list(variables))


def _send(message: dict[str, Any]) -> None:
    reply = _xcom.send(_xcom.dumps_plain(message))
    if reply is not None and (error := _xcom.loads_plain(reply).get("error")) is not None:
        raise xcom.StoreProblem(str(error))
