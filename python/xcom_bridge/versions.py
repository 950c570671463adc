"""Which versions an environment has: what ``xcom version`` prints."""

from __future__ import annotations

import sys
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xcom_bridge.contract.base import Nothing
    from xcom_bridge.contract.settings import Version, Versions

_DISTRIBUTIONS = (
    "apache-airflow",
    "apache-airflow-core",
    "apache-airflow-task-sdk",
    "apache-airflow-providers-standard",
    "apache-airflow-providers-common-compat",
    "apache-airflow-providers-common-io",
    "apache-airflow-providers-common-sql",
)


def read_versions(request: Nothing) -> Versions:
    """Those of the interpreter, its environment and Airflow's packages in it."""
    rows: list[Version] = [
        {"name": "python", "version": sys.version.split()[0]},
        {"name": "environment", "version": sys.prefix},
    ]
    for name in _DISTRIBUTIONS:
        try:
            rows.append({"name": name, "version": metadata.version(name)})
        except metadata.PackageNotFoundError:
            continue
    return {"versions": rows}
