"""Records what a whole Airflow makes of a run that is cleared and executed again; run by the `bin/python` of one.

VENV/bin/python python/tests/runs/record_again.py [again] [cleared]
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
#: What `xcom run` is given, what of the run is cleared by Airflow, and how long the list is the second time.
CASES: list[tuple[list[str], dict[str, Any], int]] = [
    (["--again"], {}, 4),
    (["--again"], {}, 2),
    (["--again"], {}, 3),
    (["--task", "extract", "--downstream"], {"task_ids": ["extract"], "downstream": True}, 4),
    (["--task", "extract"], {"task_ids": ["extract"]}, 4),
    (["--task", "total", "--upstream"], {"task_ids": ["total"], "upstream": True}, 4),
    (["--task", "each", "--map-index", "1"], {"instances": [["each", 1]]}, 4),
    (["--task", "each"], {"task_ids": ["each"]}, 4),
    (["--task", "use"], {"task_ids": ["use"]}, 4),
    (["--task", "make"], {"task_ids": ["make"]}, 4),
    (["--task", "use", "--task", "other"], {"task_ids": ["use", "other"]}, 4),
]
#: What `airflow tasks clear DAG` is given, and the task that is running then.
CLEAR_CASES: list[tuple[list[str], str | None]] = [
    ([], None),
    (["-f"], None),
    (["-r"], None),
    (["-r"], "use"),
    ([], "use"),
    (["-t", "each"], None),
    (["-t", "ea"], None),
    (["-t", "e"], None),
    (["-t", "us"], None),
    (["--task-regex", "each", "--downstream"], None),
    (["-t", "total", "-u", "-f"], None),
    (["-t", "use", "-f", "-r"], "use"),
    (["-s", "2026-01-02"], None),
    (["-e", "2025-12-31T23:59:59"], None),
    (["-s", "2026-01-01", "-e", "2026-01-01"], None),
]


def record(names: list[str]) -> None:
    """Each case in a database of its own."""
    if "again" in names:
        cases = [({"words": words, "length": length}, selection) for words, selection, length in CASES]
        _record("again", cases)
    if "cleared" in names:
        _record("cleared", [({"words": words, "running": task}, {"words": words}) for words, task in CLEAR_CASES])


def _record(name: str, cases: list[tuple[dict[str, Any], dict[str, Any]]]) -> None:
    found = []
    for case, selection in cases:
        with tempfile.TemporaryDirectory() as home:
            Path(home, "airflow.cfg").touch()
            Path(home, "dags").mkdir()
            Path(home, "dags/again_dag.py").write_text((HERE / "again_dag.py").read_text())
            environment = {
                **os.environ,
                "AIRFLOW_HOME": home,
                "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
                "AGAIN": f"{home}/length",
            }
            subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], env=environment, check=True)
            subprocess.run(
                [sys.executable, __file__, "look", json.dumps(case), json.dumps(selection)], env=environment, check=True
            )
            found.append({**case, **json.loads(Path(home, "result").read_text())})
    (HERE / f"recorded/{name}.json").write_text(json.dumps(found, indent=1) + "\n")


def look(case: dict[str, Any], selection: dict[str, Any]) -> None:
    """The run after its first execution, after it was cleared, and, where it is executed again, after the second."""
    from sqlalchemy import select, update

    from airflow.dag_processing.bundles.manager import DagBundlesManager
    from airflow.dag_processing.dagbag import BundleDagBag, sync_bag_to_db
    from airflow.models import DagRun, TaskInstance
    from airflow.sdk.definitions.dag import _run_task
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState, TaskInstanceState

    home = Path(os.environ["AIRFLOW_HOME"])
    DagBundlesManager().sync_bundles_to_db()
    file = str(home / "dags/again_dag.py")
    bag = BundleDagBag(dag_folder=file, safe_mode=False, bundle_path=home / "dags", bundle_name="dags-folder")
    sync_bag_to_db(bag, "dags-folder", None)
    dag = bag.dags["again"]
    dag.test(logical_date=datetime(2026, 1, 1, tzinfo=UTC))
    with create_session() as session:
        result = {"first": described(session)}
    if "words" in selection:
        from airflow.cli.cli_parser import get_parser

        if case["running"]:
            with create_session() as session:
                ran = TaskInstance.task_id == case["running"]
                session.execute(update(TaskInstance).where(ran).values(state=TaskInstanceState.RUNNING))
                session.execute(update(DagRun).values(state=DagRunState.RUNNING))
        arguments = get_parser().parse_args(["tasks", "clear", "again", "--yes", *selection["words"]])
        arguments.func(arguments)
        with create_session() as session:
            result["cleared"] = described(session)
        (home / "result").write_text(json.dumps(result))
        return
    Path(os.environ["AGAIN"]).write_text(str(case["length"]))
    stored = DagSerialization.from_dict(DagSerialization.to_dict(dag))
    meant = stored
    if "task_ids" in selection:
        meant = stored.partial_subset(
            selection["task_ids"],
            include_downstream=selection.get("downstream", False),
            include_upstream=selection.get("upstream", False),
        )
    with create_session() as session:
        run_id = session.scalars(select(DagRun.run_id)).one()
    instances = [tuple(key) for key in selection.get("instances", [])]
    meant.clear(run_id=run_id, **({"task_ids": instances} if instances else {}))
    with create_session() as session:
        result["cleared"] = described(session)
        run = session.scalars(select(DagRun)).one()
        run.dag, run.state = stored, DagRunState.RUNNING
        while run.state == DagRunState.RUNNING:
            # As `dag.test()` does.
            for ti in run.update_state(session=session)[0]:
                ti.try_number += ti.state != TaskInstanceState.UP_FOR_RESCHEDULE
                ti.state = TaskInstanceState.SCHEDULED
            session.commit()
            for ti in session.scalars(select(TaskInstance).where(TaskInstance.state == "scheduled")).all():
                ti.task = stored.task_dict[ti.task_id]
                _run_task(ti=ti, task=dag.task_dict[ti.task_id], run_triggerer=True)
            session.expire_all()
            run = session.scalars(select(DagRun)).one()
            run.dag = stored
    with create_session() as session:
        result["second"] = described(session)
    (home / "result").write_text(json.dumps(result))


def described(session: Any) -> dict[str, Any]:
    from sqlalchemy import select

    from airflow.models import DagRun, TaskInstance
    from airflow.models.xcom import XComModel

    run = session.scalars(select(DagRun)).one()
    instances = session.scalars(select(TaskInstance))
    rows = session.scalars(select(XComModel))
    return {
        "run": [str(run.state), run.clear_number],
        "instances": sorted(
            [ti.task_id, ti.map_index, str(ti.state) if ti.state else None, ti.try_number, ti.max_tries]
            for ti in instances
        ),
        "xcoms": sorted(
            [row.task_id, row.map_index, row.key, json.loads(row.value) if isinstance(row.value, str) else row.value]
            for row in rows
        ),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["look"]:
        look(json.loads(sys.argv[2]), json.loads(sys.argv[3]))
    else:
        record(sys.argv[1:] or ["again", "cleared"])
