"""XComs through a backend of the user's."""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict

from xcom_bridge.contract.base import RaisedError


class OpenedBackend(TypedDict):
    # None for Airflow's own, which keeps nothing elsewhere.
    name: str | None


class PurgeXCom(TypedDict):
    key: str
    value: Any


class PurgedXCom(TypedDict):
    failure: RaisedError | None


class DeserializeXCom(TypedDict):
    key: str
    value: Any


class DeserializedXCom(TypedDict):
    value: NotRequired[Any]
    failure: RaisedError | None
