"""`airflow.secrets.metastore`: the metadata database as a secrets backend. There is none here, so nothing is in it."""

from __future__ import annotations

from airflow.secrets.base_secrets import BaseSecretsBackend


class MetastoreBackend(BaseSecretsBackend):
    """Finds nothing; what is in the store of runs is asked for through the Task SDK's messages."""

    def get_connection(self, conn_id: str, team_name: str | None = None) -> None:
        """No connection."""

    def get_variable(self, key: str, team_name: str | None = None) -> None:
        """No variable."""
