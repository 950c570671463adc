"""With a whole Airflow's python: seconds of one push and one pull of 10 MB by the XCom backend of the settings."""

from __future__ import annotations

import importlib
import sys
import time
from pathlib import Path
from types import SimpleNamespace

sys.path.insert(0, str(Path(__file__).parent / "dags"))

from airflow.sdk.execution_time.xcom import XCom

records = importlib.import_module("backend").RECORDS
address = {"key": "return_value", "task_id": "t", "dag_id": "d", "run_id": "r", "map_index": -1}
pushes, pulls = [], []
for number in range(5):
    begun = time.perf_counter()
    row = XCom.serialize_value(records[number:], **address)
    pushes.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    pulled = XCom.deserialize_value(SimpleNamespace(value=row))
    pulls.append(time.perf_counter() - begun)
    assert pulled == records[number:]
print(f"\nSECONDS {sorted(pushes)[2]} {sorted(pulls)[2]}")
