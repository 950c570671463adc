"""DAGs as a scheduler has them."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG


def create_scheduler_dag(dag: DAG) -> Any:
    """What core makes of the DAG after it was stored."""
    from airflow.serialization.serialized_objects import DagSerialization

    return DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))
