"""DAGs that partitions of assets schedule, and those that make the partitions: `record_partitions.py` has whole Airflows do it."""

import pendulum

from airflow.sdk import (
    DAG,
    AllowedKeyMapper,
    Asset,
    AssetAlias,
    ChainMapper,
    CronPartitionTimetable,
    IdentityMapper,
    PartitionedAssetTimetable,
    ProductMapper,
    StartOfDayMapper,
    StartOfHourMapper,
    StartOfMonthMapper,
    StartOfQuarterMapper,
    StartOfWeekMapper,
    StartOfYearMapper,
    task,
)

START = pendulum.datetime(2026, 1, 1)
hours, days, regions, alias = Asset("hours"), Asset("days", uri="x://days"), Asset("regions"), AssetAlias("alias")


def every(cron, **options):
    return CronPartitionTimetable(cron, timezone="UTC", **options)


# By the DAG that makes them: the schedule, and what its task changes.
PRODUCERS = {
    "makes_hours": (every("30 * * * *"), [hours]),
    "makes_days": (every("0 0 * * *"), [days]),
    "makes_both": (every("15 * * * *"), [hours, days]),
    "makes_regions": (every("45 * * * *", key_format="us~%Y-%m-%dT%H:%M:%S"), [regions]),
    "makes_odd_keys": (every("50 * * * *", key_format="no-date"), [hours]),
    "makes_alias": (every("5 * * * *"), [alias]),
    "makes_plain": ("@daily", [hours]),
}
for name, (schedule, outlets) in PRODUCERS.items():
    with DAG(name, schedule=schedule, start_date=START, catchup=False) as dag:

        @task(outlets=outlets)
        def make(*, outlet_events, through=alias in outlets):
            if through:
                outlet_events[alias].add(hours, extra={"through": "alias"})

        make()
    globals()[name] = dag


def by(assets, **mappers):
    return PartitionedAssetTimetable(assets=assets, **mappers)


CONSUMERS = {
    "identity": by(hours),
    "hour": by(hours, default_partition_mapper=StartOfHourMapper()),
    "day": by(hours, default_partition_mapper=StartOfDayMapper()),
    "week": by(hours, default_partition_mapper=StartOfWeekMapper()),
    "month": by(hours, default_partition_mapper=StartOfMonthMapper()),
    "quarter": by(hours, default_partition_mapper=StartOfQuarterMapper()),
    "year": by(hours, default_partition_mapper=StartOfYearMapper(output_format="in %Y")),
    "product": by(regions, default_partition_mapper=ProductMapper(IdentityMapper(), StartOfDayMapper(), delimiter="~")),
    "product_of_hours": by(
        hours, default_partition_mapper=ProductMapper(IdentityMapper(), StartOfDayMapper(), delimiter="~")
    ),
    "chain": by(
        hours, default_partition_mapper=ChainMapper(StartOfDayMapper(), StartOfMonthMapper(input_format="%Y-%m-%d"))
    ),
    "allowed": by(hours, default_partition_mapper=AllowedKeyMapper(["no-date", "other"])),
    "both": by(
        hours & days,
        partition_mapper_config={hours: StartOfDayMapper(), days: StartOfDayMapper()},
    ),
    "any": by(hours | days, partition_mapper_config={days: StartOfMonthMapper()}),
    "by_alias": by(alias, default_partition_mapper=StartOfDayMapper()),
    "by_name": by(Asset.ref(name="days"), partition_mapper_config={Asset.ref(name="days"): StartOfDayMapper()}),
    "by_uri": by(Asset.ref(uri="x://days"), partition_mapper_config={Asset.ref(uri="x://days"): StartOfMonthMapper()}),
    "plain": [hours],
}
for name, schedule in CONSUMERS.items():
    with DAG(name, schedule=schedule, start_date=START, catchup=False) as dag:

        @task
        def take():
            return None

        take()
    globals()[name] = dag

#: What is run one after the other: the DAG, and the moment of its scheduled run.
STEPS = [
    ("makes_plain", "2026-03-01T00:00:00+00:00"),
    ("makes_hours", "2026-03-01T10:30:00+00:00"),
    ("makes_hours", "2026-03-01T11:30:00+00:00"),
    ("makes_days", "2026-03-02T00:00:00+00:00"),
    ("makes_days", "2026-03-01T00:00:00+00:00"),
    ("makes_regions", "2026-03-01T10:45:00+00:00"),
    ("makes_odd_keys", "2026-03-01T10:50:00+00:00"),
    ("makes_both", "2026-05-31T22:15:00+00:00"),
    ("makes_alias", "2026-12-31T23:05:00+00:00"),
    ("makes_plain", "2026-03-02T00:00:00+00:00"),
]
