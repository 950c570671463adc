"""README.md and the command definitions say the same, and every listing can be read by a script."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .conftest import ROOT, Run

README = (ROOT / "README.md").read_text(encoding="utf-8")


def _commands(command: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """All commands without subcommands, by their words."""
    below = [one for one in command.get("subcommands", []) if one["commandName"] != "help"]
    if not below:
        yield path, command
    for one in below:
        yield from _commands(one, (*path, one["commandName"]))


@pytest.fixture
def commands(xcom: Run) -> dict[tuple[str, ...], dict[str, Any]]:
    return dict(_commands(json.loads(xcom("--experimental-dump-help").stdout)["command"]))


def _options(command: dict[str, Any]) -> set[str]:
    return {name["name"] for argument in command.get("arguments", []) for name in argument.get("names", [])}


def test_every_command_is_in_the_readme(commands: dict[tuple[str, ...], dict[str, Any]]) -> None:
    table = README[README.index("| command |") : README.index("Exit codes:")]
    words = set(re.findall(r"[a-z]+", table))
    missing = [path for path in commands if not set(path) <= words]
    assert not missing


def test_every_option_in_the_readme_is_one(xcom: Run, commands: dict[tuple[str, ...], dict[str, Any]]) -> None:
    known = set().union(*map(_options, commands.values())) | {"help", "version"}
    # It takes its words by itself.
    known.update(re.findall(r"--([a-z-]+)", xcom("doctor", "--help").stdout))
    section = README[README.index("## The command line") : README.index("## Settings")]
    named = set(re.findall(r"--([a-z][a-z-]*[a-z])", section))
    assert len(named) > 20
    assert named <= known


def test_the_page_of_the_documentation_is_made_of_the_commands(tmp_path: Path) -> None:
    subprocess.run([ROOT / "scripts" / "reference", tmp_path], check=True, capture_output=True)
    page = ROOT / "Sources" / "XComCommandLine" / "XComCommandLine.docc" / "xcom.md"
    assert page.read_text() == (tmp_path / "xcom.md").read_text(), "make it anew: scripts/reference"


def test_the_manual_page_has_every_command_and_option(
    tmp_path: Path, commands: dict[tuple[str, ...], dict[str, Any]]
) -> None:
    subprocess.run([ROOT / "scripts" / "reference", "--man", tmp_path], check=True, capture_output=True)
    path = tmp_path / "man1" / "xcom.1.gz"
    page = gzip.decompress(path.read_bytes()).decode()
    for words, command in commands.items():
        assert f".It Em {words[-1]}\n" in page
        assert all(f" -{option}" in page for option in _options(command) if len(option) > 1), words
    if shutil.which("man") is not None:
        shown = subprocess.run(["man", "--warnings", "-l", path], capture_output=True, text=True, check=True)
        assert not [line for line in shown.stderr.splitlines() if "cannot set locale" not in line.lower()]
        assert "Run unmodified Airflow DAG files" in shown.stdout


#: Commands whose -o json is no list, or that have to be told more.
_OTHERS = {
    ("run",), ("resume",), ("test",), ("render",), ("get",), ("why",), ("diff",), ("logs",), ("db", "check"), ("db", "stats"),
    ("doctor",), ("import",), ("bundle", "pack"), ("bundle", "inspect"), ("bundle", "config"),
    ("dags", "list"), ("dags", "show"), ("clean",), ("tasks", "clear"), ("hitl", "answer"),
}  # fmt: skip


def test_listings_are_arrays_of_objects(
    xcom: Run, store: Path, commands: dict[tuple[str, ...], dict[str, Any]]
) -> None:
    xcom("set", "--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract", "1")
    xcom("variables", "set", "v", "1")
    xcom("connections", "set", "c", "--conn-type", "http")
    listings = [
        path
        for path, command in commands.items()
        if "output" in _options(command)
        and path not in _OTHERS
        # Those that change something tell what.
        and path[-1] not in ("set", "add", "delete", "import", "get")
    ]
    assert {("list",), ("runs", "list"), ("tasks", "list"), ("top",), ("pools", "list"), ("hitl", "list")} <= set(
        listings
    )
    for path in listings:
        done = xcom(*path, "-o", "json")
        assert done.returncode == 0, (path, done.stderr)
        rows = json.loads(done.stdout)
        assert isinstance(rows, list), path
        assert all(isinstance(row, dict) for row in rows), path
        assert rows or path in {("hitl", "list"), ("backfill", "list")}, path
