"""Where a result cannot be written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from .conftest import XCOM

COMMANDS = [["runs"], ["list"], ["version"], ["tasks", "--dag-id", "etl", "--run-id", "nightly"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nobody_reads_it_any_more(store: Path, command: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    environment = {**os.environ, "XCOM_HOME": str(store.parent)}
    done = subprocess.run([XCOM, *command], stdout=writing, stderr=subprocess.PIPE, text=True, env=environment)
    os.close(writing)
    # As a program that SIGPIPE ends, by the reckoning of a shell.
    assert done.stderr == ""
    assert done.returncode in (141, -13)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_there_is_no_room_for_it(store: Path, command: list[str]) -> None:
    environment = {**os.environ, "XCOM_HOME": str(store.parent)}
    with open("/dev/full", "w") as full:
        done = subprocess.run([XCOM, *command], stdout=full, stderr=subprocess.PIPE, text=True, env=environment)
    assert (done.returncode, done.stderr) == (1, "xcom: the output cannot be written: No space left on device\n")
