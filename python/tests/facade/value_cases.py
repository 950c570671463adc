"""Values by their paths, and values in the encoding that Airflow had before the Task SDK's serde."""

from __future__ import annotations

import importlib
import os
import warnings
from typing import Any

PERMISSIONS = "airflow.security.permissions"
PATHS = [
    "airflow.config_templates.airflow_local_settings:DEFAULT_LOGGING_CONFIG",
    "airflow.config_templates.airflow_local_settings:REMOTE_TASK_LOG",
    "airflow.models.trigger:TRIGGER_FAIL_REPR",
    "airflow.utils.dates:cron_presets",
]
IMPORTS = """
import datetime
from dateutil.relativedelta import relativedelta, FR
from airflow.sdk.exceptions import AirflowException
from airflow.sdk._shared.timezones.timezone import parse_timezone
from airflow.models.taskinstancekey import TaskInstanceKey
from airflow.triggers.testing import SuccessTrigger
from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
from airflow.sdk import Param
"""
ENCODED = [
    "{'a': 1, 'b': [True, None, 1.5, 'x'], 'c': {'d': (1, 2)}}",
    "{3, 3}",
    "(1, (2,))",
    "datetime.datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=datetime.timezone.utc)",
    "datetime.timedelta(hours=1, microseconds=1)",
    "parse_timezone('Europe/Amsterdam')",
    "parse_timezone(3600)",
    "relativedelta(months=1, weekday=FR(2))",
    "AirflowException('a', 1)",
    "KeyError('k')",
    "SuccessTrigger()",
    "TaskInstanceKey('d', 't', 'r', 2, 3)",
]


def values() -> dict[str, str]:
    """Constants, as text."""
    found: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, value in vars(importlib.import_module(PERMISSIONS)).items():
            if name.isupper():
                found[f"{PERMISSIONS}:{name}"] = sorted(value) if isinstance(value, set) else value
        details = found[f"{PERMISSIONS}:RESOURCE_DETAILS_MAP"]
        found[f"{PERMISSIONS}:RESOURCE_DETAILS_MAP"] = {
            name: {**value, "actions": sorted(value["actions"])} for name, value in details.items()
        }
        for path in PATHS:
            module, _, name = path.partition(":")
            found[path] = getattr(importlib.import_module(module), name)
        # In a whole Airflow these have been taken out by the time that others see it.
        for handler in found[PATHS[0]]["handlers"].values():
            handler.pop("formatter", None), handler.pop("stream", None)
    return {path: repr(value).replace(os.environ["AIRFLOW_HOME"], "HOME") for path, value in found.items()}


def encoded(expression: str) -> Any:
    """The encoding of a value, as a whole Airflow makes it."""
    from airflow.serialization.serialized_objects import BaseSerialization

    names: dict[str, Any] = {}
    exec(IMPORTS, names)
    return BaseSerialization.serialize(eval(expression, names))


def decoded(encoding: Any) -> str:
    """What it is decoded to, as text."""
    from airflow.serialization.serialized_objects import BaseSerialization

    value = BaseSerialization.deserialize(encoding)
    return f"{type(value).__module__}.{type(value).__qualname__} {value!r}"
