"""`airflow.timetables.simple`: the Task SDK's timetables as core takes them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from airflow.sdk.definitions.asset import AssetAll, BaseAsset
from airflow.sdk.definitions.partition_mappers.identity import IdentityMapper
from airflow.sdk.definitions.timetables import assets as _sdk_assets
from airflow.sdk.definitions.timetables import simple as _sdk
from airflow.timetables.base import DataInterval, Timetable

if TYPE_CHECKING:
    from pendulum import DateTime

    from airflow.sdk import Asset, PartitionMapper

DEFAULT_PARTITION_MAPPER = IdentityMapper()


class _TrivialTimetable(Timetable):
    """Timetables without anything to compute: all of one class are equal."""

    periodic: bool = False
    run_ordering: Sequence[str] = ("logical_date",)

    def __eq__(self, other: object) -> bool:
        from airflow.serialization.encoders import coerce_to_core_timetable

        return True if isinstance(coerce_to_core_timetable(other), type(self)) else NotImplemented

    def __hash__(self) -> int:
        return hash(type(self).__name__)

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The moment."""
        return DataInterval.exact(run_after)


class NullTimetable(_TrivialTimetable, _sdk.NullTimetable):
    """See the Task SDK's class."""

    can_be_scheduled = False
    description = "Never, external triggers only"
    summary = "None"


class OnceTimetable(_TrivialTimetable, _sdk.OnceTimetable):
    """See the Task SDK's class."""

    description = "Once, as soon as possible"
    summary = "@once"


class ContinuousTimetable(_TrivialTimetable, _sdk.ContinuousTimetable):
    """See the Task SDK's class."""

    active_runs_limit = 1
    description = "As frequently as possible, but only one run at a time."
    summary = "@continuous"


class AssetTriggeredTimetable(_TrivialTimetable, _sdk_assets.AssetTriggeredTimetable):
    """See the Task SDK's class."""

    description = "Triggered by assets"
    summary = "Asset"

    def __init__(self, assets: Collection[Asset] | BaseAsset) -> None:
        self.asset_condition = assets if isinstance(assets, BaseAsset) else AssetAll(*assets)


class PartitionedAssetTimetable(AssetTriggeredTimetable, _sdk_assets.PartitionedAssetTimetable):
    """See the Task SDK's class."""

    partitioned = True
    summary = "Partitioned Asset"

    def __init__(
        self,
        *,
        assets: BaseAsset,
        partition_mapper_config: dict[BaseAsset, PartitionMapper] | None = None,
        default_partition_mapper: PartitionMapper = DEFAULT_PARTITION_MAPPER,
    ) -> None:
        super().__init__(assets)
        self.partition_mapper_config = partition_mapper_config or {}
        self.default_partition_mapper = default_partition_mapper
