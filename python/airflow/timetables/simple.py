"""`airflow.timetables.simple`: the Task SDK's timetables as core takes them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from airflow.partition_mappers._of_sdk import core_mapper
from airflow.partition_mappers.identity import IdentityMapper
from airflow.sdk._shared.timezones.timezone import coerce_datetime, utcnow
from airflow.sdk.definitions.asset import (
    Asset,
    AssetAll,
    AssetBooleanCondition,
    AssetNameRef,
    AssetUriRef,
    BaseAsset,
)
from airflow.sdk.definitions.timetables import assets as _sdk_assets
from airflow.sdk.definitions.timetables import simple as _sdk
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from airflow.utils.strings import get_random_string

if TYPE_CHECKING:
    from pendulum import DateTime

    from airflow.partition_mappers.base import PartitionMapper as CoreMapper
    from airflow.sdk import PartitionMapper
    from airflow.utils.types import DagRunType

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

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """No run by itself."""
        return None


class NullTimetable(_TrivialTimetable, _sdk.NullTimetable):
    """See the Task SDK's class."""

    can_be_scheduled = False
    description = "Never, external triggers only"
    summary = "None"


if hasattr(_sdk_assets, "PartitionedAtRuntime"):  # since Task SDK 1.3

    class PartitionedAtRuntime(NullTimetable, _sdk_assets.PartitionedAtRuntime):
        """See the Task SDK's class."""

        description = "Never, partition key(s) set at runtime"
        summary = "PartitionedAtRuntime"


class OnceTimetable(_TrivialTimetable, _sdk.OnceTimetable):
    """See the Task SDK's class."""

    description = "Once, as soon as possible"
    summary = "@once"

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """The one run, where it was not yet."""
        if last_automated_data_interval is not None:
            return None
        moment = restriction.earliest or coerce_datetime(utcnow())
        is_too_late = restriction.latest is not None and moment > restriction.latest
        return None if is_too_late else DagRunInfo.exact(moment)


class ContinuousTimetable(_TrivialTimetable, _sdk.ContinuousTimetable):
    """See the Task SDK's class."""

    active_runs_limit = 1
    description = "As frequently as possible, but only one run at a time."
    summary = "@continuous"

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        """A run for the time since the last one."""
        now = coerce_datetime(utcnow())
        first = restriction.earliest or now
        last = last_automated_data_interval
        if last is None:
            start, end = first, max(first, now)
        elif last.end > now:
            start, end = first, first + (last.end - last.start)
        else:
            start, end = last.end, now
        if restriction.latest is not None and end > restriction.latest:
            return None
        return DagRunInfo.interval(start, end)


class AssetTriggeredTimetable(_TrivialTimetable, _sdk_assets.AssetTriggeredTimetable):
    """See the Task SDK's class."""

    description = "Triggered by assets"
    summary = "Asset"

    def __init__(self, assets: Collection[Asset] | BaseAsset) -> None:
        self.asset_condition = assets if isinstance(assets, BaseAsset) else AssetAll(*assets)

    def generate_run_id(
        self, *, run_type: DagRunType, run_after: Any, data_interval: DataInterval | None = None, **extra: Any
    ) -> str:
        """The run id of a run; with something random where it has no interval."""
        moment = run_after.isoformat()
        return run_type.generate_run_id(suffix=moment if data_interval else f"{moment}_{get_random_string()}")


def _assets(condition: BaseAsset) -> Iterator[BaseAsset]:
    """The assets and references of a condition."""
    if isinstance(condition, AssetBooleanCondition):
        for member in condition.objects:
            yield from _assets(member)
    else:
        yield condition


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
        self._by_name: dict[str, Any] = {}
        self._by_uri: dict[str, Any] = {}
        for condition, mapper in self.partition_mapper_config.items():
            for asset in _assets(condition):
                if isinstance(asset, Asset | AssetNameRef):
                    self._by_name[asset.name] = mapper
                if isinstance(asset, Asset | AssetUriRef):
                    self._by_uri[asset.uri] = mapper

    def get_partition_mapper(self, *, name: str = "", uri: str = "") -> CoreMapper:
        """The mapper of an asset: that of its name, where there is a name; the default for others."""
        by, text = (self._by_name, name) if name else (self._by_uri, uri)
        return core_mapper(by.get(text, self.default_partition_mapper))
