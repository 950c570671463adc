"""How the command line takes what is typed: suggestions, exit codes, limits, and what it asks before it deletes."""

from __future__ import annotations

import json
import os
import pty
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import XCOM, Run

EXTRACT = ("--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract")


def test_the_version(xcom: Run) -> None:
    done = xcom("--version")
    rows = {row["name"]: row["version"] for row in json.loads(xcom("version", "-o", "json").stdout)}
    assert (done.returncode, done.stdout) == (0, f"xcom {rows['xcom']}\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("rnu", "xcom: unknown subcommand 'rnu'; did you mean 'run'?\n"),
        ("zzzzz", "xcom: unknown subcommand 'zzzzz'; `xcom --help` lists them\n"),
        ("variables lits", "xcom: unknown subcommand 'lits'; did you mean 'list'?\n"),
        ("pools zzzzz --help", "xcom: unknown subcommand 'zzzzz'; `xcom pools --help` lists them\n"),
    ],
)
def test_a_mistyped_subcommand(xcom: Run, words: str, message: str) -> None:
    done = xcom(*words.split())
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_a_mistyped_option(xcom: Run) -> None:
    done = xcom("runs", "--limti", "1")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: Unknown option '--limti'. Did you mean '--limit'?\n")


@pytest.mark.parametrize(
    "words",
    [
        "run", "run missing.py", "run . --jobs 0", "run . --jobs x", "run . --isolation x", "run . --logical-date x",
        "run . -v -q", "run . --from 2026-01-01", "run . --map-index 1", "run . extra",
        "list --map-index x", "list -o x", "list --limit 0", "runs --limit -1", "runs --state x", "tasks --limit x",
        "get", "set 1", "set", "delete --dag-id etl", "clear", "clean", "clean --older-than x", "clean --keep-runs -1",
        "why", "top --limit 0", "diff", "logs", "logs a b c", "backfill list --limit 0", "backfill cancel",
        "hitl answer", "dags list", "dags list missing.py", "dags show missing.py", "doctor", "doctor missing.py",
        "import", "import missing.db", "blobs sweep --grace -1", "version --zzz", "variables get", "connections get",
        "pools set small", "variables import missing.json", "connections import missing.json", "pools import missing.json",
    ],
)  # fmt: skip
def test_wrong_usage_has_the_exit_code_2(xcom: Run, words: str) -> None:
    done = xcom(*words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr


def test_limits(xcom: Run, store: Path) -> None:
    for key in "abc":
        xcom("set", *EXTRACT, "--key", key, "1")
    assert [row["key"] for row in json.loads(xcom("list", "--limit", "2", "-o", "json").stdout)] == ["a", "b"]
    assert len(json.loads(xcom("list", "--limit", "9", "-o", "json").stdout)) == 3
    assert len(json.loads(xcom("tasks", "--limit", "1", "-o", "json").stdout)) == 1
    assert len(json.loads(xcom("runs", "--limit", "1", "-o", "json").stdout)) == 1


def test_a_script_is_not_asked_and_a_dry_run_deletes_nothing(xcom: Run, store: Path) -> None:
    xcom("set", *EXTRACT, "1")
    where = "DAG etl, run nightly, task extract, key return_value"
    assert xcom("delete", *EXTRACT, "--dry-run").stdout == f"Would delete the XCom at {where}.\n"
    assert xcom("clear", "--dag-id", "etl", "--dry-run").stdout == "Would delete 1 XCom.\n"
    assert xcom("get", *EXTRACT).stdout == "1\n"
    assert xcom("clear", "--dag-id", "etl").stdout == "Deleted 1 XCom.\n"


@pytest.mark.parametrize(
    ("words", "question"),
    [
        (("delete", *EXTRACT), "Delete the XCom at DAG etl, run nightly, task extract, key return_value? [y/N] "),
        (("clear", "--dag-id", "etl"), "Delete 1 XCom? [y/N] "),
        (("clean", "--keep-runs", "0"), "Delete 1 run with task instances and XComs? [y/N] "),
        (("variables", "delete", "v"), "Delete variable v? [y/N] "),
        (("connections", "delete", "c"), "Delete connection c? [y/N] "),
        (("pools", "delete", "p"), "Delete pool p? [y/N] "),
    ],
)
def test_a_person_is_asked(xcom: Run, store: Path, tmp_path: Path, words: tuple[str, ...], question: str) -> None:
    xcom("set", *EXTRACT, "1")
    xcom("variables", "set", "v", "1")
    xcom("connections", "set", "c", "--conn-type", "http")
    xcom("pools", "set", "p", "1")
    before = store_text(store)
    assert _on_terminal(tmp_path, words, "\n") == (1, f"{question}xcom: nothing was deleted")
    assert store_text(store) == before
    code, screen = _on_terminal(tmp_path, (*words, "--yes"), "")
    assert (code, "[y/N]" in screen) == (0, False)
    assert store_text(store) != before


def store_text(path: Path) -> str:
    with closing(sqlite3.connect(path)) as store:
        tables = ("xcom", "dag_run", "variable", "connection", "slot_pool")
        return repr([store.execute(f"SELECT * FROM {table}").fetchall() for table in tables])


def _on_terminal(folder: Path, words: tuple[str, ...], answer: str) -> tuple[int, str]:
    """Runs a command on a terminal; its exit code and screen."""
    main, terminal = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM", "VIRTUAL_ENV"))}
    process = subprocess.Popen(
        [str(XCOM), *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**environment, "XCOM_HOME": str(folder / "home"), "NO_COLOR": "1"},
    )
    os.close(terminal)
    if answer:
        os.write(main, answer.encode())
    screen = b""
    while True:
        try:
            screen += os.read(main, 4096)
        except OSError:
            break
    os.close(main)
    # The terminal echoes the end of the line, before or after the question.
    return process.wait(), screen.decode().replace("\r\n", "")
