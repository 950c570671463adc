"""What a run is given on the command line: Variables and Connections that go before what any secrets backend has."""

from __future__ import annotations

import json
import os
from functools import cache, wraps
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import ModuleType

    from xcom_bridge.late_modules import Finder

#: The names of the environment variables that were given so, a JSON list.
NAMES = "XCOM_GIVEN"


def go_first(finder: Finder) -> None:
    """Put them before the secrets backends that the SDK asks; it has no place for that.

    The values are in the environment, where programs that a task starts find them, too. Airflow asks the backend of its
    settings before it looks there.
    """
    if NAMES not in os.environ:
        return

    def patch(module: ModuleType) -> None:
        loaded = getattr(module, "ensure_secrets_loaded", None)
        if loaded is None:
            return

        @wraps(loaded)
        def ensure_secrets_loaded(*args: Any, **kwargs: Any) -> list[Any]:
            return [_backend(), *loaded(*args, **kwargs)]

        module.ensure_secrets_loaded = ensure_secrets_loaded  # type: ignore[attr-defined]

    # Of Airflow 3.1, and of later ones.
    finder.after("airflow.configuration", patch)
    finder.after("airflow.sdk.configuration", patch)


@cache
def _backend() -> Any:
    from airflow.sdk import Connection
    from airflow.secrets.environment_variables import CONN_ENV_PREFIX, VAR_ENV_PREFIX, EnvironmentVariablesBackend

    names = set(json.loads(os.environ[NAMES]))

    class CommandLine(EnvironmentVariablesBackend):
        """The environment's backend, for what was given."""

        def get_conn_value(self, conn_id: str, team_name: str | None = None) -> str | None:
            return os.environ.get(name) if (name := CONN_ENV_PREFIX + conn_id.upper()) in names else None

        def get_variable(self, key: str, team_name: str | None = None) -> str | None:
            return os.environ.get(name) if (name := VAR_ENV_PREFIX + key.upper()) in names else None

    backend = CommandLine()
    if hasattr(backend, "_set_connection_class"):
        backend._set_connection_class(Connection)
    return backend
