"""What listeners of plugins are told, against what they were told by `dag.test()` of a whole Airflow 3.2.1.

`listened/airflow_3.2.1.jsonl` holds the notes that `listened/plugins/telling.py` made there, of both DAGs of
`listened/listened.py`, each with the logical date 2026-01-01, the run id `r` and the conf `{"a": 1}`.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from .conftest import Xcom

HERE = Path(__file__).parent / "listened"
#: What only processes of their own, and Airflow's scheduler, tell: `dag.test()` has neither.
PRODUCTION = ("on_starting", "on_dag_run_running")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def notes(xcom: Xcom) -> Path:
    shutil.copytree(HERE / "plugins", xcom.folder / "plugins")
    xcom.environment["AIRFLOW__CORE__PLUGINS_FOLDER"] = str(xcom.folder / "plugins")
    xcom.environment["NOTES"] = str(xcom.folder / "notes")
    return xcom.folder / "notes"


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_listeners_are_told_what_airflow_tells_them(xcom: Xcom, notes: Path, isolation: str) -> None:
    shutil.copy(HERE / "listened.py", xcom.folder)
    for dag_id, code in {"listened": 0, "listened_failed": 1}.items():
        options = ["--dag-id", dag_id, "--logical-date", "2026-01-01T00:00Z", "--run-id", "r", "--isolation", isolation]
        done = xcom("run", "listened.py", *options, "--conf", '{"a": 1}')
        assert done.returncode == code, done.stderr
    # Nothing depends on a listener that fails.
    assert "ValueError: a listener's own error" in done.stderr
    told = lines(notes)
    # There is no table of aliases here that one could be new in.
    expected = [line for line in lines(HERE / "airflow_3.2.1.jsonl") if line["hook"] != "on_asset_alias_created"]
    common = [line for line in told if line["hook"] not in PRODUCTION]
    assert sorted(map(json.dumps, common)) == sorted(map(json.dumps, expected))
    assert [line["hook"] for line in told].count("on_starting") == 6
    runs = [line["run"][0] for line in told if line["hook"].startswith("on_dag_run")]
    assert runs == ["listened", "listened", "listened_failed", "listened_failed"]
    started = [line for line in told if line["hook"] == "on_dag_run_running"]
    assert [line["msg"] for line in started] == ["started", "started"]


def test_of_a_lost_process_the_scheduler_tells(xcom: Xcom, notes: Path) -> None:
    file = xcom.dag("""
        import os
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def lost():
            @task(retries=1, retry_delay=0)
            def dies():
                os._exit(3)

            dies()

        lost()
    """)
    assert xcom("run", file).returncode == 1
    told = [line for line in lines(notes) if line["hook"] == "on_task_instance_failed"]
    assert [(line["task"], line["state"], line["error"]) for line in told] == [
        ("dies", "up_for_retry", "str"),
        ("dies", "failed", "str"),
    ]
    assert [line["hook"] for line in lines(notes)][-1] == "on_dag_run_failed"


def test_a_queued_run_begins_when_it_is_taken_up(xcom: Xcom, notes: Path) -> None:
    file = xcom.dag("""
        from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
        from airflow.sdk import DAG, task

        with DAG("controller"):
            TriggerDagRunOperator(task_id="trigger", trigger_dag_id="target", trigger_run_id="r")

        with DAG("target"):
            @task
            def work():
                return 1

            work()
    """)
    assert xcom("run", file, "--dag-id", "controller").returncode == 0
    assert xcom("run", file, "--dag-id", "target", "--run-id", "r").returncode == 0
    begun = [line["run"][0] for line in lines(notes) if line["hook"] == "on_dag_run_running"]
    assert begun == ["controller", "target"]
