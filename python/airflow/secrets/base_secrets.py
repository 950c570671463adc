"""`airflow.secrets.base_secrets`: the base class of secrets backends."""

from __future__ import annotations

from airflow.sdk._shared.secrets_backend.base import BaseSecretsBackend as _BaseSecretsBackend

DEFAULT_SECRETS_SEARCH_PATH = [
    "airflow.secrets.environment_variables.EnvironmentVariablesBackend",
    "airflow.secrets.metastore.MetastoreBackend",
]


class BaseSecretsBackend(_BaseSecretsBackend):
    """A place that connections, variables and options come from."""

    def _get_connection_class(self) -> type:
        if getattr(self, "_connection_class", None) is None:
            from airflow.sdk.definitions.connection import Connection

            self._set_connection_class(Connection)
        return super()._get_connection_class()
