"""`airflow.utils.types`: kinds of DAG runs."""

from __future__ import annotations

from enum import Enum


class DagRunType(str, Enum):
    """Why a DAG run was made; run ids begin with it."""

    BACKFILL_JOB = "backfill"
    SCHEDULED = "scheduled"
    MANUAL = "manual"
    ASSET_TRIGGERED = "asset_triggered"
    ASSET_MATERIALIZATION = "asset_materialization"

    def __str__(self) -> str:
        return self.value

    def generate_run_id(self, *, suffix: str) -> str:
        """The run id of a run of this kind."""
        return f"{self}__{suffix}"

    @staticmethod
    def from_run_id(run_id: str) -> DagRunType:
        """The kind of run that a run id speaks of."""
        kinds = (kind for kind in DagRunType if run_id and run_id.startswith(f"{kind.value}__"))
        return next(kinds, DagRunType.MANUAL)


class DagRunTriggeredByType(Enum):
    """What made a DAG run."""

    CLI = "cli"
    OPERATOR = "operator"
    REST_API = "rest_api"
    UI = "ui"
    TEST = "test"
    TIMETABLE = "timetable"
    ASSET = "asset"
    BACKFILL = "backfill"
