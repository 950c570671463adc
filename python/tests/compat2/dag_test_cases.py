"""What Airflow 2's `dag.test()` does with each of its arguments; as a program: writes that as JSON.

Recorded with a real Airflow 2.11.2: `AIRFLOW_HOME=DIR python dag_test_cases.py OUT.json`, where this file is in DIR/dags and
DIR has a migrated database.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from airflow.decorators import dag as dag_of
from airflow.decorators import task
from airflow.hooks.base import BaseHook
from airflow.models import Variable

UTC = timezone.utc


@dag_of(schedule="@daily", start_date=datetime(2024, 1, 1, tzinfo=UTC), params={"p": 1})
def dag_test_cases() -> None:
    @task
    def secrets() -> list[Any]:
        return [Variable.get("v1", default_var=None), BaseHook.get_connection("c1").host]

    @task
    def seen(**context: Any) -> dict[str, Any]:
        run = context["dag_run"]
        dates = ("execution_date", "logical_date", "data_interval_start", "data_interval_end")
        return {
            "type": str(run.run_type),
            "run_id": run.run_id,
            "conf": run.conf,
            "params": dict(context["params"]),
            "dates": {name: str(context[name]) for name in dates},
        }

    @task(trigger_rule="all_done", retries=1, retry_delay=timedelta(seconds=0))
    def flaky(**context: Any) -> str:
        if context["ti"].try_number == 1:
            raise ValueError("not yet")
        return "at last"

    @task(trigger_rule="all_done")
    def last(**context: Any) -> Any:
        return [context["ti"].xcom_pull(task_ids=id) for id in ("secrets", "seen", "flaky")]

    [secrets(), seen(), flaky()] >> last()


dag: Any = dag_test_cases()


def outcome(*values: Any, **arguments: Any) -> dict[str, Any]:
    """One run."""
    try:
        run = dag.test(*values, **arguments)
    except Exception as error:
        return {"error": type(error).__name__}
    is_dated = bool(values) or arguments.get("execution_date") is not None
    pulled = PULL(run)
    if not is_dated:
        # The moment is another one each time.
        pulled = [*pulled[:1], sorted(pulled[1]), *pulled[2:]]
    return {
        "state": str(run.state),
        "run_id": run.run_id if is_dated else run.run_id[: len("manual__2")],
        "run_type": str(run.run_type),
        "conf": run.conf,
        "external_trigger": run.external_trigger,
        "shown": str(run) if is_dated else None,
        "dates": [
            str(date) if is_dated else date is not None
            for date in (run.execution_date, run.start_date, run.data_interval_start, run.data_interval_end)
        ],
        "instances": sorted([ti.task_id, str(ti.state), ti.try_number] for ti in run.get_task_instances()),
        "of the same date": all(ti.execution_date == run.execution_date for ti in run.get_task_instances()),
        "last": pulled,
    }


def pull_from_database(run: Any) -> Any:
    """The return value of the last task, in a real Airflow."""
    return run.get_task_instance("last").xcom_pull(task_ids="last")


def pull_from_store(run: Any) -> Any:
    """The same, from the store of this process."""
    import xcom

    found = xcom.list(dag_id=run.dag_id, run_id=run.run_id, task_id="last", key="return_value")
    return json.loads(found[0].text or "") if found else None


PULL: Any = None


def cases(folder: Path) -> dict[str, Any]:
    """Each argument, alone and together."""
    (folder / "variables.json").write_text('{"v1": "from a file"}')
    (folder / "connections.json").write_text('{"c1": "http://h1:80"}')
    files = {"variable_file_path": f"{folder}/variables.json", "conn_file_path": f"{folder}/connections.json"}
    date, there = datetime(2024, 1, 5, 12, tzinfo=UTC), datetime(2024, 1, 6, tzinfo=timezone(timedelta(hours=2)))
    return {
        "parameters": [name for name in inspect.signature(type(dag).test).parameters if name != "session"],
        "nothing": outcome(),
        "no date": outcome(execution_date=None, **files),
        "a date": outcome(execution_date=date, **files),
        "a date elsewhere": outcome(execution_date=there),
        "the same date again, by position": outcome(date, {"p": 2, "q": 3}),
        "all by position": outcome(date, {"p": 4}, files["conn_file_path"], files["variable_file_path"], False, "se.*"),
        "a date without a time zone": outcome(execution_date=datetime(2024, 1, 7)),
        "a text for a date": outcome(execution_date="2024-01-07"),
        "marked": outcome(mark_success_pattern="se.*|nothing", execution_date=date),
        "a name that it does not know": outcome(date=date),
        "a date twice": outcome(date, execution_date=date),
    }


if __name__ == "__main__":
    out = Path(sys.argv[1])
    if len(sys.argv) > 2:
        PULL = pull_from_store
    else:
        import airflow.models

        PULL = pull_from_database
        # Deleting a run asks for tables of them.
        airflow.models.import_all_models()
        importlib.import_module("airflow.providers.fab.auth_manager.models")
    out.write_text(json.dumps(cases(out.parent), indent=1) + "\n")
