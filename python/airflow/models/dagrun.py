"""`airflow.models.dagrun`: DagRun by name, with the one function of it that needs no database."""

from __future__ import annotations

from datetime import datetime

from airflow._facade.core_only import Machinery
from airflow.utils.strings import get_random_string
from airflow.utils.types import DagRunType


class DagRun(metaclass=Machinery):
    """Airflow's model of a DAG run."""

    @staticmethod
    def generate_run_id(*, run_type: DagRunType, logical_date: datetime | None = None, run_after: datetime) -> str:
        """The run id of a run of that kind: by its date, and something random when there is no logical date."""
        suffix = run_after.isoformat() if logical_date else f"{run_after.isoformat()}_{get_random_string()}"
        return DagRunType(run_type).generate_run_id(suffix=suffix)
