"""`airflow.operators.subdag`: refused with a reason where it is used."""

from __future__ import annotations

from enum import Enum
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException


class SkippedStatePropagationOptions(Enum):
    """What a SubDagOperator did with skipped tasks."""

    ALL_LEAVES = "all_leaves"
    ANY_LEAF = "any_leaf"


class SubDagOperator(BaseOperator):
    """A DAG as a task of another one."""

    def __init__(self, *, task_id: str, **kwargs: Any) -> None:
        raise AirflowException(
            f"SubDagOperator (task_id: {task_id}) is not supported, by --compat 2 neither: Airflow 3 has no SubDAGs;"
            " put the tasks into a TaskGroup, or the other DAG into a file of its own and start it by a"
            " TriggerDagRunOperator"
        )
