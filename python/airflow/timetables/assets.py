"""`airflow.timetables.assets`: the Task SDK's timetable as core takes it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from airflow.sdk.definitions.timetables import assets as _sdk
from airflow.sdk.exceptions import AirflowTimetableInvalid
from airflow.timetables.simple import AssetTriggeredTimetable

if TYPE_CHECKING:
    from airflow.sdk import Asset
    from airflow.sdk.bases.timetable import BaseTimetable
    from airflow.sdk.definitions.asset import BaseAsset
    from airflow.timetables.base import Timetable


class AssetOrTimeSchedule(AssetTriggeredTimetable, _sdk.AssetOrTimeSchedule):
    """See the Task SDK's class."""

    def __init__(self, *, timetable: Timetable | BaseTimetable, assets: Collection[Asset] | BaseAsset) -> None:
        from airflow.serialization.encoders import coerce_to_core_timetable

        super().__init__(assets)
        self.timetable = timetable  # type: ignore[assignment]
        self.can_be_scheduled = timetable.can_be_scheduled
        self.active_runs_limit = timetable.active_runs_limit
        core = coerce_to_core_timetable(timetable)
        self.description = f"Triggered by assets or {core.description}"
        self.periodic = core.periodic

    def validate(self) -> None:
        """Refuse assets in the place of the time."""
        if isinstance(self.timetable, AssetTriggeredTimetable):
            raise AirflowTimetableInvalid("cannot nest asset timetables")

    @property
    def summary(self) -> str:  # type: ignore[override]
        """Both, in a few words."""
        from airflow.serialization.encoders import coerce_to_core_timetable

        return f"Asset or {coerce_to_core_timetable(self.timetable).summary}"
