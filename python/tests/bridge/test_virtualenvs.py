"""Tasks in another interpreter reach the supervisor over the SDK's own wire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = """
import sys
from airflow.sdk import DAG, task

with DAG("d", schedule=None):

    @task.external_python(python=sys.executable, expect_airflow=False)
    def outside(n):
        from airflow.sdk import Variable
        print("printed outside")
        return [n, Variable.get("name"), Variable.get("missing", default="dflt")]

    outside(3)
"""

RUN = """
import _xcom, xcom_bridge

def answer(message):
    if message["type"] == "GetVariable":
        if message["key"] == "name":
            return {"body": {"key": "name", "value": "from the store", "type": "VariableResult"}, "error": None}
        error = {"error": "VARIABLE_NOT_FOUND", "detail": {"message": "not there"}, "type": "ErrorResponse"}
        return {"body": error, "error": None}

_xcom.answer = answer
dag_file, log = args
loaded = json.loads(xcom_bridge.load_dags(json.dumps({"paths": [dag_file], "store": "sqlite://"}).encode()))
assert not loaded["import_errors"], loaded
run = {
    "dag_id": "d", "run_id": "r", "logical_date": None, "run_after": "2026-01-01T00:00:00Z", "conf": {},
    "start_date": "2026-01-01T00:00:00Z", "run_type": "manual", "state": "running", "consumed_asset_events": [],
    "data_interval_start": None, "data_interval_end": None, "end_date": None,
}
ti = {
    "id": "01900000-0000-7000-8000-000000000001", "task_id": "outside", "dag_id": "d", "run_id": "r",
    "try_number": 1, "map_index": -1, "dag_version_id": "01900000-0000-7000-8000-000000000002",
}
startup = {
    "type": "StartupDetails", "ti": ti, "dag_rel_path": "d.py", "bundle_info": {"name": "b", "version": None},
    "start_date": "2026-01-01T00:00:00Z", "sentry_integration": "",
    "ti_context": {"dag_run": run, "max_tries": 0, "should_retry": False},
}
outcome = json.loads(xcom_bridge.run_task(json.dumps({"startup": startup, "log_path": log}).encode()))
result = {**outcome, "log": open(log).read(), "pushed": _xcom.pushed, "asked": [m["type"] for m in _xcom.sent]}
"""


def test_an_external_python_task_reads_variables(fresh: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(TASK)
    outcome = fresh(RUN, str(tmp_path / "d.py"), str(tmp_path / "outside.log"))
    assert outcome["state"] == "success", outcome["log"]
    assert outcome["pushed"][0][5] == [3, "from the store", "dflt"]
    assert outcome["asked"].count("GetVariable") == 2
    assert "printed outside" in outcome["log"]


REPLIES = """
import _xcom
from pydantic import BaseModel
from xcom_bridge import comms, virtualenvs

class Inner(BaseModel):
    end_date: str | None
    note: str | None = None

class Newer(BaseModel):
    host: str | None
    runs: list[Inner]
    port: int | None = None
    type: str = "NewerResult"

comms.reply_models()["NewerResult"] = Newer
bodies = {
    "GetNewer": {"type": "NewerResult", "runs": [{"note": "n"}, {"end_date": "d"}]},
    "GetVariable": {"type": "VariableResult", "key": "k", "value": "v"},
    "GetNothing": None,
}
_xcom.answer = lambda message: {"body": bodies[message["type"]], "error": None}
result = [virtualenvs._answered({"type": kind}) for kind in bodies]
"""


def test_what_the_sdk_wants_to_be_said_is_in_the_answers(fresh: Callable[..., Any]) -> None:
    newer, variable, nothing = fresh(REPLIES)
    runs = [{"note": "n", "end_date": None}, {"end_date": "d"}]
    assert newer == [{"type": "NewerResult", "runs": runs, "host": None}, None]
    assert variable == [{"type": "VariableResult", "key": "k", "value": "v"}, None]
    assert nothing == [None, None]
