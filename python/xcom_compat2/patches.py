"""What is changed under `--compat 2` in the Task SDK and its surroundings.

Here is which module, and who does it; the reason stands there.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from importlib.abc import Loader
from types import ModuleType
from typing import Any

from xcom_bridge.late_modules import Finder

# After this module is loaded, that function of this package, or these, adjust it.
_AFTER = {
    "airflow._facade.options": "settings:defaults",
    "airflow._shared.configuration.parser": "settings:old_names",
    "airflow.sdk._shared.configuration.parser": "settings:old_names",
    "airflow.sdk.definitions._internal.node": "errors:node",
    "airflow.sdk.exceptions": "errors:names",
    "airflow.sdk.definitions.connection": "found_connections:patch",
    "airflow.sdk.definitions.dag": "dag:patch",
    "airflow.sdk.definitions.context": "context:known_keys",
    "airflow.sdk.bases.operator": "operators:patch",
    "airflow.sdk.bases.decorator": "taskflow:patch",
    "airflow.sdk.bases.skipmixin": "flow:skipping",
    "airflow.sdk.definitions.param": "params:patch",
    "airflow.sdk.definitions.xcom_arg": "taskflow:xcom_arg",
    "airflow.sdk.definitions._internal.expandinput": "taskflow:expand_input",
    "airflow.sdk.execution_time.task_runner": "flow:task_runner",
    "xcom_bridge.fast_xcom": "pulls:patch",
    "xcom_bridge.listeners": "context:listened",
    "airflow.providers.standard.operators.bash": "provider_operators:bash",
    "airflow.providers.standard.operators.latest_only": "provider_operators:latest_only",
    "airflow.providers.standard.operators.python": "provider_operators:python",
    "airflow.sdk.execution_time.context": "provider_operators:environment dataset_events:by_uri",
    "airflow.providers.standard.sensors.external_task": "provider_operators:external_task",
    "airflow.providers.standard.operators.trigger_dagrun": "provider_operators:trigger_dagrun",
    "airflow.utils.session": "sessions:patch",
}
# That function loads the module.
_AROUND = {"airflow.sdk.execution_time.xcom": "backends:load"}


def install() -> None:
    """Adjust these modules when they are imported."""
    finder = Finder()
    for name, action in _AFTER.items():
        finder.around(name, _after(action))
    for name, action in _AROUND.items():
        finder.around(name, _around(action))
    sys.meta_path.insert(0, finder)


def _after(actions: str) -> Callable[[Loader, ModuleType], None]:
    def load(loader: Loader, module: ModuleType) -> None:
        loader.exec_module(module)
        for action in actions.split():
            _function(action)(module)

    return load


def _around(action: str) -> Callable[[Loader, ModuleType], None]:
    def load(loader: Loader, module: ModuleType) -> None:
        _function(action)(loader, module)

    return load


def _function(action: str) -> Any:
    module, _, name = action.partition(":")
    return getattr(importlib.import_module(f"xcom_compat2.{module}"), name)
