"""`airflow.utils.dates` of Airflow 2: dates relative to today, series of dates, and units of time."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterator
from typing import Any, Literal

TimeUnit = Literal["days", "hours", "minutes", "seconds"]


def days_ago(n: int, hour: int = 0, minute: int = 0, second: int = 0, microsecond: int = 0) -> Any:
    """Today in UTC at that time of the day, n days earlier."""
    from airflow.sdk import timezone

    now = timezone.utcnow()
    return now.replace(hour=hour, minute=minute, second=second, microsecond=microsecond) - dt.timedelta(days=n)


def parse_execution_date(execution_date_str: str) -> Any:
    """The moment that a text names."""
    from airflow.sdk import timezone

    return timezone.parse(execution_date_str)


def date_range(
    start_date: dt.datetime, end_date: dt.datetime | None = None, num: int | None = None, delta: Any = None
) -> list[dt.datetime]:
    """The dates from a start by steps (a timedelta, relativedelta or cron expression) to an end, or so many of them."""
    from dateutil.relativedelta import relativedelta

    from airflow.sdk import timezone

    if not delta:
        return []
    if end_date and start_date > end_date:
        raise ValueError("Wait. start_date needs to be before end_date")
    if end_date and num:
        raise ValueError("Wait. Either specify end_date OR num")
    if not end_date and not num:
        end_date = timezone.utcnow()
    zone: Any = start_date.tzinfo
    if isinstance(delta, str):
        steps = _by_cron(timezone.make_naive(start_date, zone) if zone else start_date, delta, bool(num and num < 0))
    elif isinstance(delta, dt.timedelta | relativedelta):
        size = abs(delta)
        steps = _by_steps(start_date, -size if num and num < 0 else size)
    else:
        raise TypeError("Wait. delta must be either datetime.timedelta or cron expression as str")
    dates: Iterator[dt.datetime]
    if end_date:
        dates = itertools.takewhile(lambda date: _is_not_after(date, end_date, zone), steps)
    else:
        dates = itertools.islice(steps, abs(num or 0))
    return sorted(timezone.make_aware(date, zone) if date.tzinfo is None else date for date in dates)


def _by_steps(date: Any, step: Any) -> Iterator[Any]:
    while True:
        yield date
        date += step


def _by_cron(start: dt.datetime, expression: str, backwards: bool) -> Iterator[dt.datetime]:
    from croniter import croniter

    from airflow.utils.dates import cron_presets

    cron = croniter(cron_presets.get(expression, expression), start)
    yield start
    while True:
        yield (cron.get_prev if backwards else cron.get_next)(dt.datetime)


def _is_not_after(date: dt.datetime, end: dt.datetime, zone: Any) -> bool:
    from airflow.sdk import timezone

    if date.tzinfo is None and end.tzinfo is not None:
        end = timezone.make_naive(end, zone)
    return date <= end


def round_time(dt: Any, delta: Any, start_date: Any = None) -> Any:
    """The date of the series `start_date + i * delta` that is nearest; the last one before it for a cron expression."""
    import datetime

    from airflow.sdk import timezone

    if start_date is None:
        start_date = timezone.make_aware(datetime.datetime.min)
    if isinstance(delta, str):
        from croniter import croniter

        zone = start_date.tzinfo
        start = timezone.make_naive(start_date, zone)
        previous = croniter(delta, start).get_prev(datetime.datetime)
        return timezone.make_aware(start if previous == start else previous, zone)
    moment = dt.replace(microsecond=0)
    # A delta may be months: their number is found by halving, not by dividing.
    high = 1
    while start_date + high * delta < moment:
        high *= 2
    low = high // 2
    while start_date + (low + 1) * delta < moment:
        middle = low + (high - low) // 2
        if start_date + middle * delta >= moment:
            high = middle
        else:
            low = middle
    before, after = start_date + low * delta, start_date + (low + 1) * delta
    return after if after - moment <= moment - before else before


_UNITS: list[tuple[float, TimeUnit]] = [(120, "seconds"), (7_200, "minutes"), (172_800, "hours")]
_SECONDS = {"minutes": 60, "hours": 3_600, "days": 86_400}


def infer_time_unit(time_seconds_arr: Collection[float]) -> TimeUnit:
    """The unit in which durations in seconds are easiest to read."""
    if not time_seconds_arr:
        return "hours"
    return next((unit for limit, unit in _UNITS if max(time_seconds_arr) <= limit), "days")


def scale_time_units(time_seconds_arr: Collection[float], unit: TimeUnit) -> Collection[float]:
    """Durations in seconds, in another unit."""
    return [duration / _SECONDS[unit] for duration in time_seconds_arr] if unit in _SECONDS else time_seconds_arr
