"""A secrets backend for another interpreter, which has none of our packages: what a run was given goes first there too.

A copy of this file is put on that interpreter's path (`given.let_go_first`), whose Airflow is told of it as of the
secrets backend of its settings. Where the run was given nothing of a name, the real one of its settings is asked.
"""

from __future__ import annotations

import json
import os
from typing import Any

from airflow.secrets.base_secrets import BaseSecretsBackend

#: The option that names this backend; what it would have said; the names of the variables that hold what was given.
OPTION = "AIRFLOW__WORKERS__SECRETS_BACKEND"
REPLACED = "XCOM_REPLACED_SECRETS_BACKEND"
NAMES = "XCOM_GIVEN_ELSEWHERE"


class CommandLine(BaseSecretsBackend):
    """What the command line gave, then the backend whose place this one takes."""

    def __init__(self, **of_replaced: Any) -> None:
        """The options are those of the replaced backend, which reads them itself."""
        super().__init__()
        self._names = set(json.loads(os.environ[NAMES]))
        self._replaced = _replaced()

    def get_conn_value(self, conn_id: str, *args: Any, **kwargs: Any) -> str | None:
        return self._given("AIRFLOW_CONN_" + conn_id.upper())

    def get_connection(self, conn_id: str, *args: Any, **kwargs: Any) -> Any:
        if self._given("AIRFLOW_CONN_" + conn_id.upper()) is not None or self._replaced is None:
            return super().get_connection(conn_id, *args, **kwargs)
        if (kind := getattr(self, "_connection_class", None)) is not None:
            self._replaced._set_connection_class(kind)
        return self._replaced.get_connection(conn_id, *args, **kwargs)

    def get_variable(self, key: str, *args: Any, **kwargs: Any) -> Any:
        found = self._given("AIRFLOW_VAR_" + key.upper())
        return self._replaced.get_variable(key, *args, **kwargs) if found is None and self._replaced else found

    def get_config(self, key: str) -> Any:
        return self._replaced.get_config(key) if self._replaced else None

    def _given(self, name: str) -> str | None:
        return os.environ.get(name) if name in self._names else None


def _replaced() -> Any:
    """The backend that Airflow would have without this one."""
    try:
        from airflow.sdk.configuration import get_custom_secret_backend
    except ImportError:
        # Before Airflow 3.2.
        from airflow.configuration import get_custom_secret_backend  # type: ignore[attr-defined, no-redef]

    own = os.environ.pop(OPTION)
    if REPLACED in os.environ:
        os.environ[OPTION] = os.environ[REPLACED]
    try:
        return get_custom_secret_backend(worker_mode=True)
    finally:
        os.environ[OPTION] = own
