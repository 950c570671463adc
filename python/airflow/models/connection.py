"""`airflow.models.connection`: the Connection of old files, over the Task SDK's."""

from __future__ import annotations

import json
import warnings
from typing import Any

from airflow.sdk.definitions.connection import Connection as _Connection
from airflow.sdk.exceptions import AirflowException


class Connection(_Connection):
    """How to reach an external system."""

    extra: str | None

    def __init__(self, conn_id: str | None = None, conn_type: str | None = None, *args: Any, **kwargs: Any) -> None:
        # Core takes these by position, and a dict for `extra`.
        names = ("description", "host", "login", "password", "schema", "port", "extra")
        kwargs |= dict(zip(names, args, strict=False))
        if isinstance(kwargs.get("extra"), dict):
            kwargs["extra"] = json.dumps(kwargs["extra"])
        if conn_type is not None:
            kwargs["conn_type"] = conn_type
        uri = kwargs.pop("uri", None)
        if uri is None:
            super().__init__(conn_id=conn_id, **kwargs)
            return
        if kwargs:
            raise AirflowException(
                "You must create an object using the URI or individual values (conn_type, host, login, password,"
                " schema, port or extra).You can't mix these two ways to create this object."
            )
        self.__dict__.update(vars(_Connection.from_uri(uri, conn_id=conn_id)))
        if self.extra and f"{self.EXTRA_KEY}=" not in uri:
            # Core reads numbers and the like in the query as JSON; the Task SDK leaves them texts.
            self.extra = json.dumps({name: _parsed(value) for name, value in json.loads(self.extra).items()})

    @classmethod
    def get_connection_from_secrets(cls, conn_id: str, team_name: str | None = None) -> Any:
        """The connection, or AirflowNotFoundException."""
        warnings.warn(
            "Connection.get_connection_from_secrets of `airflow.models` is deprecated; use `airflow.sdk.Connection`.",
            DeprecationWarning,
            stacklevel=2,
        )
        return _Connection.get(conn_id)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
