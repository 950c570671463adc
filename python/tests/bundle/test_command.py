"""The commands, run as a user runs them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run, Script

# Names that an option parser or a terminal could take for something else.
NAMES = ["program", "-o", "--", "with space", "ünï"]


@pytest.mark.parametrize("name", NAMES)
def test_packed_inspected_and_verified(xcom: Run, script: Script, tmp_path: Path, name: str) -> None:
    script(name=name)
    (tmp_path / "out").mkdir()
    done = xcom("pack", "--output", "out", "--", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Wrote out/{name}, 0.0 MB. DAG alarms: ring; DAG orders: transform, load\n"
    shown = json.loads(xcom("inspect", "-o", "json", "--", f"out/{name}").stdout)
    assert shown["metadata"]["dags"]["orders"] == {"tasks": ["transform", "load"]}
    done = xcom("verify", "--", f"out/{name}")
    assert (done.returncode, done.stdout) == (0, f"out/{name}: Airflow takes it for alarms, orders\n")


def test_the_source_goes_along(xcom: Run, script: Script, tmp_path: Path) -> None:
    (tmp_path / "Orders.swift").write_text("import XComTasks\n")
    assert xcom("pack", script(), "--source", "Orders.swift", "-o", "orders").returncode == 0
    assert xcom("inspect", "orders", "--source").stdout == "import XComTasks\n"


def test_exit_codes(xcom: Run, script: Script, tmp_path: Path) -> None:
    program = script()
    assert xcom("pack", program, "-o", "bundle").returncode == 0
    (tmp_path / "text").write_text("x" * 100)
    (tmp_path / "text").chmod(0o755)
    done = xcom("verify", "bundle", "text", "none")
    assert done.returncode == 1
    assert done.stdout == "bundle: Airflow takes it for alarms, orders\n"
    assert done.stderr == (
        'xcom: text: trailer, magic at byte 92: found "xxxxxxxx", wanted "AFBNDL01": this is no bundle\n'
        "xcom: none cannot be read: No such file or directory\n"
    )
    done = xcom("pack", "text", "-o", "out")
    assert (done.returncode, done.stderr) == (
        1, "xcom: text --airflow-metadata cannot be started: Exec format error. It has to be a program of this machine.\n",
    )  # fmt: skip
    done = xcom("inspect", "text")
    assert (done.returncode, done.stdout) == (
        1,
        f"file  text, 100 bytes\nproblem: {done.stderr[len('xcom: text: ') :]}",
    )
    done = xcom("pack", program, "-o", "none/")
    assert (done.returncode, done.stderr) == (1, "xcom: none/ is no folder: make it first.\n")
    for wrong in (
        ["pack"],
        ["pack", program, "--timeout", "0"],
        ["verify"],
        ["inspect", "a", "b"],
        ["inspect", "a", "-o", "x"],
    ):
        assert xcom(*wrong).returncode == 2, wrong


def test_modules_of_the_folder_are_not_imported(xcom: Run, script: Script, tmp_path: Path) -> None:
    (tmp_path / "yaml.py").write_text("raise SystemExit('the wrong one')\n")
    assert xcom("pack", script(), "-o", "bundle").returncode == 0


def test_how_long_a_program_may_think(xcom: Run, script: Script) -> None:
    done = xcom("pack", script(body="exec sleep 1000"), "--timeout", "0.5", "-o", "out")
    assert (done.returncode, done.stderr.partition(" has ")[2]) == (
        1, "not answered within 0.5 seconds. --timeout sets another limit.\n",
    )  # fmt: skip


def test_the_settings(xcom: Run, tmp_path: Path) -> None:
    (tmp_path / "bundles").mkdir()
    done = xcom("config", "bundles", "--queue", "a", "--queue", "b", "--name", "own", "-o", "cfg")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        '[sdk]\ncoordinators = {"own": {"classpath": "airflow.sdk.coordinators.executable.ExecutableCoordinator", "kwargs":'
        f' {{"executables_root": ["{tmp_path}/bundles"]}}}}}}\nqueue_to_coordinator = {{"a": "own", "b": "own"}}\n'
    )


def test_a_new_package(xcom: Run, tmp_path: Path) -> None:
    (tmp_path / "packages").mkdir()
    done = xcom("new", "orders", "--folder", "packages")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "packages/orders/README.md says how it is tested, built and run."
    done = xcom("new", "orders", "--folder", "packages")
    assert (done.returncode, done.stderr) == (
        1, "xcom: packages/orders is there already: take another name, or another folder.\n",
    )  # fmt: skip
