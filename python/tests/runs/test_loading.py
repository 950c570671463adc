"""Where DAG files come from, and what they may ask for while they are loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .conftest import Xcom


def test_a_run_in_airflows_test_mode(xcom: Xcom, one_task: Callable[..., Path]) -> None:
    xcom.environment["AIRFLOW__CORE__UNIT_TEST_MODE"] = "True"
    done = xcom("run", one_task("return 1"))
    assert done.returncode == 0, done.stderr
