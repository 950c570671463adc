"""What `dag.test()` does with each of its arguments; as a program: writes that as JSON.

Recorded with a real Airflow 3.2.1: `AIRFLOW_HOME=DIR python dag_test_cases.py OUT.json`, where this file is in DIR/dags and
DIR has a migrated database.
"""

from __future__ import annotations

import datetime
import json
import os
import sys
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, Connection, Variable, task
from airflow.sdk.bases.hook import BaseHook
from airflow.sdk.bases.operator import BaseOperator
from airflow.triggers.base import BaseTrigger, TriggerEvent

UTC = datetime.timezone.utc


class Moment(BaseTrigger):
    """Says at once what it was given."""

    def __init__(self, said: str) -> None:
        super().__init__()
        self.said = said

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return f"{type(self).__module__}.Moment", {"said": self.said}

    async def run(self) -> Any:
        yield TriggerEvent({"said": self.said})


class Deferring(BaseOperator):
    """Waits for a trigger."""

    def execute(self, context: Any) -> None:
        self.defer(trigger=Moment("now"), method_name="resumed")

    def resumed(self, context: Any, event: Any = None) -> Any:
        return event


def record(context: Any) -> None:
    """A callback of the DAG."""
    CALLED.append([context["run_id"][:26], context.get("reason")])


CALLED: list[Any] = []

with DAG(
    "dag_test_cases",
    schedule="@daily",
    start_date=datetime.datetime(2024, 1, 1, tzinfo=UTC),
    params={"p": 1},
    on_success_callback=record,
    on_failure_callback=record,
) as dag:

    @task
    def secrets() -> list[Any]:
        return [Variable.get("v1", default=None), BaseHook.get_connection("c1").host, Connection.get("c2").host]

    @task
    def seen(**context: Any) -> dict[str, Any]:
        run = context["dag_run"]
        dates = ("logical_date", "data_interval_start", "data_interval_end", "ds")
        return {
            "type": str(run.run_type),
            "conf": run.conf,
            "params": dict(context["params"]),
            "dates": {name: str(context[name]) if name in context else "missing" for name in dates},
            "dag_id": os.environ.get("AIRFLOW_CTX_DAG_ID"),
        }

    @task
    def many() -> list[int]:
        return [1, 2]

    @task
    def each(number: int) -> int:
        return number * 10

    @task(trigger_rule="all_done", retries=1, retry_delay=datetime.timedelta(seconds=0))
    def flaky(**context: Any) -> str:
        if context["ti"].try_number == 1:
            raise ValueError("not yet")
        return "at last"

    @task(trigger_rule="all_done")
    def last(**context: Any) -> Any:
        ti = context["ti"]
        ids = ["secrets", "seen", "each", "flaky", "deferring"]
        return [ti.xcom_pull(task_ids=id) for id in ids]

    [secrets(), seen(), each.expand(number=many()), flaky(), Deferring(task_id="deferring")] >> last()


def outcome(**arguments: Any) -> dict[str, Any]:
    """One run."""
    CALLED.clear()
    try:
        run = dag.test(**arguments)
    except Exception as error:
        return {"error": type(error).__name__}
    instances = sorted(run.get_task_instances(), key=lambda ti: (ti.task_id, ti.map_index))
    pulled = PULL(run)
    return {
        "state": str(run.state),
        "run_id": run.run_id[: len("manual__2024-01-06T00:00:00+00:00")] if "run_after" in arguments else None,
        "run_type": str(run.run_type),
        "conf": run.conf,
        "triggered_by": str(run.triggered_by),
        "user": run.triggering_user_name,
        "dates": [
            str(date) if "logical_date" in arguments or "run_after" in arguments else date is not None
            for date in (run.logical_date, run.data_interval_start, run.data_interval_end)
        ],
        "start_date": str(run.start_date) if arguments.get("logical_date") else None,
        "instances": [[ti.task_id, ti.map_index, str(ti.state), ti.try_number] for ti in instances],
        "last": pulled,
        "callbacks": len(CALLED),
    }


def pull_from_database(run: Any) -> Any:
    """The return value of the last task, in a real Airflow."""
    from airflow.models.xcom import XComModel
    from airflow.utils.session import create_session

    with create_session() as session:
        rows = session.query(XComModel).filter_by(dag_id=run.dag_id, run_id=run.run_id, task_id="last")
        return next((row.value for row in rows if row.key == "return_value"), None)


def pull_from_store(run: Any) -> Any:
    """The same, from the store of this process."""
    import xcom

    found = xcom.list(dag_id=run.dag_id, run_id=run.run_id, task_id="last", key="return_value")
    return json.loads(found[0].text or "") if found else None


PULL: Any = None


def cases(folder: Path) -> dict[str, Any]:
    """Each argument, alone and together."""
    (folder / "variables.json").write_text('{"v1": "from a file"}')
    (folder / "connections.json").write_text('{"c1": "http://h1:80", "c2": {"conn_type": "x", "host": "h2"}}')
    files = {"variable_file_path": f"{folder}/variables.json", "conn_file_path": f"{folder}/connections.json"}
    date, after = datetime.datetime(2024, 1, 5, 12, tzinfo=UTC), datetime.datetime(2024, 1, 6, tzinfo=UTC)
    return {
        "nothing": outcome(),
        "files": outcome(**files),
        "environment is as before": [name for name in os.environ if name.startswith("AIRFLOW__SECRETS")],
        "dates": outcome(logical_date=date, run_after=after, **files),
        "the same date again": outcome(logical_date=date, run_after=after, run_conf={"p": 2, "q": 3}),
        "no logical date": outcome(logical_date=None, run_after=after, **files),
        "marked": outcome(mark_success_pattern="se.*|each|nothing", logical_date=date, run_after=after),
        "marked by part of a name": outcome(mark_success_pattern="secret", logical_date=date, run_after=after),
        "a pattern that is none": outcome(mark_success_pattern="("),
        "a conf that is none": outcome(run_conf=[1]),
        "params that are refused": outcome(run_conf={"p": 1}, logical_date=date, run_after=after),
    }


if __name__ == "__main__":
    out = Path(sys.argv[1])
    PULL = pull_from_store if "xcom_bridge" in sys.modules or len(sys.argv) > 2 else pull_from_database
    out.write_text(json.dumps(cases(out.parent), indent=1))
