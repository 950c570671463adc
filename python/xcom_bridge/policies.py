"""Cluster policies: ``dag_policy`` and ``task_policy`` of the user's ``airflow_local_settings``."""

from __future__ import annotations

import importlib
import importlib.util
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.sdk import DAG


@cache
def _local_settings() -> ModuleType | None:
    if importlib.util.find_spec("airflow_local_settings") is None:
        return None
    return importlib.import_module("airflow_local_settings")


class SkipDag(Exception):
    """A policy asked to leave the DAG out."""


def apply(dag: DAG) -> None:
    """Run the policies over a DAG and its tasks; they may change both."""
    settings = _local_settings()
    if settings is None:
        return
    from airflow.exceptions import (
        AirflowClusterPolicyError,
        AirflowClusterPolicySkipDag,
        AirflowClusterPolicyViolation,
    )

    try:
        if (dag_policy := getattr(settings, "dag_policy", None)) is not None:
            dag_policy(dag)
        if (task_policy := getattr(settings, "task_policy", None)) is not None:
            for task in dag.tasks:
                task_policy(task)
    except AirflowClusterPolicySkipDag as skip:
        raise SkipDag(str(skip)) from skip
    except AirflowClusterPolicyViolation:
        raise
    except Exception as error:
        raise AirflowClusterPolicyError(error) from error
