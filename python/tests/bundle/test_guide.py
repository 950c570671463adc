"""The guide says what the commands print."""

from __future__ import annotations

import itertools
import re
import shlex
from pathlib import Path

from xcom_bundle.making import make

from .conftest import ROOT, Run

GUIDE = (ROOT / "Sources" / "XComTasks" / "XComTasks.docc" / "RunningBundles.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\w+\n(.*?)^```$", GUIDE, re.M | re.S)


def test_the_settings_are_those_that_are_printed(xcom: Run) -> None:
    shown = [
        (command, output) for command, output in itertools.pairwise(BLOCKS) if command.startswith("xcom bundle config")
    ]
    assert len(shown) == 3
    for command, output in shown:
        done = xcom(*shlex.split(command)[2:])
        assert (done.returncode, done.stdout) == (0, output), command


def test_the_commands_are_those_of_a_new_package(tmp_path: Path) -> None:
    name = next(command for command in BLOCKS if command.startswith("xcom bundle new")).split()[3]
    readme = next(file for file in make(name, tmp_path, package=None, version="1") if file.name == "README.md")
    commands = [line for block in BLOCKS for line in block.splitlines()]
    assert set(re.findall("^    (.+)$", readme.read_text(), re.M)) <= set(commands)
