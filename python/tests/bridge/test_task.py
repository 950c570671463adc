"""One task instance, from StartupDetails to its result and its log."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

TASKS = """
import os
import subprocess
import sys

from airflow.sdk import DAG, BaseOperator, Variable, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException


def raises(context):
    raise RuntimeError("a callback that fails is only logged")


with DAG("d", schedule=None, params={"n": 1}):

    @task
    def returns(a, ds=None):
        return {"a": a, "ds": ds}

    @task(on_failure_callback=lambda context: print("callback saw", repr(context["exception"])))
    def fails():
        raise ValueError("no\\nway")

    @task
    def skips():
        raise AirflowSkipException("later")

    @task
    def exits():
        sys.exit(3)

    @task(on_success_callback=raises)
    def talks():
        print("printed, with secret hunter2hunter2")
        print("to stderr", file=sys.stderr)
        import logging
        logging.getLogger("mine").warning("logged %s", "hunter2hunter2")
        print("half a line", end="")

    @task
    def variable():
        return Variable.get("missing", default="dflt")

    @task
    def pulls(ti=None):
        return [ti.xcom_pull(task_ids="returns"), ti.xcom_pull(["a", "b"], map_indexes=[0, 1], key="k")]

    returns(1)
    fails()
    skips()
    exits()
    talks()
    variable()
    pulls()
"""

RUN = """
import _xcom, xcom_bridge

def answer(message):
    if message["type"] == "GetVariable":
        error = {"error": "VARIABLE_NOT_FOUND", "detail": {"message": "not there"}, "type": "ErrorResponse"}
        return {"body": error, "error": None}
    if message["type"] == "GetXCom" and message["key"] == "refused":
        return {"body": None, "error": {"error": "API_SERVER_ERROR", "detail": {"status_code": 500}}}

_xcom.answer = answer
dag_file, log_folder, wanted, extra = args
loaded = json.loads(xcom_bridge.load_dags(json.dumps({"paths": [dag_file], "store": "sqlite://"}).encode()))
assert not loaded["import_errors"], loaded
xcom_bridge.warm_up(b"{}")
from airflow.sdk._shared.secrets_masker import mask_secret
mask_secret("hunter2hunter2")
result = {}
for task_id in wanted:
    run = {
        "dag_id": "d", "run_id": "r", "logical_date": "2026-01-01T00:00:00Z",
        "data_interval_start": "2026-01-01T00:00:00Z", "data_interval_end": "2026-01-01T00:00:00Z",
        "run_after": "2026-01-01T00:00:00Z", "start_date": "2026-01-01T00:00:00Z", "end_date": None,
        "run_type": "manual", "state": "running", "conf": {}, "consumed_asset_events": [],
    }
    ti = {
        "id": "01900000-0000-7000-8000-000000000001", "task_id": task_id, "dag_id": "d", "run_id": "r",
        "try_number": 1, "map_index": -1, "dag_version_id": "01900000-0000-7000-8000-000000000002",
    }
    startup = {
        "type": "StartupDetails", "ti": ti, "dag_rel_path": "d.py", "bundle_info": {"name": "b", "version": None},
        "start_date": "2026-01-01T00:00:00Z", "sentry_integration": "",
        "ti_context": {"dag_run": run, "max_tries": 0, "should_retry": False, **extra},
    }
    _xcom.sent.clear(), _xcom.pushed.clear(), _xcom.pulled.clear()
    log = f"{log_folder}/{task_id}/attempt=1.log"
    request = {"startup": startup, "log_path": log}
    outcome = json.loads(xcom_bridge.run_task(json.dumps(request).encode()))
    result["secrets"] = _xcom.secrets
    result[task_id] = {
        **outcome, "log": open(log).read(), "sent": list(_xcom.sent), "pushed": list(_xcom.pushed),
        "pulled": list(_xcom.pulled),
    }
"""

WANTED = ["returns", "fails", "skips", "exits", "talks", "variable", "pulls", "no_such_task"]


@pytest.fixture(scope="module")
def outcomes(fresh: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("tasks")
    (folder / "d.py").write_text(TASKS)
    found: dict[str, Any] = fresh(RUN, str(folder / "d.py"), str(folder / "logs"), WANTED, {})
    return found


def events(outcome: dict[str, Any]) -> list[dict[str, Any]]:
    """The lines of a log, each of which has to be an event."""
    found = [json.loads(line) for line in outcome["log"].splitlines()]
    assert all({"timestamp", "level", "event", "logger"} <= line.keys() for line in found)
    return found


def types(outcome: dict[str, Any]) -> list[str]:
    return [message["type"] for message in outcome["sent"]]


def test_a_return_value_is_pushed_natively(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["returns"]
    assert outcome["state"] == "success"
    assert outcome["error"] is None
    assert outcome["pushed"] == [["d", "r", "returns", -1, "return_value", {"a": 1, "ds": "2026-01-01"}, None, False]]
    assert types(outcome) == ["SetRenderedFields", "SucceedTask"]


def test_an_exception_comes_back_and_ends_the_log(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["fails"]
    assert outcome["state"] == "failed"
    assert outcome["error"]["type"] == "builtins.ValueError"
    assert outcome["error"]["message"] == "no\nway"
    *before, last = events(outcome)
    assert last["event"] == "builtins.ValueError: no\nway"
    assert 'raise ValueError("no\\nway")' in last["error"].pop("traceback")
    (frame,), hints = last["error"].pop("frames"), last["error"].pop("hints")
    assert (frame["function"], frame["source"], hints) == ("fails", 'raise ValueError("no\\nway")', [])
    assert last["error"] == outcome["error"]
    assert "callback saw ValueError('no\\nway')" in [line["event"] for line in before]


def test_a_skip_is_no_error(outcomes: dict[str, Any]) -> None:
    assert outcomes["skips"]["state"] == "skipped"
    assert outcomes["skips"]["error"] is None


def test_sys_exit_fails_the_task_and_not_the_process(outcomes: dict[str, Any]) -> None:
    assert outcomes["exits"]["state"] == "failed"
    assert outcomes["exits"]["error"]["type"] == "builtins.SystemExit"
    assert outcomes["exits"]["error"]["message"] == "3"


def test_all_that_a_task_says_is_in_its_log_and_masked(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["talks"]
    assert outcome["state"] == "success"
    said = [(line["logger"], line["event"]) for line in events(outcome)]
    assert ("task.stdout", "printed, with secret ***") in said
    assert ("task.stderr", "to stderr") in said
    assert ("mine", "logged ***") in said
    assert ("task.stdout", "half a line") in said
    assert "hunter2" not in outcome["log"]
    failed = next(line for line in events(outcome) if line["event"] == "Failed to run task callback")
    assert failed["error_detail"][0]["exc_value"] == "a callback that fails is only logged"


def test_secrets_are_told_to_whoever_masks_the_output_around_python(outcomes: dict[str, Any]) -> None:
    assert outcomes["secrets"] == ["hunter2hunter2"]


def test_an_error_response_as_a_body_is_an_answer(outcomes: dict[str, Any]) -> None:
    assert outcomes["variable"]["pushed"][0][5] == "dflt"


def test_pulls_go_to_the_native_module(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["pulls"]
    assert outcome["pulled"] == [
        ["d", "r", ["returns"], "return_value", False, None, True, None],
        ["d", "r", ["a", "b"], "k", False, [0, 1], False, None],
    ]
    assert outcome["pushed"][0][5] == ["pulled natively", "pulled natively"]


def test_a_task_that_no_file_has_fails_without_a_terminal_message(outcomes: dict[str, Any]) -> None:
    outcome = outcomes["no_such_task"]
    assert outcome["state"] == "failed"
    assert outcome["error"]["type"] == "xcom_bridge.task.UnknownTask"
    assert outcome["sent"] == []


def test_warming_up_leaves_no_trace(fresh: Callable[..., Any], tmp_path: Path) -> None:
    code = """
import os, signal, sys, xcom_bridge
before = dict(os.environ), signal.getsignal(signal.SIGTERM), sys.stdout, sys.excepthook
xcom_bridge.warm_up(b"{}")
import _xcom
from xcom_bridge import loading
from airflow.sdk.execution_time import task_runner
after = dict(os.environ), signal.getsignal(signal.SIGTERM), sys.stdout, sys.excepthook
after[0].pop("AIRFLOW__CORE__LOAD_EXAMPLES", None)
before[0].pop("AIRFLOW__CORE__LOAD_EXAMPLES", None)
result = [before == after, _xcom.sent, _xcom.pushed, list(loading.loaded().dags)]
result.append(hasattr(task_runner, "SUPERVISOR_COMMS"))
"""
    assert fresh(code) == [True, [], [], [], False]


def test_a_forked_process_says_nothing_of_its_own(fresh: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text(TASKS)
    code = RUN.replace(
        "result = {}\n",
        "import os\nif os.fork():\n    os._exit(os.waitstatus_to_exitcode(os.wait()[1]))\nresult = {}\n",
    )
    found = fresh(code, str(tmp_path / "d.py"), str(tmp_path / "logs"), ["skips"], {})
    assert [line["event"] for line in events(found["skips"])] == ["Skipping task."]
