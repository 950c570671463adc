"""`airflow.secrets.local_filesystem`: connections, variables and options from JSON, YAML and .env files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from airflow.exceptions import (
    AirflowFileParseException,
    AirflowUnsupportedFileTypeException,
    ConnectionNotUnique,
    FileSyntaxError,
    VariableNotUnique,
)
from airflow.sdk.exceptions import AirflowException
from airflow.secrets.base_secrets import BaseSecretsBackend


def _load(file_path: str) -> dict[str, Any]:
    """The file's top-level mapping; a .env file gives a list for each name."""
    path = Path(file_path)
    if not path.exists():
        raise AirflowException(f"File {file_path} was not found. Check the configuration of your Secrets backend.")
    kind = path.suffix.lower()
    text = path.read_text()
    try:
        if kind == ".json":
            found = json.loads(text)
        elif kind in (".yaml", ".yml"):
            from airflow.sdk import yaml

            found = yaml.safe_load(text)
        elif kind == ".env":
            found = _parse_env(text)
        else:
            raise AirflowUnsupportedFileTypeException(
                f"The file {file_path} is of an unknown kind; json, yaml, yml and env are known"
            )
    except ValueError as error:
        problem = FileSyntaxError(line_no=getattr(error, "lineno", None), message=str(error))
        raise AirflowFileParseException("Failed to load the secret file.", file_path, [problem]) from error
    if not isinstance(found, dict):
        raise AirflowFileParseException(
            "Failed to load the secret file.",
            file_path,
            [FileSyntaxError(line_no=1, message="The file should contain a mapping of names to values.")],
        )
    return found


def _parse_env(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if line and not line.lstrip().startswith("#"):
            name, _, value = line.partition("=")
            if not name or not value:
                raise ValueError(f"line {number} is not of the form NAME=VALUE")
            found.setdefault(name, []).append(value)
    return found


def _single(found: dict[str, Any], file_path: str, error: type[AirflowException]) -> dict[str, Any]:
    several = [name for name, value in found.items() if isinstance(value, list) and len(value) != 1]
    if several:
        raise error(f'The "{file_path}" file contains multiple values for keys: {several}')
    return {name: value[0] if isinstance(value, list) else value for name, value in found.items()}


def load_variables(file_path: str) -> dict[str, Any]:
    """The variables of a file."""
    found = _load(file_path)
    return _single(found, file_path, VariableNotUnique) if file_path.lower().endswith(".env") else found


def load_configs_dict(file_path: str) -> dict[str, Any]:
    """The options of a file."""
    return _single(_load(file_path), file_path, VariableNotUnique)


def load_connections_dict(file_path: str) -> dict[str, Any]:
    """The connections of a file, made from URIs or mappings."""
    found = _single(_load(file_path), file_path, ConnectionNotUnique)
    return {conn_id: _connection(conn_id, value) for conn_id, value in found.items()}


def _connection(conn_id: str, value: Any) -> Any:
    from airflow.models.connection import Connection

    if isinstance(value, str):
        return Connection(conn_id=conn_id, uri=value)
    if not isinstance(value, dict):
        raise AirflowException(f"The connection {conn_id} is neither a text nor a mapping, but {type(value)}")
    parts = dict(value)
    if "extra_dejson" in parts:
        if "extra" in parts:
            raise AirflowException(f"The connection {conn_id} has both extra and extra_dejson; leave out one")
        parts["extra"] = json.dumps(parts.pop("extra_dejson"))
    if parts.pop("conn_id", conn_id) != conn_id:
        raise AirflowException(f"The connection {conn_id} names itself otherwise: {value['conn_id']}")
    return Connection(conn_id=conn_id, **parts)


class LocalFilesystemBackend(BaseSecretsBackend):
    """Connections, variables and options from one file each."""

    def __init__(
        self,
        variables_file_path: str | None = None,
        connections_file_path: str | None = None,
        configs_file_path: str | None = None,
    ) -> None:
        self.variables_file = variables_file_path
        self.connections_file = connections_file_path
        self.configs_file = configs_file_path

    def get_connection(self, conn_id: str, team_name: str | None = None) -> Any:
        """The connection, or None."""
        return load_connections_dict(self.connections_file).get(conn_id) if self.connections_file else None

    def get_variable(self, key: str, team_name: str | None = None) -> Any:
        """The variable, or None."""
        return load_variables(self.variables_file).get(key) if self.variables_file else None

    def get_config(self, key: str) -> Any:
        """The option, or None."""
        return load_configs_dict(self.configs_file).get(key) if self.configs_file else None
