"""Timetables by core's names, and what is looked at: in the facade by the tests, in a whole Airflow by `record.py`."""

from __future__ import annotations

import contextlib
import importlib
import inspect
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

MODULES = ["assets", "events", "interval", "simple", "trigger"]
IMPORTS = (
    "import datetime, pendulum\n"
    "from dateutil.relativedelta import relativedelta\n"
    "from airflow.sdk import Asset, CronTriggerTimetable as SDKCronTriggerTimetable\n"
    "from airflow.sdk import CronDataIntervalTimetable as SDKCronDataIntervalTimetable\n"
    "from airflow.sdk import DeltaDataIntervalTimetable as SDKDeltaDataIntervalTimetable\n"
    "from airflow.sdk import DeltaTriggerTimetable as SDKDeltaTriggerTimetable\n"
    "from airflow.serialization.encoders import coerce_to_core_timetable\n"
    "from airflow.timetables.base import Timetable\n"
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
# Timetables by their data intervals; those of the Task SDK are made core's, as for a run.
INTERVALS = [
    *(f"CronDataIntervalTimetable({cron!r}, {zone!r})" for cron in [
        "@hourly", "@daily", "@weekly", "@monthly", "@quarterly", "@yearly", "*/15 * * * *", "30 * * * *", "30 2 * * *",
        "0 */2 * * *", "0 1-3 * * *", "5 4 1 * 1", "0 9 * * 1-5", "0 0 31 * *", "0 0 29 2 *", "15 2,3 * * 0",
    ] for zone in ["UTC", "Europe/Amsterdam"]),
    "CronDataIntervalTimetable('0 2 * * *', 'America/New_York')",
    "CronDataIntervalTimetable('30 * * * *', 'Australia/Lord_Howe')",
    "CronDataIntervalTimetable('0 * * * *', 'Asia/Kolkata')",
    "CronDataIntervalTimetable('0 0 * * *', pendulum.FixedTimezone(19800))",
    "SDKCronDataIntervalTimetable('30 2 * * *', pendulum.timezone('Europe/Amsterdam'))",
    "DeltaDataIntervalTimetable(datetime.timedelta(days=1))",
    "DeltaDataIntervalTimetable(datetime.timedelta(hours=5, microseconds=1))",
    "DeltaDataIntervalTimetable(relativedelta(months=1))",
    "DeltaDataIntervalTimetable(relativedelta(days=1, hours=2))",
    "SDKDeltaDataIntervalTimetable(datetime.timedelta(minutes=90))",
    "SDKDeltaDataIntervalTimetable(relativedelta(months=1))",
    "CronTriggerTimetable('@daily', timezone='UTC')",
    "CronTriggerTimetable('@daily', timezone='Europe/Amsterdam', interval=datetime.timedelta(days=1))",
    "CronTriggerTimetable('@daily', timezone='Europe/Amsterdam', interval=relativedelta(days=1))",
    "CronTriggerTimetable('@monthly', timezone='UTC', interval=relativedelta(months=1))",
    "SDKCronTriggerTimetable('@daily', timezone=pendulum.timezone('UTC'), interval=relativedelta(weeks=1))",
    "CronPartitionTimetable('@daily', timezone='UTC', run_offset=-1)",
    "DeltaTriggerTimetable(datetime.timedelta(days=1), interval=datetime.timedelta(hours=6))",
    "DeltaTriggerTimetable(relativedelta(months=1), interval=relativedelta(months=1, days=-1))",
    "SDKDeltaTriggerTimetable(relativedelta(days=1), interval=relativedelta(days=1))",
    "MultipleCronTriggerTimetable('@daily', '5 4 * * *', timezone='UTC', interval=datetime.timedelta(hours=3))",
    "EventsTimetable([pendulum.datetime(2026, 10, 1), pendulum.datetime(2025, 6, 1, tz='Europe/Amsterdam')])",
    "EventsTimetable([pendulum.datetime(2026, 10, 1), pendulum.datetime(2025, 6, 1)], restrict_to_events=True)",
    "EventsTimetable([pendulum.datetime(2026, 10, 1), pendulum.datetime(2025, 6, 1)], True, presorted=True)",
    "EventsTimetable([], restrict_to_events=True)",
    "NullTimetable()",
    "OnceTimetable()",
    "ContinuousTimetable()",
    "AssetTriggeredTimetable(Asset('a'))",
    "AssetOrTimeSchedule(timetable=CronDataIntervalTimetable('@daily', 'UTC'), assets=Asset('a'))",
    "type('Own', (Timetable,), {})()",
]  # fmt: skip
MOMENTS = [
    # On the dot, in the hour that is left out, in the one that comes twice, and a tick beside them.
    "2026-01-01T00:00:00+00:00", "2026-02-28T23:59:59.999999+00:00", "2026-03-29T00:30:00+00:00",
    "2026-03-29T01:00:00+00:00", "2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00", "2026-11-01T06:30:00+00:00",
]  # fmt: skip
# Timetables by the runs that they schedule, beside those that are looked at for their data intervals.
SCHEDULES = [
    "CronTriggerTimetable('@daily', timezone='UTC', run_immediately=True)",
    "CronTriggerTimetable('@daily', timezone='UTC', run_immediately=datetime.timedelta(hours=3))",
    "CronTriggerTimetable('@hourly', timezone='Europe/Amsterdam', run_immediately=None)",
    "CronPartitionTimetable('5 4 * * *', timezone='Europe/Amsterdam', run_offset=2, key_format='%Y-%m-%d')",
    "DeltaDataIntervalTimetable(relativedelta(months=1, days=-1))",
    "MultipleCronTriggerTimetable('0 3 * * *', '0 3,15 * * 1', timezone='Europe/Amsterdam')",
    "AssetOrTimeSchedule(timetable=DeltaTriggerTimetable(datetime.timedelta(hours=7)), assets=Asset('a'))",
]
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


def moments(case: str) -> list[tuple[str, str]]:
    """Moments for a case, the same each time, with the time zone in which they are asked about."""
    draw = random.Random(case)
    start = datetime(2024, 1, 1, tzinfo=UTC)
    drawn = [start + timedelta(seconds=draw.randrange(100_000_000)) for _ in range(4)]
    drawn += [start + timedelta(hours=draw.randrange(28_000)) for _ in range(3)]
    zones = ["UTC", "UTC", "Europe/Amsterdam", "America/New_York"]
    return [(text, draw.choice(zones)) for text in MOMENTS + [moment.isoformat() for moment in drawn]]


def data_interval(case: str, moment: str, zone: str) -> list[str]:
    """The interval of a run by hand, in UTC, or the error."""
    names: dict[str, Any] = {}
    exec(IMPORTS, names)
    try:
        timetable = names["coerce_to_core_timetable"](eval(case, names))
        run_after = names["pendulum"].parse(moment).in_timezone(zone)
        start, end = timetable.infer_manual_data_interval(run_after=run_after)
    except Exception as error:
        return [type(error).__name__]
    return [date.astimezone(UTC).isoformat() for date in (start, end)]


def schedules(case: str) -> list[tuple[str, str | None, str | None, bool]]:
    """When a schedule is asked: the clock, its first and its last moment, and whether it catches up."""
    draw = random.Random(case)
    asked: list[tuple[str, str | None, str | None, bool]] = []
    for catchup in (True, True, False, False, False):
        clock = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=15 * draw.randrange(30_000))
        first = clock + timedelta(minutes=30 * draw.randrange(-3000, 300))
        last = first + timedelta(hours=draw.randrange(2, 60))
        asked.append(
            (
                clock.isoformat(),
                draw.choice([first.isoformat(), first.isoformat(), None]),
                draw.choice([last.isoformat(), None]),
                catchup,
            )
        )
    return asked


def scheduled_runs(case: str, clock: str, first: str | None, last: str | None, catchup: bool) -> list[Any]:
    """The first runs of a schedule: moment, interval and partition in UTC; at the end the error, if there is one."""
    names: dict[str, Any] = {}
    exec(IMPORTS + "from airflow.timetables.base import TimeRestriction", names)
    parse = names["pendulum"].parse
    runs: list[Any] = []
    try:
        timetable = names["coerce_to_core_timetable"](eval(case, names))
        restriction = names["TimeRestriction"](first and parse(first), last and parse(last), catchup)
        info = None
        with _at(parse(clock)):
            while len(runs) < 4:
                info = timetable.next_dagrun_info_v2(last_dagrun_info=info, restriction=restriction)
                if info is None:
                    break
                dates = [info.run_after, *(info.data_interval or ()), *filter(None, [info.partition_date])]
                runs.append([*(date.astimezone(UTC).isoformat() for date in dates), info.partition_key])
    except Exception as error:
        runs.append(type(error).__name__)
    return runs


@contextlib.contextmanager
def _at(clock: Any) -> Iterator[None]:
    """All of Airflow's modules see one moment."""
    with contextlib.ExitStack() as stack:
        for name, module in list(sys.modules.items()):
            if name.startswith("airflow.") and "utcnow" in vars(module):
                stack.enter_context(mock.patch.object(module, "utcnow", lambda: clock))
        stack.enter_context(mock.patch("time.time", lambda: clock.timestamp()))
        yield
