"""Large XComs: a soft limit warns, a hard one fails the push."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Xcom

DAG = """
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def large():
        @task
        def extract(ti=None):
            ti.xcom_push("small", "x" * 98)
            try:
                ti.xcom_push("rows", "x" * 1998)
            except Exception as error:
                ti.xcom_push("error", f"{type(error).__name__}: {error}"[:90])
                raise

        extract()

    large()
"""
WORDS = "XCom 'rows' of task 'extract' has 1.9 KiB (2000 bytes)"
ADVICE = "Keep large data in a file or a table, and push where it is"


def log(xcom: Xcom) -> list[dict[str, object]]:
    (path,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/*.log")
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.parametrize("backend", [False, True], ids=["native", "custom backend"])
def test_the_soft_limit_warns(xcom: Xcom, backend: bool) -> None:
    if backend:
        (xcom.folder / "own_backend.py").write_text(
            "from airflow.sdk.bases.xcom import BaseXCom\n\nclass Own(BaseXCom):\n    pass\n"
        )
        xcom.environment |= {"AIRFLOW__CORE__XCOM_BACKEND": "own_backend.Own", "PYTHONPATH": str(xcom.folder)}
    xcom.environment["XCOM_SOFT_LIMIT"] = "1KiB"
    done = xcom("run", xcom.dag(DAG))
    assert done.returncode == 0, done.stderr
    assert [(line["logger"], line["event"]) for line in log(xcom) if line["level"] == "warning"] == [
        ("task", f"{WORDS}, more than 1 KiB (XCOM_SOFT_LIMIT). {ADVICE}")
    ]
    assert len(xcom.json("list", "--key", "rows")[0]["value"]) == 1998


def test_the_hard_limit_fails_the_push_before_anything_is_stored(xcom: Xcom) -> None:
    xcom.environment["XCOM_HARD_LIMIT"] = "1999"
    done = xcom("run", xcom.dag(DAG), "--run-id", "r")
    assert done.returncode == 1
    message = f"{WORDS}, and the limit is 1.9 KiB (XCOM_HARD_LIMIT); nothing was stored. {ADVICE}"
    (task,) = xcom.json("tasks", "--dag-id", "large", "--run-id", "r")
    assert task["state"] == "failed"
    assert message in task["failures"][0]["message"]
    assert task["failures"][0]["type"] == "airflow.sdk.exceptions.AirflowRuntimeError"
    values = {row["key"]: row["value"] for row in xcom.json("list")}
    assert list(values) == ["error", "small"]
    assert values["error"].startswith("AirflowRuntimeError: API_SERVER_ERROR: {'status_code': 413")


def test_the_hard_limit_holds_for_the_command_line_too(xcom: Xcom) -> None:
    xcom("run", xcom.dag(DAG), "--run-id", "r")
    xcom.environment["XCOM_HARD_LIMIT"] = "3"
    place = ("--dag-id", "large", "--run-id", "r", "--task-id", "extract", "--key", "k")
    assert xcom("set", *place, "123").returncode == 0
    refused = xcom("set", *place, "1234")
    assert refused.returncode == 1
    assert refused.stderr == (
        "xcom: set XCom: XCom 'k' of task 'extract' has 4 B (4 bytes), and the limit is 3 B (XCOM_HARD_LIMIT); "
        f"nothing was stored. {ADVICE}\n"
    )
    assert xcom("get", *place).stdout == "123\n"


def test_a_limit_that_is_no_size_is_told(xcom: Xcom) -> None:
    xcom.environment["XCOM_SOFT_LIMIT"] = "much"
    done = xcom("run", xcom.dag(DAG))
    assert done.returncode == 1
    assert "XCOM_SOFT_LIMIT is much; give a size, like 500000, 256KiB or 10MB" in done.stderr
