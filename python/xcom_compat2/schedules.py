"""The logical dates before and after one, as Airflow 2 gives them to tasks."""

from __future__ import annotations

from typing import Any


def _timetable(dag: Any) -> Any:
    """The timetable, where it is one of data intervals: others have no neighbouring dates."""
    from airflow.serialization.encoders import coerce_to_core_timetable

    found = coerce_to_core_timetable(dag.timetable)
    return found if hasattr(found, "_get_prev") and hasattr(found, "_align_to_prev") else None


def next_date(dag: Any, date: Any) -> Any:
    """When the interval ends that begins at a date; None without a schedule."""
    from airflow.sdk import timezone

    timetable = _timetable(dag)
    return None if timetable is None or date is None else timetable._get_next(timezone.coerce_datetime(date))


def previous_date(dag: Any, date: Any) -> Any:
    """When the interval begins that ends at a date."""
    from airflow.sdk import timezone

    timetable = _timetable(dag)
    return None if timetable is None or date is None else timetable._get_prev(timezone.coerce_datetime(date))
