"""`xcom python forks.py`: milliseconds of an empty fork, exit and wait of an interpreter that is warm for tasks."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import xcom_bridge

FORKS = 200

file = Path(__file__).parent / "dags" / "chain.py"
xcom_bridge.load_dags(json.dumps({"paths": [str(file)], "store": "sqlite://"}).encode())
xcom_bridge.warm_up(b"{}")
times = []
for _ in range(FORKS):
    begun = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    times.append(time.perf_counter() - begun)
print(sorted(times)[FORKS // 2] * 1000)
