"""Bundles written in Swift, run by the ExecutableCoordinator of a whole Airflow 3.3.2.

It is that of `scripts/setup --airflow33-whole .build/airflow33-whole`, or the one that XCOM_TEST_AIRFLOW33 names.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from xcom_bundle.packing import pack

ROOT = Path(__file__).resolve().parents[3]
BUILT = ROOT / ".build" / "release"
AIRFLOW = Path(os.environ.get("XCOM_TEST_AIRFLOW33", ROOT / ".build" / "airflow33-whole"))

UP = {"xcoms": [["up", "return_value", -1, {"a": "x"}], *(["mapped", "return_value", i, 10 * i] for i in range(3))]}
RETRY = {"should_retry": True, "max_tries": 1}
ORDER = {
    "id": 1,
    "customer": "Ada",
    "total": {"__classname__": "decimal.Decimal", "__version__": 1, "__data__": 12.5},
    "placed_at": {
        "__classname__": "datetime.datetime",
        "__version__": 2,
        "__data__": {
            "timestamp": 1767323045.0,
            "tz": {
                "__classname__": "builtins.tuple",
                "__version__": 1,
                "__data__": ["UTC", "pendulum.tz.timezone.Timezone", 1, True],
            },
        },
    },
}

# What is run, by a name.
TRIALS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "echo": UP,
    "fail": {"xcom_keys_to_clear": ["old", "return_value"]},
    "fail, with a retry": RETRY,
    "fail_for_good": RETRY,
    "retry_later": RETRY,
    "reschedule": {},
    "trap": {},
    "trap, with a retry": RETRY,
    "exit": {},
    "kill_itself": RETRY,
    "garbage": RETRY,
    "unknown": {"xcom_keys_to_clear": ["old"]},
    "wrong_type": UP,
    "not_finite": {},
    "requests": UP,
    "branch": {},
    "log": {},
    "deaf": {"terminated_at": "deaf"},
    "secret": {},
    "defer": {},
    "defer, with its event": {
        "next_method": "after_a_second",
        "next_kwargs": {"times": 2, "event": ORDER["placed_at"]},
    },
    "defer, for too long": {"next_method": "__fail__", "next_kwargs": {"error": "Trigger timeout"}, **RETRY},
    "ask": {},
    "call": {},
    "call, once more": {"dag_runs": [["called", "by_hand"]]},
    "alias": {},
    "orders.transform": {"xcoms": [["extract", "return_value", -1, [ORDER]]]},
    "regions.list_regions": {},
    "regions.score": {"map_index": 0, "xcoms": [["list_regions", "return_value", -1, ["north"]]]},
    "regions.total": {"xcoms": [["score", "return_value", index, index] for index in range(100)]},
    "feed.publish": {},
    "feed.publish, as asked for": {"conf": {"publish": True}},
    "warehouse.plan": {
        "variables": {"warehouse_limits": '{"rows": 5}'},
        "connections": {"warehouse": {"conn_type": "postgres", "host": "db", "port": 1234}},
    },
    "marathon.run": {"terminated_at": "running", **RETRY},
    "marathon.sprint": RETRY,
}


#: How each trial ends.
STATES = [
    ("nothing", "success"),
    ("echo", "success"),
    ("fail", "failed"),
    ("fail, with a retry", "up_for_retry"),
    ("fail_for_good", "failed"),
    ("retry_later", "up_for_retry"),
    ("reschedule", "up_for_reschedule"),
    ("trap", "failed"),
    ("trap, with a retry", "up_for_retry"),
    ("exit", "failed"),
    ("kill_itself", "up_for_retry"),
    ("garbage", "up_for_retry"),
    ("unknown", "removed"),
    ("wrong_type", "failed"),
    ("not_finite", "failed"),
    ("requests", "success"),
    ("branch", "success"),
    ("log", "success"),
    ("deaf", "failed"),
    ("orders.transform", "success"),
    ("regions.list_regions", "success"),
    ("regions.score", "success"),
    ("regions.total", "success"),
    ("feed.publish", "skipped"),
    ("feed.publish, as asked for", "success"),
    ("warehouse.plan", "success"),
    ("marathon.run", "up_for_retry"),
    ("marathon.sprint", "up_for_retry"),
]
# Those that go on, or need more than the trial, in a run.
IN_AIRFLOW = [
    ("secret", "success"),
    ("defer", "deferred"),
    ("defer, with its event", "success"),
    ("defer, for too long", "up_for_retry"),
    ("ask", "awaiting_input"),
    ("call", "success"),
    ("call, once more", "failed"),
    ("alias", "success"),
]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each trial: all of them are run in one process."""
    # The Task SDK alone cannot drive a bundle.
    if not list(AIRFLOW.glob("lib/python*/site-packages/cadwyn")):
        pytest.skip(f"there is no whole Airflow 3.3.2 in {AIRFLOW}; scripts/setup --airflow33-whole makes it")
    folder = tmp_path_factory.mktemp("bundles")
    for name in ("Orders", "Regions", "Feed", "Warehouse", "Marathon", "Trials"):
        # Swift's runtime is where they were built.
        pack(BUILT / name, folder, allow_dynamic=True)
    trials = []
    for name, trial in TRIALS.items():
        place = name.partition(",")[0].rpartition(".")
        trials.append({"dag_id": place[0] or "trials", "task_id": place[2], **trial})
    results = tmp_path_factory.mktemp("results") / "results.json"
    process = subprocess.run(
        [AIRFLOW / "bin" / "python", ROOT / "Tests" / "LanguageSDK" / "harness.py", folder, results],
        input=json.dumps(trials),
        capture_output=True,
        text=True,
        env=os.environ | {"SWIFT_BACKTRACE": "enable=yes,color=no"},
    )
    assert process.returncode == 0, process.stderr[-3000:]
    return dict(zip(TRIALS, json.loads(results.read_text("utf-8")), strict=True))


@pytest.mark.parametrize(("name", "state"), STATES + IN_AIRFLOW)
def test_every_end_is_one_state_that_airflow_is_told(outcomes: dict[str, Any], name: str, state: str) -> None:
    outcome = outcomes[name]
    assert [told["state"] for told in outcome["states"]] == [state]
    assert outcome["exit_code"] == 0


def test_what_is_returned_and_pushed_is_stored(outcomes: dict[str, Any]) -> None:
    assert outcomes["echo"]["xcoms"]["echo.return_value[-1]"] == {"a": "x"}
    assert outcomes["nothing"]["xcoms"] == {}
    assert outcomes["regions.score"]["calls"][-1] == [
        "POST",
        "/xcoms/regions/manual__1/score/return_value",
        {"map_index": "0"},
        50,
    ]
    assert outcomes["regions.total"]["calls"][-1][2:] == [{"dag_result": "true"}, 4950]
    assert outcomes["regions.list_regions"]["calls"][-1][2] == {"mapped_length": "3"}
    assert outcomes["marathon.run"]["xcoms"]["run.laps[-1]"] >= 1
    summary = outcomes["orders.transform"]["xcoms"]["transform.return_value[-1]"]
    assert summary["total"] == ORDER["total"]
    assert summary["newest"]["__classname__"] == "datetime.datetime"
    assert outcomes["orders.transform"]["xcoms"]["transform.total[-1]"] == ORDER["total"]


def test_what_the_api_lists_is_deleted_first(outcomes: dict[str, Any]) -> None:
    assert [call[:2] for call in outcomes["fail"]["calls"]] == [
        ["DELETE", "/xcoms/trials/manual__1/fail/old"],
        ["DELETE", "/xcoms/trials/manual__1/fail/return_value"],
        ["POST", "/xcoms/trials/manual__1/fail/before"],
    ]
    assert outcomes["unknown"]["calls"] == []


def test_every_request_is_answered(outcomes: dict[str, Any]) -> None:
    assert outcomes["requests"]["xcoms"]["requests.return_value[-1]"] == {
        "step": 4,
        "count": 3,
        "last": 20,
        "slice": [10, 20],
        "all": [0, 10, 20],
        "tryNumber": 1,
        "logicalDate": "2026-01-01T00:00:00+00:00",
    }
    skips = [call[1:] for call in outcomes["branch"]["calls"]]
    assert [path.rpartition("/")[2] for path, _, _ in skips] == ["skip-downstream"]
    assert skips[0][2] == {"tasks": [["not_taken", -1]]}


def test_reasons_and_delays_of_retries_are_told(outcomes: dict[str, Any]) -> None:
    later = outcomes["retry_later"]["states"][0]
    assert (later["retry_delay_seconds"], later["retry_reason"]) == (7.0, "not yet")
    assert outcomes["fail, with a retry"]["states"][0]["retry_reason"] == "it was to fail"
    assert "has crashed by signal" in outcomes["trap, with a retry"]["states"][0]["retry_reason"]
    assert outcomes["reschedule"]["states"][0]["reschedule_date"] == "2030-01-02T03:04:05Z"


def test_a_deferred_task_names_its_trigger_and_goes_on_with_the_event(outcomes: dict[str, Any]) -> None:
    told = outcomes["defer"]["states"][0]
    assert told["classpath"] == "airflow.providers.standard.triggers.temporal.DateTimeTrigger"
    assert told["trigger_kwargs"]["moment"]["__classname__"] == "datetime.datetime"
    assert (told["next_method"], told["next_kwargs"]) == ("after_a_second", {"times": 1})
    assert told["trigger_timeout"] == "PT10M"
    assert outcomes["defer, with its event"]["xcoms"]["defer.return_value[-1]"] == "waited 2 time"
    assert "Trigger timeout" in outcomes["defer, for too long"]["states"][0]["retry_reason"]


def test_a_question_is_put_before_the_task_waits(outcomes: dict[str, Any]) -> None:
    [[method, path, _, question]] = outcomes["ask"]["calls"]
    assert (method, path.split("/")[1]) == ("POST", "hitlDetails")
    assert (question["subject"], question["options"], question["defaults"]) == ("Go on?", ["yes", "no"], ["no"])
    assert outcomes["ask"]["states"][0]["timeout"] == "PT1S"


def test_runs_of_other_dags_are_made(outcomes: dict[str, Any]) -> None:
    method, path, _, body = outcomes["call"]["calls"][0]
    assert (method, path, body["conf"]) == ("POST", "/dag-runs/called/by_hand", {"question": 42})
    assert outcomes["call"]["xcoms"]["call.return_value[-1]"] == "by_hand"
    assert "DAGRUN_ALREADY_EXISTS" in outcomes["call, once more"]["logs"][-1]["error_detail"]


def test_a_secret_is_masked_from_then_on(outcomes: dict[str, Any]) -> None:
    assert [line["event"] for line in outcomes["secret"]["logs"]] == ["it is ***"]


def test_an_event_goes_through_an_alias(outcomes: dict[str, Any]) -> None:
    told = outcomes["alias"]["states"][0]
    assert [(outlet["name"], outlet["type"]) for outlet in told["task_outlets"]] == [("parts", "AssetAlias")]
    assert told["outlet_events"][0]["source_alias_name"] == "parts"


def test_asset_events_go_with_success(outcomes: dict[str, Any]) -> None:
    told = outcomes["feed.publish, as asked for"]["states"][0]
    asset = {"name": "feed", "uri": "file:///feed"}
    assert told["task_outlets"] == [asset | {"type": "Asset"}]
    assert [(event["dest_asset_key"], event["extra"]) for event in told["outlet_events"]] == [(asset, {"rows": 3})]


def test_log_lines_arrive_with_their_level_and_fields(outcomes: dict[str, Any]) -> None:
    lines = [line for line in outcomes["log"]["logs"] if line["logger"] != "task.stdout"]
    assert [(line["logger"], line["level"], line["event"]) for line in lines] == [
        ("task", "info", 'two\nlines \u2028 \0 and "quotes"'),
        ("other.part", "warning", "from elsewhere"),
        ("task", "info", "current"),
        ("task", "info", "within"),
    ]
    assert lines[0]["rows"] == "3"
    assert lines[3]["order"] == "7"
    assert [line["event"] for line in outcomes["log"]["logs"] if line["logger"] == "task.stdout"] == ["printed"]
    assert "Program crashed" in " ".join(line["event"] for line in outcomes["trap"]["logs"])
    wrong = outcomes["wrong_type"]["logs"][-1]
    assert "$.a: " in wrong["error_detail"]
