"""`airflow.utils.dates`: the names of schedules, and a moment as a number."""

from __future__ import annotations

import calendar
import datetime as dt

cron_presets: dict[str, str] = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
}


def datetime_to_nano(datetime: dt.datetime | None) -> int | None:
    """Nanoseconds since 1970; what has no time zone is UTC."""
    if not datetime:
        return None
    if datetime.tzinfo is None:
        return int((calendar.timegm(datetime.timetuple()) + datetime.microsecond / 1e6) * 1e9)
    return int(datetime.timestamp() * 1e9)
