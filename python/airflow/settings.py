"""`airflow.settings`: the values and hooks of core's settings that authoring and running tasks use."""

from __future__ import annotations

import importlib
import operator
import os
import sys
from typing import Any

import pluggy

from airflow import policies
from airflow._facade.patches import provider_entry_points
from airflow.sdk._shared.configuration.parser import expand_env_var
from airflow.sdk._shared.timezones.timezone import initialize as initialize_timezone
from airflow.sdk._shared.timezones.timezone import local_timezone, parse_timezone, utc
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
    initialize_timezone(_name)
    TIMEZONE = local_timezone() if _name == "system" else parse_timezone(_name)
except Exception:
    # Airflow falls back, too.
    TIMEZONE = utc
    initialize_timezone("UTC")

engine = None

_policies = pluggy.PluginManager(policies.local_settings_hookspec.project_name)
_policies.add_hookspecs(policies)
_policies.register(policies.DefaultPolicy)


class Session:
    """There is no metadata database to have a session with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        raise RuntimeError("Direct database access via the ORM is not allowed in Airflow 3.0: use the Task SDK's API")


def get_policy_plugin_manager() -> pluggy.PluginManager:
    """The cluster policies."""
    return _policies


def load_policy_plugins(pm: pluggy.PluginManager) -> None:
    """Register the policies of installed packages, those with an entry point `airflow.policy`."""
    for _, _, point in provider_entry_points("airflow.policy"):
        module, _, attribute = point.partition(":")
        plugin = importlib.import_module(module)
        pm.register(operator.attrgetter(attribute)(plugin) if attribute else plugin)


def task_policy(task: Any) -> None:
    """The cluster policy for an operator."""
    _policies.hook.task_policy(task=task)


def dag_policy(dag: Any) -> None:
    """The cluster policy for a DAG."""
    _policies.hook.dag_policy(dag=dag)


def task_instance_mutation_hook(task_instance: Any) -> None:
    """The cluster policy for a task instance."""
    _policies.hook.task_instance_mutation_hook(task_instance=task_instance)


task_instance_mutation_hook.is_noop = True  # type: ignore[attr-defined]


def pod_mutation_hook(pod: Any) -> None:
    """The cluster policy for a Kubernetes pod."""
    _policies.hook.pod_mutation_hook(pod=pod)


def get_airflow_context_vars(context: Any) -> dict[str, str]:
    """Further variables that operators export to their environment."""
    found: dict[str, str] = _policies.hook.get_airflow_context_vars(context=context)
    return found


def get_dagbag_import_timeout(dag_file_path: str) -> int | float:
    """How many seconds a DAG file may take to load; 0 means no limit."""
    seconds: int | float = _policies.hook.get_dagbag_import_timeout(dag_file_path=dag_file_path)
    return seconds


def configure_vars() -> None:
    """Take the folders from the configuration."""
    global DAGS_FOLDER, PLUGINS_FOLDER
    DAGS_FOLDER = os.path.expanduser(conf.get("core", "dags_folder"))
    PLUGINS_FOLDER = conf.get("core", "plugins_folder", fallback=os.path.join(AIRFLOW_HOME, "plugins"))


def prepare_syspath_for_config_and_plugins() -> None:
    """Put `config` of AIRFLOW_HOME and the folder of plugins at the end of `sys.path`."""
    for folder in (os.path.join(AIRFLOW_HOME, "config"), PLUGINS_FOLDER):
        if folder not in sys.path:
            sys.path.append(folder)


def import_local_settings() -> None:
    """Take over what the user's `airflow_local_settings` has: cluster policies, and other names of this module."""
    try:
        import airflow_local_settings
    except ModuleNotFoundError as error:
        if error.name != "airflow_local_settings":
            raise
        return
    settings = vars(airflow_local_settings)
    names = set(settings.get("__all__", (name for name in settings if not name.startswith("__"))))
    taken = policies.make_plugin_from_local_settings(_policies, airflow_local_settings, names)
    globals().update({name: getattr(airflow_local_settings, name) for name in names - taken})
    if _policies.hook.task_instance_mutation_hook.get_hookimpls():
        task_instance_mutation_hook.is_noop = False  # type: ignore[attr-defined]


def _configure_secrets_masker() -> None:
    """Tell the SDK's masker which names are secret; without it, it hides nothing."""
    from airflow.sdk._shared.secrets_masker import DEFAULT_SENSITIVE_FIELDS, _secrets_masker

    masker = _secrets_masker()
    names = {name.strip() for name in conf.get("core", "sensitive_var_conn_names").split(",")} - {""}
    masker.sensitive_variables_fields = list(DEFAULT_SENSITIVE_FIELDS | names)
    masker.min_length_to_mask = conf.getint("logging", "min_length_masked_secret", fallback=5)
    masker.secret_mask_adapter = conf.getimport("logging", "secret_mask_adapter", fallback=None)
    masker.hide_sensitive_var_conn_fields = conf.getboolean("core", "hide_sensitive_var_conn_fields")


def initialize() -> None:
    """What core does when it is imported: `sys.path`, cluster policies, the user's settings, the secrets masker."""
    configure_vars()
    prepare_syspath_for_config_and_plugins()
    load_policy_plugins(_policies)
    import_local_settings()
    _configure_secrets_masker()


# With the package itself it would cost whoever wants nothing but `airflow.__version__`; all that works with DAGs comes
# by here. Core has the same way out for who wants a constant of it.
if not os.environ.get("_AIRFLOW__AS_LIBRARY"):
    initialize()
