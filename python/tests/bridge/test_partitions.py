"""Partitions of assets and of DAGs, against those of whole Airflows (`python/tests/runs/record_partitions.py`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RUNS = Path(__file__).resolve().parents[1] / "runs"
DAGS = str(RUNS / "partition_dags.py")
RECORDED = json.loads((RUNS / "recorded/partitions.json").read_text())
RECORDED_3_3 = json.loads((RUNS / "recorded/partitions_3.3.json").read_text())
ASK = """
import xcom_bridge
file, *asked = args
loaded = json.loads(xcom_bridge.load_dags(json.dumps({"paths": [file], "store": "sqlite://"}).encode()))
assert not loaded["import_errors"], loaded["import_errors"]
result = [json.loads(getattr(xcom_bridge, name)(json.dumps(request).encode())) for name, request in asked]
"""
# What takes the place of Airflow 3.2's rules, before anything of Airflow's is loaded.
AS_3_3 = """
from airflow._facade import release
from xcom_bridge import task_sdk
release.IS_3_3 = True
task_sdk.version = lambda: "1.3.2"
"""
URIS = {"hours": "hours", "days": "x://days", "regions": "regions"}


def date_of(step: dict[str, Any]) -> str:
    """When the partition begins that a step makes: there the timetables have no offset."""
    return str(step["moment"])


@pytest.mark.parametrize(("code", "records"), [(ASK, RECORDED), (AS_3_3 + ASK, RECORDED_3_3)], ids=["3.2", "3.3"])
def test_the_partition_of_each_run(fresh: Callable[..., Any], code: str, records: list[dict[str, Any]]) -> None:
    recorded = [(step, run) for step in records for run in step["runs"] if run["partition_key"]]
    assert len(recorded) > 45
    asked = []
    for step, run in recorded:
        asset, key = run["events"][-1]
        event = {"name": asset, "uri": URIS[asset], "partition_key": key, "partition_date": date_of(step)}
        asked.append(["map_partitions", {"dag_id": run["dag_id"], "events": [event]}])
    mapped = fresh(code, DAGS, *asked)
    waiting = []
    for (_, run), answer in zip(recorded, mapped, strict=True):
        (event,) = answer["events"]
        assert event["keys"] == [run["partition_key"]], run
        assets = [{"name": name, "uri": URIS[name], "partition_keys": [key]} for name, key in run["events"]]
        partition = {"partition_key": run["partition_key"], "assets": assets}
        partition |= {name: event[name] for name in ["partition_date"] if name in event}
        partition |= {name: answer[name] for name in ["fingerprint"] if name in answer}
        waiting.append(["resolve_partitions", {"dag_id": run["dag_id"], "partitions": [partition]}])
    for (_, run), answer in zip(recorded, fresh(code, DAGS, *waiting), strict=True):
        (partition,) = answer["partitions"]
        assert (partition["is_stale"], partition["notices"]) == (False, [])
        assert partition["received"] == [True for _ in partition["received"]]
        assert partition.get("partition_date") == run["partition_date"], run


FILE = """
from airflow.partition_mappers.base import PartitionMapper
from airflow.partition_mappers.temporal import StartOfDayMapper
from airflow.sdk import DAG, Asset, PartitionedAssetTimetable
from airflow.sdk import StartOfDayMapper as SDKStartOfDayMapper


class Several(PartitionMapper):
    def to_downstream(self, key):
        return [f"{key}{number}" for number in range(3)]


# What the scheduler asks of core's own.
class Rollup(PartitionMapper):
    is_rollup = True

    def __init__(self, why_never=None):
        self.why_never, self.wait_policy = why_never, self

    def to_downstream(self, key):
        return "both"

    def to_upstream(self, key):
        return {f"{key} one", f"{key} two"}

    def is_satisfied_by_keys(self, *, matched, expected):
        self.satisfied, self.unreachable = matched >= expected, bool(self.why_never)
        self.unreachable_reason = self.why_never
        return self

    def serialize(self):
        return {}


def by(mapper, assets=Asset("a")):
    return PartitionedAssetTimetable(assets=assets, default_partition_mapper=mapper)


class RollupMapper:
    pass


RollupMapper.__module__ = "airflow.sdk.definitions.partition_mappers.base"
several = DAG("several", schedule=by(Several()))
zone = DAG("zone", schedule=by(StartOfDayMapper(timezone="Asia/Tokyo")))
two = DAG("two", schedule=PartitionedAssetTimetable(
    assets=Asset("a") & Asset("b"),
    partition_mapper_config={
        Asset("a"): StartOfDayMapper(), Asset("b"): StartOfDayMapper(timezone="Asia/Tokyo"),
    }))
whole = DAG("whole", schedule=by(Rollup()))
never = DAG("never", schedule=by(Rollup("no such count")))
rollup = DAG("rollup", schedule=by(RollupMapper()))
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "dags.py").write_text(FILE)
    return str(tmp_path / "dags.py")


def mapping(dag_id: str, key: str) -> list[Any]:
    return ["map_partitions", {"dag_id": dag_id, "events": [{"name": "a", "uri": "a", "partition_key": key}]}]


def test_several_keys_and_a_time_zone(fresh: Callable[..., Any], file: str) -> None:
    several, zone, wrong, rollup = fresh(
        ASK,
        file,
        mapping("several", "k"),
        mapping("zone", "2026-03-01T23:00:00"),
        mapping("zone", "k"),
        mapping("rollup", "k"),
    )
    assert several == {"events": [{"keys": ["k0", "k1", "k2"]}]}
    assert zone == {"events": [{"keys": ["2026-03-01"]}]}
    assert wrong["events"] == [
        {
            "problem": "The partition k of asset a queues no run of DAG zone "
            "(ValueError: time data 'k' does not match format '%Y-%m-%dT%H:%M:%S').",
            "keys": [],
        }
    ]
    assert rollup["events"][0]["problem"] == (
        "The partition k of asset a queues no run of DAG rollup (NotImplementedError: RollupMapper is mapped by Airflow "
        "itself, which this environment is without: name one with a whole Airflow 3.3 (xcom run --python VENV))."
    )


def test_airflow_3_3_limits_keys_wants_one_date_and_drops_what_is_stale(fresh: Callable[..., Any], file: str) -> None:
    limited = AS_3_3 + "import os\nos.environ['AIRFLOW__SCHEDULER__PARTITION_MAPPER_MAX_DOWNSTREAM_KEYS'] = '2'\n" + ASK
    assets = [{"name": name, "uri": name, "partition_keys": ["2026-03-01T23:00:00"]} for name in "ab"]
    partition = {"partition_key": "2026-03-01", "assets": assets}
    several, two = fresh(limited, file, mapping("several", "k"), mapping("two", "2026-03-01T23:00:00"))
    assert several["events"][0]["problem"] == (
        "The partition k of asset a queues no run of DAG several (Several gives 3 keys, more than "
        "[scheduler] partition_mapper_max_downstream_keys=2 allows)."
    )
    known, stale = fresh(
        limited,
        file,
        *(
            ["resolve_partitions", {"dag_id": "two", "partitions": [{**partition, "fingerprint": fingerprint}]}]
            for fingerprint in (two["fingerprint"], {**two["fingerprint"], "c|c": []})
        ),
    )
    assert known["partitions"] == [
        {
            "is_stale": False,
            "received": [True, True],
            "notices": [
                "The partition 2026-03-01 of DAG two has no date: its mappers say 2026-03-01T00:00:00+00:00 and "
                "2026-03-01T00:00:00+09:00."
            ],
        }
    ]
    assert stale["partitions"][0]["is_stale"] is True
    assert stale["partitions"][0]["notices"] == [
        "The partition 2026-03-01 of DAG two, which waited, is dropped: the DAG's mappers are others by now."
    ]


def test_a_rollup_is_received_when_its_policy_says_so(fresh: Callable[..., Any], file: str) -> None:
    whole, never = fresh(AS_3_3 + ASK, file, mapping("whole", "k"), mapping("never", "k"))
    answers = fresh(
        AS_3_3 + ASK,
        file,
        *(
            [
                "resolve_partitions",
                {
                    "dag_id": dag_id,
                    "partitions": [
                        {
                            "partition_key": "both",
                            "fingerprint": mapped["fingerprint"],
                            "assets": [{"name": "a", "uri": "a", "partition_keys": keys}],
                        }
                    ],
                },
            ]
            for dag_id, mapped, keys in [
                ("whole", whole, ["both one"]),
                ("whole", whole, ["both one", "both two", "other"]),
                ("never", never, ["both one", "both two"]),
            ]
        ),
    )
    assert [answer["partitions"][0]["received"] for answer in answers] == [[False], [True], [False]]
    assert [answer["partitions"][0]["notices"] for answer in answers] == [
        [],
        [],
        ["The partition both of DAG never waits for asset a (no such count)."],
    ]
