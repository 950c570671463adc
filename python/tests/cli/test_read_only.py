"""A store on a file system that may not be written to, and how a store is written where it may."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import XCOM, Run

READING = [
    ("list", "-o", "json"),
    ("get", "--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract"),
    ("runs",),
    ("tasks", "--dag-id", "etl", "--run-id", "nightly"),
    ("why", "--dag-id", "etl", "--task-id", "load"),
    ("top",),
    ("diff", "--dag-id", "etl", "nightly", "nightly"),
    ("clean", "--keep-runs", "0", "--dry-run"),
    ("db", "stats"),
    ("db", "check"),
]

# A file system of its own, in a mount namespace of its own: permissions do not keep root from writing.
NAMESPACE = ("unshare", "--user", "--map-root-user", "--mount")
NEEDS_MOUNTS = pytest.mark.skipif(
    shutil.which("unshare") is None or subprocess.run([*NAMESPACE, "true"], capture_output=True).returncode != 0,
    reason="mount namespaces are not to be had here",
)
MOUNT = """
set -e
folder=$1; shift
mount --bind "$folder" "$folder"
mount -o remount,ro,bind "$folder"
! touch "$folder/x" 2>/dev/null
exec "$@"
"""


@pytest.fixture(params=["closed", "killed", "killed, its index lost"])
def left(request: pytest.FixtureRequest, xcom: Run, store: Path, tmp_path: Path) -> Path:
    """A folder with the files that a process has left: with the newest commit in the log where it was killed."""
    xcom("set", "--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract", "1")
    folder = tmp_path / "left"
    folder.mkdir()
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("UPDATE xcom SET value = '2'")
        connection.commit()
        suffixes = {"closed": [""], "killed": ["", "-wal", "-shm"], "killed, its index lost": ["", "-wal"]}[
            request.param
        ]
        if suffixes == [""]:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for suffix in suffixes:
            shutil.copy(f"{store}{suffix}", folder / f"xcom.db{suffix}")
    return folder


def _reads(folder: Path, tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    temporary = tmp_path / "tmp"
    temporary.mkdir(exist_ok=True)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM"))}
    done = subprocess.run(
        [*NAMESPACE, "bash", "-c", MOUNT, "bash", str(folder), str(XCOM), *arguments],
        env={**environment, "XCOM_HOME": str(folder), "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert list(temporary.iterdir()) == []
    return done


@NEEDS_MOUNTS
def test_every_command_that_reads_reads(left: Path, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in left.iterdir()}
    for command in READING:
        done = _reads(left, tmp_path, *command)
        assert done.returncode == 0, (command, done.stderr)
        if command[0] == "list":
            assert [row["value"] for row in json.loads(done.stdout)] == [2]
    assert {path.name: path.read_bytes() for path in left.iterdir()} == before


@NEEDS_MOUNTS
def test_every_command_that_writes_says_why_not(left: Path, tmp_path: Path) -> None:
    for command in (
        ("set", "--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract", "1"),
        ("clean", "--keep-runs", "0"),
    ):
        done = _reads(left, tmp_path, *command)
        assert (done.returncode, done.stdout) == (1, "")
        assert f"the store {left}/xcom.db " in done.stderr
        assert "allow writing to the file and its folder" in done.stderr


@pytest.mark.parametrize(
    ("variables", "mode"),
    [
        ({}, "synchronous=NORMAL: a loss of power may lose the newest pushes"),
        ({"XCOM_SYNCHRONOUS": "normal"}, "synchronous=NORMAL: a loss of power may lose the newest pushes"),
        ({"XCOM_SYNCHRONOUS": "FULL"}, "synchronous=FULL: a loss of power loses no push"),
    ],
)
def test_the_mode_is_read_back(xcom: Run, store: Path, variables: dict[str, str], mode: str) -> None:
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
    done = xcom("db", "check", **variables)
    assert done.stdout == f"{store}: ok\n"
    assert f"xcom: {store}: journal_mode=wal, {mode}" in done.stderr


def test_a_mode_that_is_none(xcom: Run) -> None:
    done = xcom("db", "check", XCOM_SYNCHRONOUS="off")
    assert (done.returncode, done.stderr) == (1, "xcom: open: XCOM_SYNCHRONOUS is off; give full or normal\n")
