"""What is changed under `--compat 2` in the Task SDK and its surroundings.

Here is which module, and who does it; the reason stands there.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from importlib.abc import Loader
from types import ModuleType

from xcom_bridge.late_modules import Finder

# After this module is loaded, that function of this package adjusts it.
_AFTER = {
    "airflow._facade.options": "settings:defaults",
    "airflow.sdk.definitions._internal.node": "errors:node",
    "airflow.sdk.definitions.dag": "dag:patch",
    "airflow.sdk.definitions.context": "context:known_keys",
    "airflow.sdk.bases.operator": "operators:patch",
    "airflow.sdk.bases.decorator": "taskflow:patch",
    "airflow.sdk.bases.skipmixin": "flow:skipping",
    "airflow.sdk.definitions.xcom_arg": "taskflow:xcom_arg",
    "airflow.sdk.definitions._internal.expandinput": "taskflow:expand_input",
    "airflow.sdk.execution_time.task_runner": "flow:task_runner",
    "xcom_bridge.fast_xcom": "pulls:patch",
    "airflow.providers.standard.operators.bash": "provider_operators:bash",
    "airflow.providers.standard.operators.python": "provider_operators:python",
    "airflow.sdk.execution_time.context": "provider_operators:environment",
    "airflow.providers.standard.sensors.external_task": "provider_operators:external_task",
    "airflow.providers.standard.operators.trigger_dagrun": "provider_operators:trigger_dagrun",
}


def install() -> None:
    """Adjust these modules when they are imported."""
    finder = Finder()
    for name, action in _AFTER.items():
        finder.around(name, _after(action))
    sys.meta_path.insert(0, finder)


def _after(action: str) -> Callable[[Loader, ModuleType], None]:
    module_name, _, function = action.partition(":")

    def load(loader: Loader, module: ModuleType) -> None:
        loader.exec_module(module)
        getattr(importlib.import_module(f"xcom_compat2.{module_name}"), function)(module)

    return load
