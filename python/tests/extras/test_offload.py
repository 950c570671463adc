"""`xcom run --offload s3://...`, which needs no provider: Swift's own client, against an S3 server on this machine."""

from __future__ import annotations

import hashlib
import json
import subprocess

import pytest

from .conftest import BINARY, Run, Xcom
from .servers import S3

ROWS = [{"id": i, "name": f"customer {i}"} for i in range(20_000)]
KEYS = {"AWS_ACCESS_KEY_ID": "an-access-key-id", "AWS_SECRET_ACCESS_KEY": "a-secret-access-key"}


def _xcom(run: Run, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([BINARY, *arguments], env=run.environment, capture_output=True, text=True)


@pytest.mark.parametrize("place", ["s3://xcoms", "s3://xcoms/some prefix/x/"])
def test_a_large_value_is_one_object(xcom: Xcom, s3: S3, place: str) -> None:
    xcom.variables |= {**KEYS, "AWS_ENDPOINT_URL": s3.url, "XCOM_OFFLOAD_COMPRESSION": "gzip"}
    run = xcom.run("offload_dag", "--offload", place)
    assert run.done.returncode == 0, run.done.stderr
    (key,) = s3.keys("xcoms")
    text = json.dumps(ROWS).encode()
    assert s3.read("xcoms", key) == text
    folder, name = key.rsplit("/", 1)
    assert name.startswith(hashlib.sha256(text).hexdigest() + "-")
    assert folder.startswith("some prefix/x/") == (place != "s3://xcoms")
    assert run.returned() == {"rows": ROWS, "same": ROWS, "length": 20_000}
    assert _xcom(run, "db", "check").returncode == 0

    address = ("--dag-id", "offload", "--run-id", "r")
    assert _xcom(run, "delete", *address, "--task-id", "rows").returncode == 0
    assert s3.keys("xcoms") == [key]
    assert _xcom(run, "clear", *address).returncode == 0
    assert s3.keys("xcoms") == []


def test_clean_removes_what_killed_processes_left(xcom: Xcom, s3: S3) -> None:
    xcom.variables |= {**KEYS, "AWS_ENDPOINT_URL": s3.url}
    run = xcom.run("offload_dag", "--offload", "s3://xcoms/a & b")
    (key,) = s3.keys("xcoms")
    s3.make_object("xcoms", key.rsplit("/", 1)[0] + "/left & lost.json")
    s3.make_object("xcoms", "a & b/not ours")
    assert _xcom(run, "clean", "--keep-runs", "1").returncode == 0
    assert s3.keys("xcoms") == sorted([key, "a & b/not ours"])


def test_a_server_that_refuses_fails_the_push_by_name(xcom: Xcom, s3: S3) -> None:
    xcom.variables |= {**KEYS, "AWS_ENDPOINT_URL": s3.url}
    run = xcom.run("offload_dag", "--offload", "s3://no-such-bucket", "--log-to-stderr")
    assert run.done.returncode == 1
    assert "cannot be written: the server answers 404 NoSuchBucket; check the bucket" in run.done.stderr
    assert run.returned() == {}


def test_a_server_that_is_not_there_keeps_what_is_to_be_removed(xcom: Xcom, s3: S3) -> None:
    xcom.variables |= {**KEYS, "AWS_ENDPOINT_URL": s3.url}
    run = xcom.run("offload_dag", "--offload", "s3://xcoms")
    assert run.done.returncode == 0, run.done.stderr
    run.environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1"
    address = ("--dag-id", "offload", "--run-id", "r")
    done = _xcom(run, "get", *address, "--task-id", "rows")
    assert done.returncode == 1
    assert "of task 'rows' in run 'r' of DAG 'offload' was offloaded and cannot be read: the blob s3://" in done.stderr
    assert _xcom(run, "clear", *address).returncode == 0
    assert len(s3.keys("xcoms")) == 1

    # The next `xcom run` makes up for it, even one that has nothing to do.
    xcom.run("offload_dag")
    assert s3.keys("xcoms") == []


def test_missing_credentials_are_said(xcom: Xcom, s3: S3) -> None:
    xcom.variables |= {"AWS_ENDPOINT_URL": s3.url, "HOME": str(xcom.home)}
    run = xcom.run("offload_dag", "--offload", "s3://xcoms", "--log-to-stderr")
    assert run.done.returncode == 1
    assert "there are no credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY" in run.done.stderr


def test_the_backend_for_airflow_keeps_values_in_s3(xcom: Xcom, s3: S3) -> None:
    xcom.variables |= {
        **KEYS,
        "AWS_ENDPOINT_URL": s3.url,
        "AIRFLOW__CORE__XCOM_BACKEND": "xcom_airflow.OffloadXCom",
        "XCOM_OFFLOAD_COMPRESSION": "gzip",
    }
    run = xcom.run("offload_dag", XCOM_OFFLOAD="s3://xcoms/a & b")
    assert run.done.returncode == 0, run.done.stderr
    text = json.dumps(ROWS).encode()
    digest = hashlib.sha256(text).hexdigest()
    (value,) = [key for key in s3.keys("xcoms") if ".needed-" not in key]
    assert value.startswith(f"a & b/airflow/{digest[:2]}/{digest}/{digest}-")
    assert s3.read("xcoms", value) == text
    returned = run.returned()
    assert returned["length"] == 20_000
    assert {returned[task]["__offloaded_xcom__"].partition("#")[0] for task in ("rows", "same")} == {
        f"s3://xcoms/{value}"
    }

    run.environment["XCOM_OFFLOAD"] = "s3://xcoms/a & b"
    database = f"sqlite:///{run.environment['XCOM_HOME']}/xcom.db"
    swept = _xcom(run, "blobs", "sweep", "--airflow-db", database, "--grace", "0")
    assert swept.stdout == "1 needed, 0 deleted, 0 younger than 0 s\n", swept.stderr
    assert _xcom(run, "clear", "--dag-id", "offload", "--run-id", "r").returncode == 0
    swept = _xcom(run, "blobs", "sweep", "--airflow-db", database, "--grace", "0", "--force")
    assert swept.returncode == 0, swept.stderr
    assert s3.keys("xcoms") == []
