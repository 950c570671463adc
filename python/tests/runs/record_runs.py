"""Records the runs that a whole Airflow's scheduler and its backfill make; run by the `bin/python` of one.

VENV/bin/python python/tests/runs/record_runs.py

3.2's are in `recorded/runs_of_schedules.json`, 3.3's in `recorded/runs_of_schedules_3.3.json`.
"""

from __future__ import annotations

import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from recording import record  # noqa: E402

FIRST, LAST = "2026-03-28T00:00:00+00:00", "2026-03-30T12:00:00+00:00"


def look() -> None:
    """The first runs of each DAG that the scheduler makes, and those of a backfill."""
    from pendulum import parse
    from sqlalchemy import delete, select

    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models import DagModel, DagRun
    from airflow.models.backfill import ReprocessBehavior, _create_backfill
    from airflow.utils.session import create_session

    runner = SchedulerJobRunner(Job())
    found: dict[str, Any] = {"first": FIRST, "last": LAST, "scheduled": {}, "backfill": {}}
    with create_session() as session:
        dag_ids = sorted(session.scalars(select(DagModel.dag_id)))
        for _ in range(3):
            models = session.scalars(select(DagModel).where(DagModel.next_dagrun_create_after.is_not(None))).all()
            runner._create_dag_runs(models, session)
            session.flush()
        for dag_id in dag_ids:
            runs = session.scalars(select(DagRun).where(DagRun.dag_id == dag_id).order_by(DagRun.id))
            found["scheduled"][dag_id] = [described(run) for run in runs]
        session.execute(delete(DagRun))
    for dag_id in dag_ids:
        asked: dict[str, Any] = {"dag_id": dag_id, "from_date": parse(FIRST), "to_date": parse(LAST)}
        try:
            _create_backfill(
                **asked,
                max_active_runs=10,
                reverse=False,
                dag_run_conf={},
                triggering_user_name=None,
                reprocess_behavior=ReprocessBehavior.NONE,
            )
        except Exception as error:
            found["backfill"][dag_id] = str(error)
            continue
        with create_session() as session:
            runs = session.scalars(select(DagRun).where(DagRun.dag_id == dag_id).order_by(DagRun.id))
            found["backfill"][dag_id] = [described(run) for run in runs]
    name = "runs_of_schedules" if version("apache-airflow").startswith("3.2.") else "runs_of_schedules_3.3"
    (HERE / f"recorded/{name}.json").write_text(json.dumps(found, indent=1) + "\n")


def described(run: Any) -> dict[str, Any]:
    """What makes a run."""

    def text(date: Any) -> str | None:
        return date and date.isoformat()

    return {
        "run_id": run.run_id,
        "run_type": str(run.run_type),
        "triggered_by": run.triggered_by.value,
        "logical_date": text(run.logical_date),
        "data_interval_start": text(run.data_interval_start),
        "data_interval_end": text(run.data_interval_end),
        "run_after": text(run.run_after),
        "partition_key": run.partition_key,
        "partition_date": text(run.partition_date),
        "conf": run.conf,
    }


if __name__ == "__main__":
    look() if sys.argv[1:] else record(__file__, HERE / "scheduled_dags.py")
