"""Records the runs that partitions of assets bring about in a whole Airflow; run by the `bin/python` of one.

VENV/bin/python python/tests/runs/record_partitions.py

3.2's are in `recorded/partitions.json`, 3.3's in `recorded/partitions_3.3.json`.
"""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from recording import record  # noqa: E402


def look() -> None:
    """After each step: the runs that it has brought about, what waits, and what Airflow's own log of events says."""
    import partition_dags  # type: ignore[import-not-found]
    import pendulum
    from sqlalchemy import select

    from airflow.jobs.job import Job
    from airflow.jobs.scheduler_job_runner import SchedulerJobRunner
    from airflow.models import DagModel, DagRun
    from airflow.models.asset import AssetPartitionDagRun
    from airflow.models.log import Log
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.models.taskinstance import TaskInstance
    from airflow.sdk import AssetAlias
    from airflow.sdk.api.datamodels._generated import AssetProfile
    from airflow.timetables.base import TimeRestriction
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState, TaskInstanceState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    runner = SchedulerJobRunner(Job())
    found: list[dict[str, Any]] = []
    for dag_id, moment in partition_dags.STEPS:
        with create_session() as session:
            known = set(session.scalars(select(DagRun.run_id)))
            logged = set(session.scalars(select(Log.id)))
            dag = SerializedDagModel.get(dag_id=dag_id, session=session).dag
            date = pendulum.parse(moment)
            info = dag.timetable.next_dagrun_info_v2(
                last_dagrun_info=None, restriction=TimeRestriction(date, date.add(days=1), catchup=True)
            )
            run = dag.create_dagrun(
                run_id=f"made__{len(found)}",
                logical_date=info.logical_date,
                data_interval=info.data_interval,
                run_after=info.run_after,
                run_type=DagRunType.MANUAL,
                triggered_by=DagRunTriggeredByType.TEST,
                state=DagRunState.SUCCESS,
                partition_key=info.partition_key,
                partition_date=info.partition_date,
                session=session,
            )
            instance = session.scalar(select(TaskInstance).where(TaskInstance.run_id == run.run_id))
            instance.state = TaskInstanceState.SUCCESS
            outlets: list[dict[str, Any]] = []
            events: list[dict[str, Any]] = []
            for outlet in partition_dags.PRODUCERS[dag_id][1]:
                if isinstance(outlet, AssetAlias):
                    outlets.append({"name": outlet.name, "uri": None, "type": "AssetAlias"})
                    asset = partition_dags.hours
                    key = {"name": asset.name, "uri": asset.uri}
                    through = {"source_alias_name": outlet.name, "dest_asset_extra": {}, "extra": {"through": "alias"}}
                    events.append({"dest_asset_key": key, **through})
                else:
                    outlets.append({"name": outlet.name, "uri": outlet.uri, "type": "Asset"})
            profiles = [AssetProfile(**outlet) for outlet in outlets]
            TaskInstance.register_asset_changes_in_db(instance, profiles, events, session=session)
            session.flush()
            runner._create_dagruns_for_partitioned_asset_dags(session)
            query, _ = DagModel.dags_needing_dagruns(session)
            by_assets = [model for model in query.all() if model.dag_id == "plain"]
            runner._create_dag_runs_asset_triggered(dag_models=by_assets, session=session)
            session.flush()
            runs = session.scalars(select(DagRun).where(DagRun.run_id.not_in(known | {run.run_id})))
            waiting = session.scalars(
                select(AssetPartitionDagRun).where(AssetPartitionDagRun.created_dag_run_id.is_(None))
            )
            logs = session.scalars(select(Log).where(Log.id.not_in(logged)))
            found.append(
                {
                    "dag_id": dag_id,
                    "moment": moment,
                    "runs": sorted(map(described, runs), key=lambda run: (run["dag_id"], run["partition_key"] or "")),
                    "waiting": sorted([one.target_dag_id, one.partition_key] for one in waiting),
                    "logs": sorted(text for log in logs for text in said(log)),
                }
            )
    name = "partitions" if version("apache-airflow").startswith("3.2.") else "partitions_3.3"
    (HERE / f"recorded/{name}.json").write_text(json.dumps(found, indent=1) + "\n")


def said(log: Any) -> list[str]:
    """Why nothing was queued: the error of a mapper, or the DAGs that an event without a key was not for."""
    if log.event == "failed to map partition_key":
        return [str(log.extra.splitlines()[-1])]
    return [f"no key for {dag_id}" for dag_id in re.findall(r"'(\w+)'", log.extra.partition("]")[0])]


def described(run: Any) -> dict[str, Any]:
    """What makes a run, and the events that it was made for."""
    return {
        "dag_id": run.dag_id,
        "run_id": run.run_id.replace(run.run_after.isoformat(), "RUN_AFTER")[:-8],
        "run_type": str(run.run_type),
        "state": str(run.state),
        "triggered_by": run.triggered_by.value,
        "logical_date": run.logical_date and run.logical_date.isoformat(),
        "partition_key": run.partition_key,
        "partition_date": run.partition_date and run.partition_date.isoformat(),
        "events": [[event.asset.name, event.partition_key] for event in run.consumed_asset_events],
    }


if __name__ == "__main__":
    look() if sys.argv[1:] else record(__file__, HERE / "partition_dags.py")
