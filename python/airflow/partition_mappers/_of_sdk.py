"""Core's mappers for those of the Task SDK."""

from __future__ import annotations

from typing import Any

from airflow.partition_mappers.allowed_key import AllowedKeyMapper
from airflow.partition_mappers.base import PartitionMapper
from airflow.partition_mappers.chain import ChainMapper
from airflow.partition_mappers.identity import IdentityMapper
from airflow.partition_mappers.product import ProductMapper
from airflow.partition_mappers.temporal import (
    StartOfDayMapper,
    StartOfHourMapper,
    StartOfMonthMapper,
    StartOfQuarterMapper,
    StartOfWeekMapper,
    StartOfYearMapper,
)

_TEMPORAL = {
    mapper.__name__: mapper
    for mapper in (
        StartOfHourMapper,
        StartOfDayMapper,
        StartOfWeekMapper,
        StartOfMonthMapper,
        StartOfQuarterMapper,
        StartOfYearMapper,
    )
}


def core_mapper(mapper: Any) -> PartitionMapper:
    """Core's mapper for one of the Task SDK's, or one that is core's already.

    Raises NotImplementedError for those that take a whole Airflow.
    """
    if isinstance(mapper, PartitionMapper):
        return mapper
    name = type(mapper).__name__
    cap = getattr(mapper, "max_downstream_keys", None)
    limit = {} if cap is None else {"max_downstream_keys": cap}
    if not type(mapper).__module__.startswith("airflow.sdk."):
        raise NotImplementedError(f"can not serialize timetable {name}")
    if name in _TEMPORAL:
        zone = getattr(mapper, "_timezone", "UTC")
        return _TEMPORAL[name](
            timezone=zone, input_format=mapper.input_format, output_format=mapper.output_format, **limit
        )
    match name:
        case "IdentityMapper":
            return IdentityMapper(**limit)
        case "AllowedKeyMapper":
            return AllowedKeyMapper(mapper.allowed_keys, **limit)
        case "ChainMapper":
            return ChainMapper(*map(core_mapper, mapper.mappers), **limit)
        case "ProductMapper":
            return ProductMapper(*map(core_mapper, mapper.mappers), delimiter=mapper.delimiter, **limit)
    raise NotImplementedError(
        f"{name} is mapped by Airflow itself, which this environment is without: name one with a whole Airflow 3.3 "
        "(xcom run --python VENV)"
    )
