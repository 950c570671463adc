"""`airflow.policies`: the hooks of cluster policies, and how the functions of `airflow_local_settings` become such."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pluggy

local_settings_hookspec = pluggy.HookspecMarker("airflow.policy")
hookimpl = pluggy.HookimplMarker("airflow.policy")

__all__ = ["hookimpl"]


@local_settings_hookspec
def task_policy(task: Any) -> None:
    """Look at an operator of a loaded DAG: change it, or raise AirflowClusterPolicyViolation."""


@local_settings_hookspec
def dag_policy(dag: Any) -> None:
    """Look at a loaded DAG: change it, or raise AirflowClusterPolicyViolation or AirflowClusterPolicySkipDag."""


@local_settings_hookspec
def task_instance_mutation_hook(task_instance: Any) -> None:
    """Change a task instance before it is queued."""


@local_settings_hookspec
def pod_mutation_hook(pod: Any) -> None:
    """Change a Kubernetes pod before it is created."""


@local_settings_hookspec(firstresult=True)
def get_airflow_context_vars(context: Any) -> dict[str, str]:  # type: ignore[empty-body]
    """Further variables that operators export to their environment."""


@local_settings_hookspec(firstresult=True)
def get_dagbag_import_timeout(dag_file_path: str) -> int | float:  # type: ignore[empty-body]
    """How many seconds a DAG file may take to load; 0 or less means no limit."""


class DefaultPolicy:
    """What holds where no policy says otherwise."""

    @staticmethod
    @hookimpl
    def get_dagbag_import_timeout(dag_file_path: str) -> float:
        """What is configured."""
        from airflow.sdk.configuration import conf

        return conf.getfloat("core", "dagbag_import_timeout")

    @staticmethod
    @hookimpl
    def get_airflow_context_vars(context: Any) -> dict[str, str]:
        """None."""
        return {}


def make_plugin_from_local_settings(pm: pluggy.PluginManager, module: ModuleType, names: set[str]) -> set[str]:
    """Register the policies among the names of a module; they come before those of installed plugins."""
    found = {name: getattr(module, name) for name in names if hasattr(pm.hook, name) and getattr(module, name)}
    if found:
        hooks = {name: staticmethod(_hook(name, function)) for name, function in found.items()}
        pm.register(type("AirflowLocalSettingsPolicy", (), hooks))
    return set(found)


def _hook(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """A policy whose argument has the hook's name for it; local settings may call theirs otherwise."""

    @functools.wraps(function)
    def policy(argument: Any) -> Any:
        return function(argument)

    policy.__signature__ = inspect.signature(globals()[name])  # type: ignore[attr-defined]
    return hookimpl(policy, specname=name)
