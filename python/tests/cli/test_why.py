"""`xcom why`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--task-id", "extract"], "there is a value"),
        (["--task-id", "extrat"], "there is no task 'extrat' in run 'nightly': did you mean 'extract'?"),
        (["--task-id", "extract", "--key", "retrun_value"], "key 'retrun_value': did you mean 'return_value'?"),
        (["--task-id", "load", "--map-index", "-1"], "task 'load' is mapped: a value under map index 0"),
        (["--task-id", "load", "--map-index", "1"], "task 'load' failed"),
        (["--task-id", "load", "--run-id", "weekly"], "DAG 'etl' has no run 'weekly'; its newest is 'nightly'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_reason_in_words(xcom: Run, store: Path, arguments: list[str], words: str) -> None:
    place = ("--dag-id", "etl", "--run-id", "nightly", "--task-id")
    xcom("set", *place, "extract", "[1]")
    xcom("set", *place, "load", "--map-index", "0", "1")
    done = xcom("why", "--dag-id", "etl", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.split("; pushed in run")[0] == words + ("" if "pushed in run" in done.stdout else "\n")


def test_the_reason_for_programs(xcom: Run, store: Path) -> None:
    done = xcom("why", "--dag-id", "etl", "--task-id", "load", "--map-index", "1", "-o", "json")
    assert json.loads(done.stdout) == {
        "dag_id": "etl",
        "run_id": "nightly",
        "task_id": "load",
        "map_index": 1,
        "key": "return_value",
        "found": False,
        "reasons": ["state"],
        "explanation": "task 'load' failed",
    }
    yaml = xcom("why", "--dag-id", "etl", "--task-id", "load", "-o", "yaml").stdout
    assert yaml.startswith("dag_id: etl\nrun_id: nightly\ntask_id: load\nmap_index: null\n")
    assert xcom("why", "--dag-id", "etk", "--task-id", "load").stdout == (
        "there is no DAG 'etk': did you mean 'etl'?\n"
    )
