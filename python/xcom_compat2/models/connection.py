"""`airflow.models.Connection` as in Airflow 2, with a row in the store (X10)."""

from __future__ import annotations

import json
from typing import Any

from airflow.sdk.definitions.connection import Connection as _Connection
from airflow.sdk.exceptions import AirflowException
from xcom_compat2.models import secret_texts
from xcom_compat2.models.on_demand import Model


class Connection(Model, _Connection):  # type: ignore[misc]
    """How to reach an external system."""

    __module__ = "airflow.models.connection"
    id: Any
    _password: Any
    is_encrypted: Any
    _extra: Any
    is_extra_encrypted: Any
    __hash__ = object.__hash__

    def __init__(
        self,
        conn_id: str | None = None,
        conn_type: str | None = None,
        description: str | None = None,
        host: str | None = None,
        login: str | None = None,
        password: str | None = None,
        schema: str | None = None,
        port: int | None = None,
        extra: str | dict[str, Any] | None = None,
        uri: str | None = None,
    ) -> None:
        from airflow.sdk.log import mask_secret

        self.conn_id = conn_id  # type: ignore[assignment]
        self._password = None
        self.is_encrypted = False
        if extra and not isinstance(extra, str):
            extra = json.dumps(extra)
        values: tuple[Any, ...] = (conn_type, host, login, password, schema, port, extra)
        names = ("conn_type", "host", "login", "password", "schema", "port", "extra")
        if uri:
            if any(values):
                raise AirflowException(
                    "You must create an object using the URI or individual values (conn_type, host, login, password,"
                    " schema, port or extra).You can't mix these two ways to create this object."
                )
            parsed = _Connection.from_uri(uri, conn_id=conn_id)  # type: ignore[arg-type]
            values = tuple(getattr(parsed, name) for name in names)
        self.description = description
        for name, value in zip(names, values, strict=True):
            setattr(self, name, value)
        if self.password:
            mask_secret(self.password)

    def get_password(self) -> str | None:
        """The password in clear."""
        return secret_texts.opened(self._password, self.is_encrypted, f"The password of connection {self.conn_id}")

    def set_password(self, value: str | None) -> None:
        """Take a password; None leaves it as it is."""
        if value is not None:
            self._password, self.is_encrypted = secret_texts.sealed(value)

    def get_extra(self) -> str | None:
        """The further settings, as text of JSON."""
        return secret_texts.opened(self._extra, self.is_extra_encrypted, f"The extra of connection {self.conn_id}")

    def set_extra(self, value: str | None) -> None:
        """Take further settings."""
        self._extra, self.is_extra_encrypted = (None, False) if value is None else secret_texts.sealed(value)

    # The Task SDK has fields of these names.
    password = property(get_password, set_password)  # type: ignore[assignment]
    extra = property(get_extra, set_extra)  # type: ignore[assignment]

    def __repr__(self) -> str:
        return self.conn_id or ""

    def rotate_fernet_key(self) -> None:
        """Encrypt the secrets with the first key."""
        self.set_password(self.get_password())
        self.set_extra(self.get_extra())

    @classmethod
    def get_connection_from_secrets(cls, conn_id: str) -> Any:
        """The connection, or AirflowNotFoundException."""
        return _Connection.get(conn_id)
