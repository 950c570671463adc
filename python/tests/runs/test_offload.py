"""Large values outside of the store: `xcom run --offload`."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Xcom

LARGE = """
    from airflow.sdk import dag, task

    @dag
    def large():
        @task
        def rows():
            return [{"id": i, "name": f"customer {i}"} for i in range(20_000)]

        @task
        def same(rows):
            return rows

        @task
        def length(rows):
            return len(rows)

        length(same(rows()))

    large()
"""

GONE = """
    import shutil
    from airflow.sdk import dag, task

    @dag
    def gone():
        @task
        def large():
            return "x" * 1_000_000

        @task
        def small():
            shutil.rmtree("blobs")
            return 1

        large() >> small()

    gone()
"""

ROWS = [{"id": i, "name": f"customer {i}"} for i in range(20_000)]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _value(xcom: Xcom, task_id: str) -> object:
    return xcom.json("get", "--dag-id", "large", "--run-id", "r", "--task-id", task_id)


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_a_large_value_goes_to_the_folder_once_and_is_read_by_all(xcom: Xcom, isolation: str) -> None:
    done = xcom("run", xcom.dag(LARGE), "--run-id", "r", "--offload", "blobs", "--isolation", isolation)
    assert done.returncode == 0, done.stderr
    (blob,) = _files(xcom.folder / "blobs")
    text = json.dumps(ROWS).encode()
    assert blob.name.startswith(hashlib.sha256(text).hexdigest() + "-")
    assert blob.name.endswith(".json.zst")
    assert blob.stat().st_size < len(text) / 5
    assert _value(xcom, "rows") == _value(xcom, "same") == ROWS
    assert _value(xcom, "length") == 20_000
    assert xcom("db", "check").returncode == 0

    assert xcom("delete", "--dag-id", "large", "--run-id", "r", "--task-id", "rows").returncode == 0
    assert _files(xcom.folder / "blobs") == [blob]
    assert xcom("clear", "--dag-id", "large").returncode == 0
    assert list((xcom.folder / "blobs").iterdir()) == []


def test_the_environment_says_it_for_every_command(xcom: Xcom) -> None:
    xcom.environment |= {
        "XCOM_OFFLOAD": "here",
        "XCOM_OFFLOAD_THRESHOLD": "1kB",
        "XCOM_OFFLOAD_COMPRESSION": "gzip",
    }
    assert xcom("run", xcom.dag(LARGE), "--run-id", "r").returncode == 0
    assert [path.suffixes for path in _files(xcom.folder / "here")] == [[".json", ".gz"]]
    done = xcom("set", json.dumps("x" * 2000), "--dag-id", "large", "--run-id", "r", "--task-id", "rows", "--key", "k")
    assert done.returncode == 0, done.stderr
    assert len(_files(xcom.folder / "here")) == 2
    # Who reads needs to be told nothing.
    for name in [name for name in xcom.environment if name.startswith("XCOM_OFFLOAD")]:
        del xcom.environment[name]
    assert _value(xcom, "rows") == ROWS
    assert xcom("run", xcom.dag(LARGE), "--run-id", "s").returncode == 0
    assert len(_files(xcom.folder / "here")) == 2


def test_a_retry_takes_the_blobs_of_the_try_before_along(xcom: Xcom) -> None:
    dag = xcom.dag(
        """
        from datetime import timedelta
        from airflow.sdk import dag, task

        @dag
        def retried():
            @task(retries=1, retry_delay=timedelta(0))
            def flaky(ti=None):
                ti.xcom_push(f"try {ti.try_number}", str(ti.try_number) * 1000)
                if ti.try_number == 1:
                    raise ValueError("not yet")

            flaky()

        retried()
        """
    )
    xcom.environment["XCOM_OFFLOAD_THRESHOLD"] = "500"
    done = xcom("run", dag, "--offload", "blobs")
    assert done.returncode == 0, done.stderr
    (blob,) = _files(xcom.folder / "blobs")
    assert blob.name.startswith(hashlib.sha256(json.dumps("2" * 1000).encode()).hexdigest())


def test_a_lost_or_damaged_blob_is_named(xcom: Xcom) -> None:
    assert xcom("run", xcom.dag(LARGE), "--run-id", "r", "--offload", "blobs").returncode == 0
    (blob,) = _files(xcom.folder / "blobs")
    blob.write_bytes(blob.read_bytes()[:-1])
    address = ("--dag-id", "large", "--run-id", "r", "--task-id", "rows")
    done = xcom("get", *address)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "xcom: list XComs: the value of XCom 'return_value' of task 'rows' in run 'r' of DAG 'large' was offloaded and "
        f"cannot be read: the blob file://{blob} is damaged: restore it, or push the value again\n"
    )
    assert f"the blob file://{blob} is damaged" in xcom("db", "check").stderr
    blob.unlink()
    assert f"the blob {blob} is not there" in xcom("get", *address).stderr
    assert f"the blob {blob} is not there" in xcom("db", "check").stderr
    assert xcom("clear", "--dag-id", "large").stdout == "Deleted 3 XComs.\n"
    assert xcom("db", "check").returncode == 0


def test_a_run_whose_blobs_are_gone_by_its_end_shows_what_it_has(xcom: Xcom) -> None:
    done = xcom("run", xcom.dag(GONE, "gone.py"), "--run-id", "r", "--offload", "blobs", "-o", "json")
    assert done.returncode == 0, done.stderr
    lost, small = json.loads(done.stdout)["xcoms"]
    assert (lost["value"], small["value"]) == (None, 1)
    assert lost["error"].endswith(" is not there")


def test_what_makes_no_sense_is_said_before_anything_runs(xcom: Xcom) -> None:
    dag = xcom.dag(LARGE)
    done = xcom("run", dag, "--offload", "gs://bucket")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "xcom: gs://bucket: XComs cannot be offloaded to gs URLs; write file:///PATH or s3://BUCKET/PREFIX\n"
    )
    xcom.environment["XCOM_OFFLOAD_THRESHOLD"] = "lots"
    assert xcom("run", dag, "--offload", "x").returncode == 2
    assert not (xcom.folder / "x").exists()


def test_a_folder_that_may_not_be_written_to_fails_the_push_by_name(xcom: Xcom) -> None:
    (xcom.folder / "blobs").write_text("a file")
    done = xcom("run", xcom.dag(LARGE), "--offload", "blobs", "--log-to-stderr")
    assert done.returncode == 1
    assert f"{xcom.folder}/blobs" in done.stderr


def test_an_ordinary_python_process_offloads_by_the_environment(xcom: Xcom) -> None:
    assert xcom("run", xcom.dag(LARGE), "--run-id", "r").returncode == 0
    program = """
import sys, _xcom
_xcom.connect(sys.argv[1])
address = ("large", "r", "rows", -1)
print(_xcom.push(*address, "mine", "x" * 300_000, None, False))
print(len(_xcom.pull("large", "r", ["rows"], "mine", False, None, True, None)))
"""
    store = f"sqlite:///{xcom.environment['XCOM_HOME']}/xcom.db"
    environment = {**xcom.environment, "XCOM_OFFLOAD": str(xcom.folder / "blobs")}
    done = subprocess.run(
        [sys.executable, "-c", program, store], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout == "None\n300000\n"
    assert len(_files(xcom.folder / "blobs")) == 1
