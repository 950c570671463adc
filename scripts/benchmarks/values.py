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


def best(call: Callable[[], object], count: int, repeats: int = 5) -> float:
    """Microseconds of one call: the best of some repeats."""
    times = []
    for _ in range(repeats):
        begun = time.perf_counter()
        for _ in range(count):
            call()
        times.append((time.perf_counter() - begun) / count)
    return min(times) * 1e6


def pushes(run_id: str) -> float:
    begun = time.perf_counter()
    for i in range(PUSHES):
        _xcom.push("chain", run_id, "link", -1, f"ours{i}", SMALL, None)
    return (time.perf_counter() - begun) / PUSHES * 1e6


def pulls(run_id: str) -> float:
    for i in range(1000):
        _xcom.push("chain", run_id, "link", -1, f"key{i}", SMALL, None)
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
    print(
        json.dumps(
            {
                "push": pushes(run_id),
                "pull": pulls(run_id),
                "encode": best(lambda: _xcom.dumps(RECORDS), 100),
                "decode": best(lambda: _xcom.loads(wire), 100),
                "orjson encode": best(lambda: orjson.dumps(RECORDS), 100),
                "orjson decode": best(lambda: orjson.loads(text), 100),
                "json encode": best(lambda: json.dumps(RECORDS), 30),
                "json decode": best(lambda: json.loads(text), 30),
                "value": json.dumps(SMALL),
            }
        )
    )


main()
