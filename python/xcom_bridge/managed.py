"""Variables, connections and pools, as Airflow's commands for them read, write and show them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from xcom_bridge import comms, environment, failures, loading

if TYPE_CHECKING:
    from xcom_bridge.contract.records import (
        ConnectionFields,
        DescribeConnections,
        DescribedConnections,
        FoundConnection,
        FoundVariable,
        LookUpConnection,
        LookUpVariable,
        MakeConnection,
        PoolFields,
        ReadRecords,
        RecordsOfFile,
        VariableFields,
        WriteRecords,
        WrittenRecords,
    )

#: The longest id of a connection that core takes.
_LONGEST_ID = 200


class RecordError(ValueError):
    """What a file, or an argument, has that is no variable, connection or pool."""


def read_records(request: ReadRecords) -> RecordsOfFile:
    """Read a file that Airflow's commands import."""
    found: RecordsOfFile = {"variables": [], "connections": [], "pools": [], "refused": []}
    with loading.prints_on_stderr():
        environment.prepare()
        try:
            _READERS[request["kind"]](request["path"], found)
        except Exception as error:
            return {**found, "error": failures.described(error)}
    return found


def write_records(request: WriteRecords) -> WrittenRecords:
    """Write what Airflow's commands export, byte by byte."""
    with loading.prints_on_stderr():
        environment.prepare()
        return {"text": _WRITERS[request["kind"]](request)}


def make_connection(request: MakeConnection) -> FoundConnection:
    """Make a connection of a URI, or of JSON."""
    with loading.prints_on_stderr():
        environment.prepare()
        from airflow.models.connection import Connection
        from airflow.utils.helpers import validate_key

        conn_id = request["conn_id"]
        try:
            validate_key(conn_id, max_length=_LONGEST_ID)
            if (uri := request.get("uri")) is not None:
                if not re.match(r"[a-zA-Z][a-zA-Z0-9+.\-]*:", uri):
                    raise RecordError("it has no scheme, which says of what type the connection is")
                made = Connection(conn_id=conn_id, uri=uri)
            else:
                value = json.loads(request["json"])
                if not isinstance(value, dict):
                    raise RecordError("it is no JSON object")
                made = Connection.from_json(json.dumps(value), conn_id=conn_id)
                if not made.conn_type:
                    raise RecordError("it has no conn_type")
            return {"connection": _fields(made)}
        except Exception as error:
            return {"error": failures.described(error)}


def describe_connections(request: DescribeConnections) -> DescribedConnections:
    """The URIs and extras of connections."""
    with loading.prints_on_stderr():
        environment.prepare()
        made = [_connection(fields) for fields in request["connections"]]
        return {"described": [{"uri": one.get_uri(), "extra": one.extra_dejson} for one in made]}


def look_up_variable(request: LookUpVariable) -> FoundVariable:
    """The variable that a task would get, as the command prints it."""
    with loading.prints_on_stderr():
        _prepare_lookup()
        from airflow.sdk import Variable

        default = {"default": request["default"]} if "default" in request else {}
        try:
            return {"value": str(Variable.get(request["key"], deserialize_json=request["deserializes"], **default))}
        except Exception as error:
            return {"error": failures.described(error)}


def look_up_connection(request: LookUpConnection) -> FoundConnection:
    """The connection that a task would get."""
    with loading.prints_on_stderr():
        _prepare_lookup()
        from airflow.sdk import Connection

        try:
            return {"connection": _fields(Connection.get(request["conn_id"]))}
        except Exception as error:
            return {"error": failures.described(error)}


def _prepare_lookup() -> None:
    """Have secrets backends at hand, and the supervisor of this process."""
    environment.prepare()
    environment.extend_path(None)
    comms.install()


# Reading


def _read_variables(path: str, found: RecordsOfFile) -> None:
    from airflow.secrets.local_filesystem import load_variables

    for key, value in load_variables(path).items():
        fields: VariableFields = {"key": key, "value": ""}
        if isinstance(value, dict) and value.get("value"):
            if (description := value.get("description")) is not None:
                fields["description"] = str(description)
            value = value["value"]
        fields["value"] = value if isinstance(value, str) else json.dumps(value, indent=2)
        found["variables"].append(fields)


def _read_connections(path: str, found: RecordsOfFile) -> None:
    from airflow.secrets.local_filesystem import load_connections_dict
    from airflow.utils.helpers import validate_key

    for conn_id, value in load_connections_dict(path).items():
        try:
            validate_key(conn_id, max_length=_LONGEST_ID)
            found["connections"].append(_fields(value))
        except Exception as error:
            found["refused"].append({"name": str(conn_id), "reason": str(error)})


def _read_pools(path: str, found: RecordsOfFile) -> None:
    with open(path, encoding="utf-8") as file:
        pools = json.load(file)
    if not isinstance(pools, dict):
        raise RecordError("it is no JSON object of pools")
    for name, value in pools.items():
        if not (isinstance(value, dict) and "slots" in value and "description" in value):
            found["refused"].append({"name": name, "reason": "it needs slots and a description"})
            continue
        try:
            slots = int(value["slots"])
        except (TypeError, ValueError):
            found["refused"].append({"name": name, "reason": "its slots are no number"})
            continue
        fields: PoolFields = {
            "pool": name,
            "slots": slots,
            "includes_deferred": bool(value.get("include_deferred", False)),
        }
        if value["description"] is not None:
            fields["description"] = str(value["description"])
        found["pools"].append(fields)


_READERS: dict[str, Callable[[str, RecordsOfFile], None]] = {
    "variables": _read_variables,
    "connections": _read_connections,
    "pools": _read_pools,
}


def _fields(connection: Any) -> ConnectionFields:
    fields: ConnectionFields = {"conn_id": connection.conn_id, "conn_type": connection.conn_type or ""}
    for name in ("description", "host", "schema", "login", "password", "extra"):
        if (value := getattr(connection, name, None)) is not None:
            fields[name] = value  # type: ignore[literal-required]
    if connection.port is not None:
        try:
            fields["port"] = int(connection.port)
        except (TypeError, ValueError):
            raise RecordError(f"its port is no number: {connection.port}") from None
    return fields


# Writing


def _write_variables(request: WriteRecords) -> str:
    found = {}
    for variable in request["variables"]:
        value: Any = variable["value"]
        with suppress(ValueError):
            value = json.loads(value)
        description = variable.get("description")
        found[variable["key"]] = {"value": value, "description": description} if description else value
    return json.dumps(found, sort_keys=True, indent=4)


def _write_connections(request: WriteRecords) -> str:
    made = [_connection(fields) for fields in request["connections"]]
    names = ("conn_type", "description", "login", "password", "host", "port", "schema", "extra")
    found = {one.conn_id: {name: getattr(one, name) for name in names} for one in made}
    form = request["form"]
    if form == "env":
        if request["serialization"] == "json":
            return "".join(f"{conn_id}={json.dumps(value)}\n" for conn_id, value in found.items())
        return "".join(f"{one.conn_id}={one.get_uri()}\n" for one in made)
    if form == "yaml":
        from airflow.sdk import yaml

        return str(yaml.dump(found))
    return json.dumps(found, indent=2)


def _write_pools(request: WriteRecords) -> str:
    found = {
        pool["pool"]: {
            "slots": pool["slots"],
            "description": pool.get("description"),
            "include_deferred": pool["includes_deferred"],
        }
        for pool in request["pools"]
    }
    return json.dumps(found, sort_keys=True, indent=4)


_WRITERS: dict[str, Callable[[WriteRecords], str]] = {
    "variables": _write_variables,
    "connections": _write_connections,
    "pools": _write_pools,
}


def _connection(fields: ConnectionFields) -> Any:
    from airflow.models.connection import Connection

    made = Connection(**fields)
    # Core would make a type of Airflow's of it: it is written as it is stored.
    made.conn_type = fields["conn_type"]
    return made
