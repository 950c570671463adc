"""`airflow.datasets`: Airflow 2's names of assets, with their arguments, and their form in an XCom (S3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from airflow.sdk import Asset, AssetAlias
from airflow.timetables.assets import AssetOrTimeSchedule


class Dataset(Asset):
    """An asset that is known by its URI."""

    __module__ = "airflow.datasets"
    __version__ = 1

    def __init__(self, uri: str, extra: dict[str, Any] | None = None) -> None:
        super().__init__(uri=uri, extra=extra)
        self._has_extra = extra is not None

    def __repr__(self) -> str:
        return f"Dataset(uri={self.uri!r}, extra={self.serialize()['extra']!r})"

    def serialize(self) -> dict[str, Any]:
        """What an XCom keeps of it."""
        return {"uri": self.uri, "extra": self.extra if self.extra or self._has_extra else None}


class DatasetAlias(AssetAlias):
    """A name for datasets that are known only when a task has run."""

    __module__ = "airflow.datasets"
    __version__ = 0

    def __init__(self, name: str) -> None:
        super().__init__(name=name)

    def __repr__(self) -> str:
        return f"DatasetAlias(name={self.name!r})"

    def serialize(self) -> dict[str, Any]:
        """What an XCom keeps of it."""
        return {"name": self.name}


class DatasetOrTimeSchedule(AssetOrTimeSchedule):
    """A schedule by time, and whenever datasets are updated."""

    def __init__(self, *, timetable: Any, datasets: Collection[Any] | Any) -> None:
        super().__init__(timetable=timetable, assets=datasets)
