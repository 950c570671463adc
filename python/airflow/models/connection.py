"""`airflow.models.connection`: the Connection of old files, over the Task SDK's."""

from __future__ import annotations

import warnings
from typing import Any

from airflow.sdk.definitions.connection import Connection as _Connection


class Connection(_Connection):
    """How to reach an external system."""

    def __init__(self, conn_id: str | None = None, conn_type: str | None = None, *args: Any, **kwargs: Any) -> None:
        # Core takes these by position, and a dict for `extra`.
        names = ("description", "host", "login", "password", "schema", "port", "extra")
        kwargs |= dict(zip(names, args, strict=False))
        if isinstance(kwargs.get("extra"), dict):
            import json

            kwargs["extra"] = json.dumps(kwargs["extra"])
        if conn_type is not None:
            kwargs["conn_type"] = conn_type
        super().__init__(conn_id=conn_id, **kwargs)

    @classmethod
    def get_connection_from_secrets(cls, conn_id: str, team_name: str | None = None) -> Any:
        """The connection, or AirflowNotFoundException."""
        warnings.warn(
            "Connection.get_connection_from_secrets of `airflow.models` is deprecated; use `airflow.sdk.Connection`.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _Connection.get(conn_id)
