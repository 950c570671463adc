"""Values that cannot be read: each is shown as such, and what can be read is shown."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import Run

PLACE = ("--dag-id", "etl", "--run-id", "nightly", "--task-id")
OFFLOADED = {"XCOM_OFFLOAD": "blobs", "XCOM_OFFLOAD_THRESHOLD": "100"}


@pytest.fixture
def blob(xcom: Run, store: Path, tmp_path: Path) -> Path:
    """The blob of the one large XCom; a small one stands beside it."""
    assert xcom("set", *PLACE, "extract", json.dumps("x" * 1000), **OFFLOADED).returncode == 0
    assert xcom("set", *PLACE, "extract", "--key", "small", "1").returncode == 0
    (path,) = (path for path in (tmp_path / "blobs").rglob("*") if path.is_file())
    return path


REASON = (
    "the value of XCom 'return_value' of task 'extract' in run 'nightly' of DAG 'etl' was offloaded and cannot be read: "
    "the blob {} is not there"
)


def test_a_list_has_the_row_with_its_error(xcom: Run, blob: Path) -> None:
    blob.unlink()
    reason = REASON.format(blob)
    done = xcom("list", "--dag-id", "etl", "-o", "json")
    assert (done.returncode, done.stderr) == (0, f"xcom: {reason}\n")
    lost, small = json.loads(done.stdout)
    assert (lost["key"], lost["value"], lost["error"]) == ("return_value", None, reason)
    assert (small["value"], "error" in small) == (1, False)
    done = xcom("list", "--dag-id", "etl")
    assert (done.returncode, done.stderr) == (0, f"xcom: {reason}\n")
    assert f"| (unreadable: {reason}) |" in done.stdout
    done = xcom("get", *PLACE, "extract")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"xcom: list XComs: {reason}\n")


def test_a_difference_is_told_where_there_can_be_one(xcom: Run, store: Path, blob: Path) -> None:
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.executescript(
            "INSERT INTO dag_run (dag_id, run_id, state, run_type, run_after, conf) SELECT dag_id, 'weekly', state,"
            " run_type, run_after, conf FROM dag_run; INSERT INTO task_instance (id, dag_id, run_id, task_id, map_index,"
            " state, try_number, max_tries, pool, pool_slots) SELECT substr(id, 2) || 'x', dag_id, 'weekly', task_id,"
            " map_index, state, try_number, max_tries, pool, pool_slots FROM task_instance"
        )
    weekly = ("--dag-id", "etl", "--run-id", "weekly", "--task-id", "extract")
    xcom("set", *weekly, '"other"')
    xcom("set", *weekly, "--key", "small", "2")
    blob.unlink()
    done = xcom("diff", "--dag-id", "etl", "nightly", "weekly", "-o", "json")
    reason = REASON.format(blob)
    assert (done.returncode, done.stderr) == (2, f"xcom: {reason}\n")
    lost, small = json.loads(done.stdout)
    assert lost == {
        "change": "unreadable",
        "task_id": "extract",
        "map_index": -1,
        "key": "return_value",
        "places": [],
        "before": None,
        "after": "other",
        "error": reason,
    }
    assert (small["change"], small["before"], small["after"]) == ("changed", 1, 2)


@pytest.mark.parametrize("what", ["missing", "damaged", "larger", "pipe", "folder"])
def test_whatever_is_in_its_place(xcom: Run, blob: Path, what: str) -> None:
    content = blob.read_bytes()
    blob.unlink()
    if what == "damaged":
        blob.write_bytes(content[:-1])
    elif what == "larger":
        blob.write_bytes(content * 1000)
    elif what == "pipe":
        os.mkfifo(blob)
    elif what == "folder":
        blob.mkdir()
    done = xcom("list", "--dag-id", "etl", "-o", "json")
    assert done.returncode == 0
    assert [("error" in row, row["value"]) for row in json.loads(done.stdout)] == [(True, None), (False, 1)]
    assert str(blob) in done.stderr
    assert str(blob) in xcom("db", "check").stderr


def test_a_value_that_is_not_json(xcom: Run, store: Path) -> None:
    xcom("set", *PLACE, "extract", "[1]")
    xcom("set", *PLACE, "extract", "--key", "k", "1")
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute("""UPDATE xcom SET value = '{"a": ' WHERE "key" = 'k'""")
    done = xcom("list", "-o", "json")
    reason = (
        "the value of XCom 'k' of task 'extract' in run 'nightly' of DAG 'etl' is not JSON (the text ends too early at byte "
        "6); push it again, or delete it"
    )
    assert (done.returncode, done.stderr) == (0, f"xcom: {reason}\n")
    assert [row.get("error") for row in json.loads(done.stdout)] == [reason, None]
    assert xcom("get", *PLACE, "extract", "--key", "k").returncode == 1


def test_no_row_has_a_file_deleted(xcom: Run, store: Path, tmp_path: Path) -> None:
    victim = tmp_path / "folder" / "victim"
    victim.parent.mkdir()
    victim.write_text("precious")
    with closing(sqlite3.connect(store)) as connection, connection:
        for url in (f"file://{victim}", f"file://{tmp_path}/home/../folder/victim"):
            connection.execute("INSERT INTO xcom_blob_pending (url) VALUES (?)", (url,))
    for variables in ({}, {"XCOM_OFFLOAD": str(tmp_path)}):
        assert xcom("clean", "--keep-runs", "0", **variables).returncode == 0
        assert victim.read_text() == "precious"
    done = xcom("db", "check")
    assert done.returncode == 1
    assert "table xcom_blob_pending has rows that name no blob of this store: 2" in done.stderr
