"""`airflow.secrets.environment_variables`: AIRFLOW_CONN_* and AIRFLOW_VAR_*."""

from __future__ import annotations

import os
import re

from airflow.secrets.base_secrets import BaseSecretsBackend

CONN_ENV_PREFIX = "AIRFLOW_CONN_"
VAR_ENV_PREFIX = "AIRFLOW_VAR_"


class EnvironmentVariablesBackend(BaseSecretsBackend):
    """Connections and variables from the environment; a team's own are under `_TEAM___`."""

    def get_conn_value(self, conn_id: str, team_name: str | None = None) -> str | None:
        """The connection as a URI or JSON."""
        return _read(CONN_ENV_PREFIX, conn_id, team_name)

    def get_variable(self, key: str, team_name: str | None = None) -> str | None:
        """The variable as it stands."""
        return _read(VAR_ENV_PREFIX, key, team_name)


def _read(prefix: str, name: str, team_name: str | None) -> str | None:
    if team_name is None and re.fullmatch(r"_[^_]+___.+", name):
        # A team's secret, asked for by its full name from outside.
        return None
    own = os.environ.get(f"{prefix}_{team_name.upper()}___{name.upper()}") if team_name else None
    return own or os.environ.get(prefix + name.upper())
