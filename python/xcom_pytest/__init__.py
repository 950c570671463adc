"""DAGs and tasks under pytest, without a metadata database: fixtures, results and matchers.

The plugin is ``xcom_pytest.plugin``; an installed swift-xcom registers it.
"""

from __future__ import annotations

from xcom_pytest.matchers import (
    ANY,
    deferred,
    failed,
    instance_of,
    matching,
    not_run,
    rendered,
    skipped,
    succeeded,
    upstream_failed,
)
from xcom_pytest.results import DagRunResult, RunXComs, TaskResult, TaskRunResult

__all__ = (
    "ANY",
    "DagRunResult",
    "RunXComs",
    "TaskResult",
    "TaskRunResult",
    "deferred",
    "failed",
    "instance_of",
    "matching",
    "not_run",
    "rendered",
    "skipped",
    "succeeded",
    "upstream_failed",
)
