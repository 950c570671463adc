"""Cluster policies: those of the user's ``airflow_local_settings`` and of installed packages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.sdk import DAG


class SkipDag(Exception):
    """A policy asked to leave the DAG out."""


def apply(dag: DAG) -> None:
    """Run the policies over a DAG and its tasks; they may change both."""
    from airflow import settings
    from airflow.exceptions import (
        AirflowClusterPolicyError,
        AirflowClusterPolicySkipDag,
        AirflowClusterPolicyViolation,
    )

    try:
        settings.dag_policy(dag)
        for task in dag.tasks:
            settings.task_policy(task)
    except AirflowClusterPolicySkipDag as skip:
        raise SkipDag(str(skip)) from skip
    except AirflowClusterPolicyViolation:
        raise
    except Exception as error:
        raise AirflowClusterPolicyError(error) from error
