"""`airflow.timetables.assets`: the Task SDK's timetable as core takes it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from airflow.sdk.definitions.timetables import assets as _sdk
from airflow.sdk.exceptions import AirflowTimetableInvalid
from airflow.timetables.simple import AssetTriggeredTimetable

if TYPE_CHECKING:
    from pendulum import DateTime

    from airflow.sdk import Asset
    from airflow.sdk.bases.timetable import BaseTimetable
    from airflow.sdk.definitions.asset import BaseAsset
    from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
    from airflow.utils.types import DagRunType


class AssetOrTimeSchedule(AssetTriggeredTimetable, _sdk.AssetOrTimeSchedule):
    """See the Task SDK's class."""

    def __init__(self, *, timetable: Timetable | BaseTimetable, assets: Collection[Asset] | BaseAsset) -> None:
        from airflow.serialization.encoders import coerce_to_core_timetable

        super().__init__(assets)
        self.timetable = timetable  # type: ignore[assignment]
        self.can_be_scheduled = timetable.can_be_scheduled
        self.active_runs_limit = timetable.active_runs_limit
        self._by_time: Timetable = coerce_to_core_timetable(timetable)
        self.description = f"Triggered by assets or {self._by_time.description}"
        self.periodic = self._by_time.periodic

    def validate(self) -> None:
        """Refuse assets in the place of the time."""
        if isinstance(self.timetable, AssetTriggeredTimetable):
            raise AirflowTimetableInvalid("cannot nest asset timetables")

    @property
    def summary(self) -> str:  # type: ignore[override]
        """Both, in a few words."""
        return f"Asset or {self._by_time.summary}"

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """What the time says."""
        return self._by_time.infer_manual_data_interval(run_after=run_after)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """What the time says."""
        return self._by_time.next_dagrun_info(
            last_automated_data_interval=last_automated_data_interval, restriction=restriction
        )

    def generate_run_id(self, *, run_type: DagRunType, **kwargs: Any) -> str:
        """What the time says, but for runs that assets have triggered."""
        if run_type == "asset_triggered":
            return super().generate_run_id(run_type=run_type, **kwargs)
        return self._by_time.generate_run_id(run_type=run_type, **kwargs)
