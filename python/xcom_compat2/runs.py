"""A run by hand as Airflow 2 makes it: it always has a date, and its id is made of that date (C3, C5)."""

from __future__ import annotations

from typing import Any


def dated(logical_date: Any, run_after: Any) -> Any:
    """The logical date of a run: the current time where nobody has named one."""
    return run_after if logical_date is None else logical_date


def run_id(timetable: Any, run_type: Any, logical_date: Any, data_interval: Any) -> str:
    """The id of a run, which its date is in; a timetable of the user's own may make another."""
    make = timetable.generate_run_id
    if not make.__func__.__module__.startswith("airflow.timetables."):
        return str(make(run_type=run_type, logical_date=logical_date, data_interval=data_interval))
    return f"{run_type.value}__{logical_date.isoformat()}"
