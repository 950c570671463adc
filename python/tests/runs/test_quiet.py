"""`xcom run --quiet` and `--verbose`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from .conftest import Xcom


def test_a_quiet_run_tells_of_failures_alone(xcom: Xcom, one_task: Callable[[str], Path]) -> None:
    done = xcom("run", one_task("return 1"), "-q", "-o", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["xcoms"][0]["value"] == 1
    failed = xcom("run", one_task("raise ValueError('words')"), "--quiet")
    assert failed.returncode == 1
    assert "ValueError: words" in failed.stderr
    assert "Running" not in failed.stderr


def test_a_verbose_run_shows_what_tasks_write(xcom: Xcom, one_task: Callable[[str], Path]) -> None:
    assert "written by the task" in xcom("run", one_task("print('written by the task')"), "-v").stderr
