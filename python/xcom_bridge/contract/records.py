"""The contract of the entry points that look after variables, connections and pools: ``Bridge/RecordCalls.swift``."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from xcom_bridge.contract.base import RaisedError


class VariableFields(TypedDict):
    key: str
    value: str
    description: NotRequired[str]


class ConnectionFields(TypedDict):
    conn_id: str
    conn_type: str
    description: NotRequired[str]
    host: NotRequired[str]
    schema: NotRequired[str]
    login: NotRequired[str]
    password: NotRequired[str]
    port: NotRequired[int]
    # JSON text.
    extra: NotRequired[str]


class PoolFields(TypedDict):
    pool: str
    slots: int
    description: NotRequired[str]
    includes_deferred: bool


class ReadRecords(TypedDict):
    """A file that Airflow's commands import."""

    kind: Literal["variables", "connections", "pools"]
    path: str


class RecordsOfFile(TypedDict):
    # Where the file cannot be read as one of its kind.
    error: NotRequired[RaisedError]
    variables: list[VariableFields]
    connections: list[ConnectionFields]
    pools: list[PoolFields]
    refused: list[RefusedRecord]


class RefusedRecord(TypedDict):
    """One that Airflow's command leaves out."""

    name: str
    reason: str


class WriteRecords(TypedDict):
    """What Airflow's commands export: one of the lists."""

    kind: Literal["variables", "connections", "pools"]
    # Of connections; the others are JSON.
    form: Literal["json", "yaml", "env"]
    # Of connections in the form env.
    serialization: Literal["uri", "json"]
    variables: list[VariableFields]
    connections: list[ConnectionFields]
    pools: list[PoolFields]


class WrittenRecords(TypedDict):
    text: str


class MakeConnection(TypedDict):
    """A connection of one of these."""

    conn_id: str
    uri: NotRequired[str]
    json: NotRequired[str]


class FoundConnection(TypedDict):
    error: NotRequired[RaisedError]
    connection: NotRequired[ConnectionFields]


class DescribeConnections(TypedDict):
    connections: list[ConnectionFields]


class DescribedConnections(TypedDict):
    described: list[DescribedConnection]


class DescribedConnection(TypedDict):
    uri: str
    extra: Any


class LookUpVariable(TypedDict):
    key: str
    default: NotRequired[str]
    deserializes: bool


class FoundVariable(TypedDict):
    error: NotRequired[RaisedError]
    value: NotRequired[str]


class LookUpConnection(TypedDict):
    conn_id: str
