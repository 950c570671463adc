"""What a run is given on the command line: Variables and Connections that go before what any secrets backend has."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
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


@contextmanager
def let_go_first(env: dict[str, str]) -> Iterator[None]:
    """Put them before the secrets backends that another interpreter asks, by the environment that it is started with.

    Not all of this process's environment may be there.
    """
    if NAMES not in os.environ:
        yield
        return
    from xcom_bridge import given_elsewhere as elsewhere

    names = json.loads(os.environ[NAMES])
    env.update({name: os.environ[name] for name in names if name in os.environ})
    env[elsewhere.NAMES] = json.dumps(names)
    if elsewhere.OPTION in env:
        env[elsewhere.REPLACED] = env[elsewhere.OPTION]
    env[elsewhere.OPTION] = "xcom_given_elsewhere.CommandLine"
    with tempfile.TemporaryDirectory(prefix="xcom-given-") as folder:
        shutil.copy(Path(__file__).with_name("given_elsewhere.py"), f"{folder}/xcom_given_elsewhere.py")
        path = os.fspath(env.get("PYTHONPATH") or "")
        env["PYTHONPATH"] = os.pathsep.join(filter(None, [path, folder]))
        yield


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
