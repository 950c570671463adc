"""Bundles written in Swift, run by `xcom run`: the examples, and the trials, which end as under a whole Airflow 3.3.2."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from xcom_bundle.packing import pack

from .test_bundles_on_airflow import BUILT, ROOT, STATES

XCOM = Path(os.environ.get("XCOM_PROGRAM", BUILT / "xcom"))
EXAMPLES = ("Orders", "Regions", "Feed", "Warehouse", "Marathon")

TRIALS_DAG = """
from airflow.sdk import dag, task

@dag(schedule=None)
def trials():
    @task
    def up():
        return {"a": "x"}

    @task
    def mapped(number):
        return 10 * number

    first = [up(), mapped.expand(number=[0, 1, 2])]
    for name in NAMES:
        @task.stub(queue="swift", task_id=name, retries=RETRIES, retry_delay=0)
        def stub(): ...

        first >> stub()

trials()
"""


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles")
    for name in (*EXAMPLES, "Trials"):
        pack(BUILT / name, folder, allow_dynamic=True)
    return folder


class Shell:
    """A user's, with a home of its own."""

    def __init__(self, home: Path, bundles: Path) -> None:
        self.bundles = bundles
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM_", "PYTHON"))}
        self.environment |= {"XCOM_HOME": str(home), "SWIFT_BACKTRACE": "enable=yes,color=no"}

    def __call__(self, *words: object, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [XCOM, *map(str, words)], env=self.environment, capture_output=True, text=True, timeout=120, **options
        )

    def start(self, file: Path) -> subprocess.Popen[str]:
        words = [XCOM, "run", file, "--bundle", self.bundles]
        return subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, file: Path, *words: object) -> Any:
        done = self("run", file, "--bundle", self.bundles, "-o", "json", *words)
        assert done.stdout, done.stderr
        return json.loads(done.stdout)

    def log(self, task_id: str) -> list[dict[str, Any]]:
        done = self("logs", task_id, "-o", "json")
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def shell(tmp_path: Path, bundles: Path) -> Shell:
    return Shell(tmp_path / "home", bundles)


@pytest.fixture
def example(tmp_path: Path) -> Callable[[str], Path]:
    """A copy of an example's DAG file: Python leaves something beside it."""

    def copied(name: str) -> Path:
        return Path(shutil.copy(ROOT / "Examples" / "Bundles" / name / f"{name.lower()}.py", tmp_path))

    return copied


def states(found: Any) -> dict[str, tuple[str, int]]:
    return {row["task_id"]: (row["state"], row["try_number"]) for row in found["tasks"]}


def values(found: Any, key: str = "return_value") -> dict[str, Any]:
    return {row["task_id"]: row["value"] for row in found["xcoms"] if row["key"] == key and row["map_index"] < 0}


def test_python_and_swift_read_each_others_values(shell: Shell, example: Callable[[str], Path]) -> None:
    found = shell.run(example("Orders"))
    assert values(found)["report"] == "19.75 from 2 customers up to 2026-01-03"
    assert values(found, "count") == {"transform": 2}


def test_a_task_is_mapped_over_what_swift_returns(shell: Shell, example: Callable[[str], Path]) -> None:
    found = shell.run(example("Regions"))
    assert [row["value"] for row in found["xcoms"] if row["task_id"] == "score"] == [50, 40, 50]
    assert values(found)["total"] == 140


def test_a_task_retries_with_a_reason_and_one_skips(shell: Shell, example: Callable[[str], Path]) -> None:
    found = shell.run(example("Feed"))
    assert states(found) == {"fetch": ("success", 2), "publish": ("skipped", 1)}
    assert values(found)["fetch"] == 2
    assert found["tasks"][0]["failures"][0]["message"] == "the feed is not there yet"


def test_asset_events_of_swift_are_recorded(shell: Shell, example: Callable[[str], Path]) -> None:
    shell.run(example("Feed"), "--conf", '{"publish": true}')
    with closing(sqlite3.connect(Path(shell.environment["XCOM_HOME"]) / "xcom.db")) as store:
        rows = store.execute("SELECT source_task_id, extra FROM asset_event").fetchall()
    assert [(task, json.loads(extra)) for task, extra in rows] == [("publish", {"rows": 3})]


def test_variables_and_connections_are_given(shell: Shell, example: Callable[[str], Path]) -> None:
    words = ("--var", 'warehouse_limits={"rows": 5}', "--conn", "warehouse=postgres://user:pass-word@db:1234")
    found = shell.run(example("Warehouse"), *words)
    assert values(found)["plan"] == "5 rows to postgres at db:1234"
    assert "pass-word" not in json.dumps(shell.log("plan"))
    failed = shell.run(example("Warehouse"))
    assert failed["tasks"][0]["failures"][0]["message"] == "the variable warehouse_limits is not set"


def test_a_long_task_is_cancelled_with_its_run(shell: Shell, example: Callable[[str], Path]) -> None:
    process = shell.start(example("Marathon"))
    deadline = time.monotonic() + 60
    while "running" not in json.dumps(shell.log("run")) or "Task failed" not in json.dumps(shell.log("sprint")):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    found = shell("get", "--task-id", "run", "--key", "laps")
    assert int(found.stdout) >= 1
    assert [line["event"] for line in shell.log("run")][:2] == ["running", "The task is told to end by SIGTERM"]
    assert "its execution timeout of 0.1 seconds has passed" in json.dumps(shell.log("sprint"))


# What has a terminal's Ctrl-C, or more tries, as its condition is tried elsewhere.
ENDS = {
    name.removeprefix("trials."): state
    for name, state in STATES
    if "." not in name and "," not in name and state in ("success", "failed", "removed", "skipped") and name != "deaf"
}


def test_every_trial_ends_as_under_airflow(shell: Shell, tmp_path: Path) -> None:
    names = [name for name in ENDS if name != "unknown"]
    file = tmp_path / "trials.py"
    file.write_text(TRIALS_DAG.replace("NAMES", repr(names)).replace("RETRIES", "0"), "utf-8")
    found = shell.run(file)
    told = {task: state for task, (state, _) in states(found).items() if task in names}
    assert told == {name: ENDS[name] for name in names}
    assert values(found)["echo"] == {"a": "x"}
    answers = values(found)["requests"]
    assert (answers["count"], answers["last"], answers["slice"], answers["all"]) == (3, 20, [10, 20], [0, 10, 20])
    assert values(found, "before") == {"fail": 1}
    messages = {row["task_id"]: row["failures"][-1]["message"] for row in found["tasks"] if row["failures"]}
    assert "has crashed by signal" in messages["trap"]
    assert "$.a" in messages["wrong_type"]


def test_a_crash_is_tried_again(shell: Shell, tmp_path: Path) -> None:
    names = ["trap", "kill_itself", "garbage"]
    file = tmp_path / "trials.py"
    file.write_text(TRIALS_DAG.replace("NAMES", repr(names)).replace("RETRIES", "1"), "utf-8")
    found = shell.run(file)
    assert {name: states(found)[name] for name in names} == dict.fromkeys(names, ("failed", 2))
