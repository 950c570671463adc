"""In-process figures: `xcom python values.py STORE RUN_ID` prints microseconds per call, as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import _xcom
import orjson

SMALL = {"path": "/data/2026-01-01.csv", "rows": 1250, "ok": True}
RECORDS = [
    {"id": i, "name": f"customer {i}", "amount": i * 1.25, "paid": i % 3 == 0, "tags": ["a", "b"], "note": None}
    for i in range(1000)
]
PUSHES, PULLS = 4000, 20000


ROUNDS, CALLS = 100, 3


def best(calls: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Microseconds of each call: the best of short rounds that take turns, so that other load meets all alike."""
    times = dict.fromkeys(calls, float("inf"))
    for _ in range(ROUNDS):
        for name, call in calls.items():
            begun = time.perf_counter()
            for _ in range(CALLS):
                call()
            times[name] = min(times[name], (time.perf_counter() - begun) / CALLS * 1e6)
    return times


def pushes(run_id: str) -> float:
    begun = time.perf_counter()
    for i in range(PUSHES):
        _xcom.push("chain", run_id, "link", -1, f"ours{i}", SMALL, None, False)
    return (time.perf_counter() - begun) / PUSHES * 1e6


def pulls(run_id: str) -> float:
    for i in range(1000):
        _xcom.push("chain", run_id, "link", -1, f"key{i}", SMALL, None, False)
    begun = time.perf_counter()
    for i in range(PULLS):
        _xcom.pull("chain", run_id, ["link"], f"key{i % 1000}", False, None, True, None)
    return (time.perf_counter() - begun) / PULLS * 1e6


def main() -> None:
    store, run_id = sys.argv[1:3]
    _xcom.connect(store)
    text = json.dumps(RECORDS)
    wire = _xcom.dumps(RECORDS)
    assert json.loads(wire) == RECORDS and _xcom.loads(text) == RECORDS
    calls: dict[str, Callable[[], object]] = {
        "encode": lambda: _xcom.dumps(RECORDS),
        "orjson encode": lambda: orjson.dumps(RECORDS),
        "json encode": lambda: json.dumps(RECORDS),
        "decode": lambda: _xcom.loads(wire),
        "orjson decode": lambda: orjson.loads(wire),
        "json decode": lambda: json.loads(text),
    }
    print(json.dumps({"push": pushes(run_id), "pull": pulls(run_id), **best(calls), "value": json.dumps(SMALL)}))


main()
