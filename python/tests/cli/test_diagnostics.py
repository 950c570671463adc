"""XCOM_LOG_LEVEL: what the libraries say of themselves, besides what a command prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Run

# A place that refuses every connection.
OFFLOADING = {
    "XCOM_OFFLOAD": "s3://bucket",
    "XCOM_OFFLOAD_THRESHOLD": "1",
    "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
    "AWS_ACCESS_KEY_ID": "a",
    "AWS_SECRET_ACCESS_KEY": "b",
    "AWS_MAX_ATTEMPTS": "1",
}
SET = ("set", "--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract", "--key", "k", '"long"')


@pytest.mark.parametrize(("level", "is_told"), [("", False), ("warning", False), ("info", True), ("DEBUG", True)])
def test_a_request_that_failed_is_told_from_the_level_info(xcom: Run, store: Path, level: str, is_told: bool) -> None:
    done = xcom(*SET, **OFFLOADING, XCOM_LOG_LEVEL=level)
    assert done.returncode == 1
    assert ("PUT http://127.0.0.1:1/bucket/" in done.stderr) is is_told
    assert done.stderr.splitlines()[-1].startswith("xcom: set XCom: the blob s3://bucket/")


def test_another_level_is_refused(xcom: Run) -> None:
    done = xcom("version", XCOM_LOG_LEVEL="loud")
    assert done.returncode == 2
    levels = "trace, debug, info, notice, warning, error, critical"
    assert done.stderr == f"xcom: XCOM_LOG_LEVEL is loud; give one of {levels}\n"
