"""Many threads, tasks and processes on one store lose nothing and mix nothing, and no kill damages it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from . import worker

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = Path(os.environ.get("XCOM_PROGRAM", ROOT / ".build" / "release" / "xcom"))


def run(*arguments: object) -> None:
    done = subprocess.run(
        [sys.executable, worker.__file__, *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"AIRFLOW__CORE__ALLOWED_DESERIALIZATION_CLASSES": "*"},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stderr == ""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "xcom.db"
    run("make", path)
    return path


def rows(store: Path) -> dict[tuple[str, int, str], Any]:
    with sqlite3.connect(store) as database:
        found = database.execute("SELECT task_id, map_index, key, value FROM xcom").fetchall()
    database.close()
    return {(task, index, key): json.loads(value) for task, index, key, value in found}


def consistent(store: Path) -> None:
    with sqlite3.connect(store) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    database.close()
    if PROGRAM.exists():
        done = subprocess.run([PROGRAM, "db", "check", "--store", f"sqlite:///{store}"], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("kind", "count", "pushes"),
    [("processes", 32, 40), ("threads", 16, 60), ("tasks", 16, 60)],
    ids=lambda value: value,
)
def test_pushes_at_once_are_all_there_and_none_is_mixed(store: Path, kind: str, count: int, pushes: int) -> None:
    run(kind, store, count, pushes)
    found = rows(store)
    shared = found.pop(("one", -1, "shared"))
    # The last one is the last of whoever came last.
    assert worker.check(shared)[1] == pushes - 1
    assert {(index, key) for _, index, key in found} == {
        (writer, f"own{number}") for writer in range(count) for number in range(pushes)
    }
    for (_, index, key), value in found.items():
        assert worker.check(value) == (index, int(key.removeprefix("own")))
    consistent(store)


def test_a_value_may_push_and_pull_while_it_is_serialized(store: Path) -> None:
    run("reentrant", store)
    found = rows(store)
    assert {key for _, _, key in found} == {"plain", "top", *(f"depth{number}" for number in range(6))}
    assert found[("one", -1, "depth0")] == ["bottom", "x" * 5000]


def test_a_fork_while_threads_push_gives_a_child_that_can(store: Path) -> None:
    run("forks_under_threads", store, 60)
    found = rows(store)
    assert sum(key.startswith("own") for _, _, key in found) == 60 * 3
    consistent(store)


def test_a_forked_process_may_outlive_all_others(store: Path) -> None:
    run("orphan", store)
    assert {key for _, _, key in rows(store)} == {"parent", "orphan", "visitor", *(f"orphan{n}" for n in range(1, 5))}
    consistent(store)


def test_kills_at_any_moment_lose_no_push_that_has_returned(store: Path, tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    run("victims", store, records, 200, 42)
    found = rows(store)
    returned = 0
    for record in records.iterdir():
        newest: dict[str, int] = {}
        for line in record.read_text().splitlines()[1:]:
            key, number, size = line.split()
            returned += 1
            newest[key] = int(number)
            value = found["mapped", int(record.name), key]
            if key.startswith("key"):
                assert value == worker.value(int(record.name), int(number), int(size))
        for key, number in newest.items():
            # A push that was under way may have arrived too.
            assert worker.check(found["mapped", int(record.name), key])[1] in (number, number + 1)
    assert returned > 1000
    for value in found.values():
        worker.check(value)
    consistent(store)
    run("processes", store, 4, 5)
    assert len(rows(store)) > len(found)
