"""A schedule in a word, as core's timetables summarize themselves."""

from __future__ import annotations

from typing import Any

_SIMPLE = {
    "NullTimetable": "None",
    "OnceTimetable": "@once",
    "ContinuousTimetable": "@continuous",
    "AssetTriggeredTimetable": "Asset",
    "PartitionedAssetTimetable": "Partitioned Asset",
}
_CRON_PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *",
    "@yearly": "0 0 1 1 *",
}


def summary(timetable: Any) -> str:
    name = type(timetable).__name__
    if name in _SIMPLE:
        return _SIMPLE[name]
    # Timetables of a whole Airflow, and those that users derive from them, say it themselves.
    own = getattr(timetable, "summary", name)
    if own != name:
        return _CRON_PRESETS.get(own, str(own))
    # Every timetable of a whole Airflow has an asset condition; only one beside assets has an inner timetable.
    if (beside := getattr(timetable, "timetable", None)) is not None:
        return f"Asset or {summary(beside)}"
    if (expression := getattr(timetable, "expression", None)) is not None:
        return _CRON_PRESETS.get(expression, str(expression))
    if (delta := getattr(timetable, "delta", None)) is not None:
        return str(delta)
    return name
