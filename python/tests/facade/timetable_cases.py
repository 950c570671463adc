"""Timetables by core's names, and what is looked at: in the facade by the tests, in a whole Airflow by `record.py`."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

MODULES = ["assets", "events", "interval", "simple", "trigger"]
IMPORTS = (
    "import datetime, pendulum\n"
    "from dateutil.relativedelta import relativedelta\n"
    "from airflow.sdk import Asset, CronTriggerTimetable as SDKCronTriggerTimetable\n"
    + "".join(f"from airflow.timetables.{module} import *\n" for module in MODULES)
)
CASES = [
    *(f"{kind}(cron={cron!r}, timezone={zone!r})" for kind, cron, zone in [
        ("CronDataIntervalTimetable", "@daily", "UTC"),
        ("CronDataIntervalTimetable", "5 4 * * 1-5", "Europe/Amsterdam"),
        ("CronDataIntervalTimetable", "0 0 1 * 1", "UTC"),
        ("CronDataIntervalTimetable", "nonsense", "UTC"),
        ("CronDataIntervalTimetable", "* * * * * *", "UTC"),
        ("CronDataIntervalTimetable", "@daily", "Nowhere/At_All"),
        ("CronTriggerTimetable", "@hourly", "UTC"),
        ("CronPartitionTimetable", "@weekly", "UTC"),
    ]),
    "CronTriggerTimetable('@daily', 'UTC')",
    "CronTriggerTimetable('@daily', timezone='UTC', interval=datetime.timedelta(hours=2), run_immediately=True)",
    "CronTriggerTimetable(expression='@daily', timezone='UTC')",
    "CronPartitionTimetable('0 0 * * *', timezone='UTC', run_offset=datetime.timedelta(1))",
    "CronPartitionTimetable('0 0 * * *', timezone='UTC', run_offset=-2, key_format='%Y')",
    "DeltaDataIntervalTimetable(delta=datetime.timedelta(days=1))",
    "DeltaDataIntervalTimetable(relativedelta(months=1))",
    "DeltaDataIntervalTimetable(datetime.timedelta(days=-1))",
    "DeltaTriggerTimetable(datetime.timedelta(days=1), interval=datetime.timedelta(hours=1))",
    "DeltaTriggerTimetable(datetime.timedelta(days=1), datetime.timedelta(hours=1))",
    "MultipleCronTriggerTimetable('@daily', '5 4 * * *', timezone='UTC')",
    "MultipleCronTriggerTimetable(timezone='UTC')",
    "EventsTimetable([pendulum.datetime(2026, 1, 2), pendulum.datetime(2026, 1, 1)])",
    "EventsTimetable([pendulum.datetime(2026, 1, 2), pendulum.datetime(2026, 1, 1)], True, True, 'mine')",
    "EventsTimetable([])",
    "NullTimetable()",
    "OnceTimetable()",
    "ContinuousTimetable()",
    "AssetTriggeredTimetable([Asset('a'), Asset('b')])",
    "AssetTriggeredTimetable(Asset('a'))",
    "PartitionedAssetTimetable(assets=Asset('a'))",
    "AssetOrTimeSchedule(timetable=CronTriggerTimetable('@daily', timezone='UTC'), assets=[Asset('a')])",
    "AssetOrTimeSchedule(timetable=OnceTimetable(), assets=Asset('a'))",
    "AssetOrTimeSchedule(timetable=AssetTriggeredTimetable(Asset('a')), assets=Asset('a'))",
]  # fmt: skip
ATTRIBUTES = [
    "summary", "description", "type_name", "periodic", "can_be_scheduled", "active_runs_limit", "run_ordering",
    "partitioned", "_expression", "_timezone", "_delta", "_interval", "_run_immediately", "_run_offset", "_key_format",
    "event_dates", "restrict_to_events",
]  # fmt: skip
EQUALITIES = [
    "CronTriggerTimetable('@daily', timezone='UTC') == CronTriggerTimetable('0 0 * * *', timezone='UTC')",
    "CronTriggerTimetable('@daily', timezone='UTC') == CronTriggerTimetable('@daily', timezone='Europe/Paris')",
    "CronTriggerTimetable('@daily', timezone='UTC') == SDKCronTriggerTimetable('@daily', timezone='UTC')",
    "CronTriggerTimetable('@daily', timezone='UTC') == CronDataIntervalTimetable('@daily', timezone='UTC')",
    "DeltaTriggerTimetable(datetime.timedelta(1)) == DeltaDataIntervalTimetable(datetime.timedelta(1))",
    "DeltaTriggerTimetable(datetime.timedelta(1)) == DeltaTriggerTimetable(datetime.timedelta(1))",
    "OnceTimetable() == OnceTimetable()",
    "OnceTimetable() == NullTimetable()",
    "len({OnceTimetable(), OnceTimetable(), DeltaTriggerTimetable(datetime.timedelta(1))})",
]


def signatures() -> dict[str, list[list[str]]]:
    """The parameters of every public class: name, kind and default."""
    found = {}
    for module in MODULES:
        home = f"airflow.timetables.{module}"
        for name, cls in vars(importlib.import_module(home)).items():
            if isinstance(cls, type) and cls.__module__ == home and not name.startswith("_"):
                # Without an `__init__` of its own a class of core's takes what its protocol takes, which is nothing.
                takes = inspect.signature(cls).parameters.values()
                found[f"{home}.{name}"] = [
                    [parameter.name, parameter.kind.name, _default(parameter.default)]
                    for parameter in takes
                    if [p.name for p in takes] != ["args", "kwargs"]
                ]
    return found


def _default(value: Any) -> str:
    if value is inspect.Parameter.empty:
        return ""
    return type(value).__name__ if type(value).__module__.startswith("airflow.") else repr(value)


def looked_at(case: str) -> dict[str, Any]:
    """What a timetable says of itself, or the error of making it."""
    names: dict[str, Any] = {}
    exec(IMPORTS, names)
    try:
        timetable = eval(case, names)
    except Exception as error:
        return {"error": type(error).__name__, "message": str(error)}
    found = {name: repr(getattr(timetable, name)) for name in ATTRIBUTES if hasattr(timetable, name)}
    try:
        timetable.validate()
    except Exception as error:
        found["invalid"] = f"{type(error).__name__}: {error}"
    return found


def equality(case: str) -> Any:
    """Whether two are equal."""
    names: dict[str, Any] = {}
    exec(IMPORTS, names)
    return eval(case, names)
