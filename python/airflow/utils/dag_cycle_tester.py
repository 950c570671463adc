"""`airflow.utils.dag_cycle_tester`: the function of old tests."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.sdk import DAG

__all__ = ["check_cycle"]

warnings.warn(
    "`airflow.utils.dag_cycle_tester` is deprecated; use `dag.check_cycle()`.", DeprecationWarning, stacklevel=2
)


def check_cycle(dag: DAG) -> None:
    """Raise AirflowDagCycleException where the DAG has a cycle."""
    dag.check_cycle()
