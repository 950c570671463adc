"""Who may read what a run leaves: its owner alone."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from .conftest import Xcom

DAG = """
    import os
    from pathlib import Path
    from airflow.sdk import dag, task

    @dag
    def private():
        @task
        def large():
            print("hello")
            return "x" * 1000

        @task(retries=1, retry_delay=0)
        def modes(ti=None):
            home = Path(os.environ["XCOM_HOME"])
            return {path.name: oct(path.stat().st_mode & 0o777) for path in home.iterdir() if path.is_file()}

        large() >> modes()

    private()
"""


def _modes(folder: Path) -> set[tuple[str, int]]:
    paths = [folder, *folder.rglob("*")]
    return {("folder" if path.is_dir() else "file", stat.S_IMODE(path.stat().st_mode)) for path in paths}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], ids=oct)
def test_stores_logs_and_blobs_are_their_owners_alone(xcom: Xcom, umask: int) -> None:
    xcom.environment["XCOM_OFFLOAD_THRESHOLD"] = "500"
    process = xcom.start("run", xcom.dag(DAG), "--run-id", "r", "--offload", "blobs", "-o", "json", umask=umask)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    home = Path(xcom.environment["XCOM_HOME"])
    assert _modes(home) == _modes(xcom.folder / "blobs") == {("folder", 0o700), ("file", 0o600)}
    (seen,) = (row["value"] for row in json.loads(out)["xcoms"] if row["task_id"] == "modes")
    assert set(seen) == {"xcom.db", "xcom.db-wal", "xcom.db-shm", "xcom.db-places", "xcom.db-runs"}
    assert set(seen.values()) == {"0o600"}


def test_what_is_there_keeps_its_mode(xcom: Xcom) -> None:
    home = Path(xcom.environment["XCOM_HOME"])
    home.mkdir(mode=0o755)
    store = home / "xcom.db"
    store.touch(mode=0o640)
    done = xcom("run", xcom.dag(DAG), "--run-id", "r", "-o", "json")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(home.stat().st_mode) == 0o755
    assert stat.S_IMODE(store.stat().st_mode) == 0o640
    (seen,) = (row["value"] for row in json.loads(done.stdout)["xcoms"] if row["task_id"] == "modes")
    assert seen == {"xcom.db": "0o640", "xcom.db-wal": "0o640", "xcom.db-shm": "0o640", "xcom.db-runs": "0o600"}
    assert _modes(home / "logs") == {("folder", 0o700), ("file", 0o600)}
