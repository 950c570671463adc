"""``xcom tasks clear`` leaves task instances as Airflow's command does; taken up, their run executes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from .conftest import Terminal, Xcom
from .test_again import HERE, RECORDED, again, described

__all__ = ["again"]
CLEARED = json.loads((HERE / "recorded/cleared.json").read_text())


def _name(case: dict[str, Any]) -> str:
    return " ".join([*case["words"], "running" if case["running"] else ""]).strip() or "all"


@pytest.mark.parametrize("case", CLEARED, ids=map(_name, CLEARED))
def test_states_and_tries_after_it(xcom: Xcom, again: Path, case: dict[str, Any]) -> None:
    assert described(xcom) == case["first"]
    if task := case["running"]:
        xcom.change(f"UPDATE task_instance SET state = 'running' WHERE task_id = '{task}'")
        xcom.change("UPDATE dag_run SET state = 'running', end_date = NULL")
    done = xcom("tasks", "clear", again, "--yes", *case["words"], "-o", "json")
    assert done.returncode == 0, done.stderr
    assert described(xcom) == case["cleared"]
    changed = {
        tuple(was[:2]) for was, now in zip(case["first"]["instances"], case["cleared"]["instances"], strict=True)
        if was != now
    }  # fmt: skip
    assert changed <= {(row["task_id"], row["map_index"]) for row in json.loads(done.stdout)}


@pytest.mark.parametrize(
    "case",
    [case for case in RECORDED if case["words"] in (["--again"], ["--task", "use"]) or "--map-index" in case["words"]],
    ids=lambda case: f"{' '.join(case['words'])} {case['length']}",
)
def test_what_was_cleared_is_executed_when_the_run_is_taken_up(xcom: Xcom, again: Path, case: dict[str, Any]) -> None:
    words = [word for word in case["words"] if word != "--again"]
    assert xcom("tasks", "clear", again, "-y", "--run-id", "r", *words).returncode == 0
    assert described(xcom) == case["cleared"]
    (xcom.folder / "length").write_text(str(case["length"]))
    xcom("run", again, "--run-id", "r")
    assert described(xcom) == case["second"]


def test_what_would_be_cleared(xcom: Xcom, again: Path) -> None:
    before = described(xcom)
    rows = xcom.json("tasks", "clear", again, "--dry-run", "-f", "--run-id", "r")
    assert [(row["run_id"], row["task_id"], row["map_index"], row["state"]) for row in rows] == [
        ("r", "each", 1, "failed"),
        ("r", "total", -1, "upstream_failed"),
    ]
    assert xcom.json("tasks", "clear", again, "--dry-run", "--task", "each", "--map-index", "9") == []
    assert described(xcom) == before


def test_a_person_is_asked(xcom: Xcom, again: Path) -> None:
    before = described(xcom)
    assert _answered(xcom, "n", "tasks", "clear", again, "--task", "other") == 1
    assert described(xcom) == before
    assert _answered(xcom, "y", "tasks", "clear", again, "--task", "other") == 0
    assert described(xcom)["run"] == ["queued", 1]


def _answered(xcom: Xcom, answer: str, *words: object) -> int:
    """The exit code of a command on a terminal where somebody answers its question."""
    terminal = Terminal(xcom, *words)
    terminal.until("[y/N] ")
    terminal.type(f"{answer}\n")
    return terminal.end()


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["--task", "extrac"], "xcom: DAG again has no task extrac. Did you mean extract?\n", 1),
        (["-t", "^each$"], "xcom: DAG again has no task with ^each$ in its id.\n", 1),
        (["--run-id", "s"], "xcom: DAG again has no run s", 1),
        (["-d"], "--upstream and --downstream belong to --task or --task-regex.", 2),
        (["--map-index", "1"], "--map-index belongs to --task.", 2),
        (["-t", "a", "--task", "each"], "Give one of --task and --task-regex.", 2),
        (["--dag-id", "agian"], "xcom: there is no DAG agian in ", 2),
    ],
)
def test_what_cannot_be_cleared(xcom: Xcom, again: Path, words: list[str], said: str, code: int) -> None:
    before = described(xcom)
    done = xcom("tasks", "clear", again, "--yes", *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert described(xcom) == before


def test_a_run_that_is_executed_is_not_cleared(xcom: Xcom) -> None:
    go = xcom.folder / "go"
    file = xcom.dag(
        f"""
        import os, time
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def waits():
            @task
            def wait():
                open({str(go)!r} + "ing", "w").close()
                while not os.path.exists({str(go)!r}):
                    time.sleep(0.01)
            wait()
        waits()
        """
    )
    process = xcom.start("run", file, "--run-id", "r")
    xcom.until(lambda: (xcom.folder / "going").exists())
    done = xcom("tasks", "clear", file, "--yes")
    assert (done.returncode, done.stderr) == (
        1,
        "xcom: The run r of DAG waits is being executed by another process.\n",
    )
    go.touch()
    assert process.communicate()[0]
    assert process.returncode == 0
