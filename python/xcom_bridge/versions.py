"""Which versions an environment has: what ``xcom version`` prints."""

from __future__ import annotations

import json
import sys
from importlib import metadata

_DISTRIBUTIONS = (
    "apache-airflow",
    "apache-airflow-core",
    "apache-airflow-task-sdk",
    "apache-airflow-providers-standard",
    "apache-airflow-providers-common-compat",
    "apache-airflow-providers-common-io",
    "apache-airflow-providers-common-sql",
)


def versions(request: bytes) -> bytes:
    """``[[name, version], ...]`` of the interpreter, its environment and Airflow's packages in it."""
    rows = [["python", sys.version.split()[0]], ["environment", sys.prefix]]
    for name in _DISTRIBUTIONS:
        try:
            rows.append([name, metadata.version(name)])
        except metadata.PackageNotFoundError:
            continue
    return json.dumps(rows).encode()
