"""`airflow.datasets`: Airflow 2's names of assets, with their arguments."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from airflow.sdk import Asset
from airflow.timetables.assets import AssetOrTimeSchedule


class Dataset(Asset):
    """An asset that is known by its URI."""

    __module__ = "airflow.datasets"

    def __init__(self, uri: str, extra: dict[str, Any] | None = None) -> None:
        super().__init__(uri=uri, extra=extra)


class DatasetOrTimeSchedule(AssetOrTimeSchedule):
    """A schedule by time, and whenever datasets are updated."""

    def __init__(self, *, timetable: Any, datasets: Collection[Any] | Any) -> None:
        super().__init__(timetable=timetable, assets=datasets)
