"""Messages for import paths that the facade does not have: what they were, and what to do."""

from __future__ import annotations

import opcode
import sys
from functools import cache
from pathlib import Path

from airflow._facade.askers import asked_by

# What became of names that old files ask for; the longest prefix counts.
_ADVICE = {
    "airflow.contrib": "it was removed in Airflow 2; import from the provider package (airflow.providers...)",
    "airflow.datasets": "use `from airflow.sdk import Asset`",
    "airflow.hooks.base_hook": "use `from airflow.sdk import BaseHook`",
    "airflow.hooks": "import the hook from its provider package (airflow.providers...)",
    "airflow.io.store": "use `from airflow.sdk.io import attach`",
    "airflow.models.BaseHook": "use `from airflow.sdk import BaseHook`",
    "airflow.models.ImportError": "it is airflow.models.errors.ParseImportError in Airflow 3",
    "airflow.models.mappedoperator": "use `airflow.sdk.definitions.mappedoperator`",
    "airflow.models.operator.Operator": "use `from airflow.sdk import BaseOperator`",
    "airflow.models.XComArg": "use `from airflow.sdk import XComArg`",
    "airflow.models.SlaMiss": "SLAs were removed in Airflow 3",
    "airflow.models.TaskFail": "it was removed in Airflow 3",
    "airflow.models.dataset": "use `from airflow.sdk import Asset`",
    "airflow.models.baseoperator.BaseOperatorLink": "use `from airflow.sdk import BaseOperatorLink`",
    "airflow.models.taskinstance.Context": "use `from airflow.sdk import Context`",
    "airflow.models.xcom_arg": "use `from airflow.sdk.definitions.xcom_arg import ...`",
    "airflow.operators.bash_operator": "use `from airflow.providers.standard.operators.bash import BashOperator`",
    "airflow.operators.dummy": "use `from airflow.providers.standard.operators.empty import EmptyOperator`",
    "airflow.operators.dummy_operator": "use `from airflow.providers.standard.operators.empty import EmptyOperator`",
    "airflow.operators.python_operator": "use `airflow.providers.standard.operators.python`",
    "airflow.operators.sql": "use `airflow.providers.common.sql.operators.sql`",
    "airflow.operators.subdag": "SubDAGs were removed in Airflow 3; use `from airflow.sdk import TaskGroup`",
    "airflow.operators": "import the operator from its provider package (airflow.providers...)",
    "airflow.sensors.sql": "use `airflow.providers.common.sql.sensors.sql`",
    "airflow.sensors": "import the sensor from its provider package (airflow.providers...)",
    "airflow.timetables.datasets": "use `from airflow.timetables.assets import AssetOrTimeSchedule`",
    "airflow.utils.dates": "use `pendulum.today('UTC').add(days=-n)` for days_ago(n)",
    "airflow.utils.decorators.apply_defaults": "remove it: operators apply their default arguments by themselves",
    "airflow.utils.helpers.chain": "use `from airflow.sdk import chain`",
    "airflow.utils.log.secrets_masker": "use `airflow.sdk.log`: mask_secret",
    "airflow.utils.module_loading": "use `airflow.sdk.module_loading`",
    "airflow.utils.operator_helpers.ExecutionCallableRunner": "Airflow 3 has no use for it",
    "airflow.utils.timezone": "use `airflow.sdk.timezone`",
    "airflow.utils.weekday": "use `airflow.providers.standard.utils.weekday`",
}

WHOLE_AIRFLOW = (
    "it is a part of Airflow itself (apache-airflow-core), which this environment is without;"
    " to use it, run with an environment that has a whole Airflow (xcom run --python VENV)"
)


@cache
def _core() -> dict[str, list[str]]:
    """The modules that Airflow 3.2 has, with the public names of those that others import from."""
    lines = (Path(__file__).parent / "core_names.txt").read_text(encoding="utf-8").splitlines()
    return {module: names for module, *names in map(str.split, lines)}


def _advice(path: str) -> str:
    """What to do about an import path that is not there."""
    module, _, name = path.rpartition(".")
    if path in _core() or name in _core().get(module, ()):
        return WHOLE_AIRFLOW
    known = max(
        (prefix for prefix in _ADVICE if path == prefix or path.startswith(prefix + ".")), key=len, default=None
    )
    if known:
        return f"it is not in Airflow 3.2 either: {_ADVICE[known]}"
    parts = path.split(".")
    if parts[1] == "providers":
        group = len(parts) > 2 and parts[2] in _PROVIDER_GROUPS
        name = "-".join((*parts[2:], "NAME")[:2] if group else parts[2:3])
        return (
            f"install its provider package, without the core package that it asks for:"
            f" pip install --no-deps apache-airflow-providers-{name} (and its client libraries)"
        )
    return "Airflow 3.2 has no such name"


_PROVIDER_GROUPS = frozenset("apache atlassian cncf common dbt microsoft".split())


def module(name: str) -> ModuleNotFoundError | None:
    """The error for a module that nobody has; None leaves it to Python."""
    parts = name.split(".")
    if parts[1] in ("sdk", "_facade"):
        return None
    if parts[1] == "providers" and _installed_provider(parts):
        return None
    return ModuleNotFoundError(f"No module named {name!r}{asked_by()}: {_advice(name)}", name=name)


def _installed_provider(parts: list[str]) -> bool:
    """Whether the provider is there, so that it is only a module inside that is missing."""
    depth = 4 if len(parts) > 2 and parts[2] in _PROVIDER_GROUPS else 3
    return len(parts) > depth and ".".join(parts[:depth]) in sys.modules


def attribute(module: str, name: str) -> Exception:
    """The error for a name that a module does not have.

    `from module import name` would replace an AttributeError's text by its own, so it gets an ImportError.
    """
    message = f"module {module!r} has no attribute {name!r}"
    if name.startswith("__"):
        return AttributeError(message, name=name)
    reason = f"{asked_by()}: {_advice(f'{module}.{name}')}"
    frame = sys._getframe(2)
    if frame.f_lasti >= 0 and frame.f_code.co_code[frame.f_lasti] == opcode.opmap["IMPORT_FROM"]:
        return ImportError(f"cannot import name {name!r} from {module!r}{reason}", name=module)
    return AttributeError(message + reason, name=name)
