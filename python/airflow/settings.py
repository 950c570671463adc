"""`airflow.settings`: the values and hooks of core's settings that authoring and running tasks use."""

from __future__ import annotations

import os
import sys
from functools import cache
from types import ModuleType
from typing import Any

from airflow.sdk._shared.configuration.parser import expand_env_var
from airflow.sdk._shared.timezones.timezone import initialize, local_timezone, parse_timezone, utc
from airflow.sdk.configuration import conf

if conf.getboolean("core", "unit_test_mode"):
    # The Task SDK leaves the folders of `[core] unit_test_mode` open.
    from airflow.configuration import conf

AIRFLOW_HOME: str = expand_env_var(os.environ.get("AIRFLOW_HOME", "~/airflow"))
DAGS_FOLDER: str = os.path.expanduser(conf.get("core", "dags_folder"))
PLUGINS_FOLDER: str = conf.get("core", "plugins_folder", fallback=os.path.join(AIRFLOW_HOME, "plugins"))
LAZY_LOAD_PLUGINS: bool = conf.getboolean("core", "lazy_load_plugins", fallback=True)
LAZY_LOAD_PROVIDERS: bool = conf.getboolean("core", "lazy_discover_providers", fallback=True)
SIMPLE_LOG_FORMAT: str = conf.get("logging", "simple_log_format")

_name = conf.get("core", "default_timezone")
try:
    initialize(_name)
    TIMEZONE = local_timezone() if _name == "system" else parse_timezone(_name)
except Exception:
    # Airflow falls back, too.
    TIMEZONE = utc
    initialize("UTC")

engine = None


class Session:
    """There is no metadata database to have a session with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("Direct database access via the ORM is not allowed in Airflow 3.0: use the Task SDK's API")


@cache
def local_settings() -> ModuleType | None:
    """The user's `airflow_local_settings`, where cluster policies stand, or None."""
    folder = os.path.join(AIRFLOW_HOME, "config")
    if folder not in sys.path:
        sys.path.append(folder)
    try:
        import airflow_local_settings
    except ModuleNotFoundError as error:
        if error.name != "airflow_local_settings":
            raise
        return None
    return airflow_local_settings  # type: ignore[no-any-return]


def _policy(name: str, *args: Any) -> Any:
    hook = getattr(local_settings(), name, None)
    return None if hook is None else hook(*args)


def task_policy(task: Any) -> None:
    """The cluster policy for an operator."""
    _policy("task_policy", task)


def dag_policy(dag: Any) -> None:
    """The cluster policy for a DAG."""
    _policy("dag_policy", dag)


def task_instance_mutation_hook(task_instance: Any) -> None:
    """The cluster policy for a task instance."""
    _policy("task_instance_mutation_hook", task_instance)


task_instance_mutation_hook.is_noop = False  # type: ignore[attr-defined]


def pod_mutation_hook(pod: Any) -> None:
    """The cluster policy for a Kubernetes pod."""
    _policy("pod_mutation_hook", pod)


def get_airflow_context_vars(context: Any) -> dict[str, str]:
    """Further variables that operators export to their environment."""
    return _policy("get_airflow_context_vars", context) or {}


def get_dagbag_import_timeout(dag_file_path: str) -> int | float:
    """How many seconds a DAG file may take to load; 0 is no limit."""
    limit = _policy("get_dagbag_import_timeout", dag_file_path)
    return conf.getfloat("core", "dagbag_import_timeout") if limit is None else limit


def _configure_secrets_masker() -> None:
    """Tell the SDK's masker which names are secret; without it, it hides nothing."""
    from airflow.sdk._shared.secrets_masker import DEFAULT_SENSITIVE_FIELDS, _secrets_masker

    masker = _secrets_masker()
    names = {name.strip() for name in conf.get("core", "sensitive_var_conn_names").split(",")} - {""}
    masker.sensitive_variables_fields = list(DEFAULT_SENSITIVE_FIELDS | names)
    masker.min_length_to_mask = conf.getint("logging", "min_length_masked_secret", fallback=5)
    masker.secret_mask_adapter = conf.getimport("logging", "secret_mask_adapter", fallback=None)
    masker.hide_sensitive_var_conn_fields = conf.getboolean("core", "hide_sensitive_var_conn_fields")


# As core does when it is imported. An interpreter that a task starts has nobody else to do it.
_configure_secrets_masker()
