"""Completion, typed into the shells that are here."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import BINARY, Xcom
from .pseudo_terminal import terminal

DAG = """
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def etl():
        @task
        def extract(ti=None):
            ti.xcom_push("rows", 3)

        @task
        def load():
            pass

        extract() >> load()

    etl()
"""

#: How each shell is started without a user's settings, and what it is told first.
SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "PS1='READY> '; source ./script\n"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "PS1='READY> '; unsetopt zle_bracketed_paste; bindkey -e; fpath+=(./functions); autoload -Uz compinit; compinit -u -D\n",
    ),
    "fish": (
        ["fish", "--no-config", "-i"],
        "function fish_prompt; echo 'READY> '; end; set -g fish_autosuggestion_enabled 0; source ./script\r",
    ),
}

Complete = Callable[[str], list[str]]


@pytest.fixture(params=SHELLS)
def complete(request: pytest.FixtureRequest, xcom: Xcom) -> Complete:
    """What a line has become, as words, after a tab."""
    shell = request.param
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    command, begin = SHELLS[shell]
    programs = xcom.folder / "programs"
    programs.mkdir()
    (programs / "xcom").symlink_to(BINARY)
    script = xcom("completion", shell).stdout
    (xcom.folder / "script").write_text(script)
    # zsh finds it by its name.
    (xcom.folder / "functions").mkdir()
    (xcom.folder / "functions" / "_xcom").symlink_to(xcom.folder / "script")
    environment = {**xcom.environment, "PATH": f"{programs}:{os.environ['PATH']}", "TERM": "dumb"}
    enter = "\r" if shell == "fish" else "\n"

    def completed(line: str) -> list[str]:
        program = [str(shutil.which(shell)), *command[1:]]
        with terminal(program, xcom.folder, environment) as shown:
            shown.type(begin)
            shown.type(f"echo BE''GUN{enter}")
            shown.expect("BEGUN")
            shown.expect("READY> ")
            shown.type(line + "\t")
            # To the begin of the line and to its end.
            shown.type(f"\x01printf '<%s>' \x05; echo EN''D{enter}")
            words = shown.expect("END").splitlines()[-1]
        return words.removeprefix("<").removesuffix(">").split("><")

    return completed


def test_ids_are_those_of_the_store(xcom: Xcom, complete: Complete) -> None:
    xcom.dag(DAG, "etl.py")
    for run_id in ("manual__2026-01-02T00:00:00+00:00", "nightly"):
        assert xcom("run", "etl.py", "--run-id", run_id).returncode == 0
    xcom("variables", "set", "unit", "kg")
    xcom("pools", "set", "narrow", "3", "text")
    other = xcom.folder / "other.db"
    shutil.copy(Path(xcom.environment["XCOM_HOME"]) / "xcom.db", other)
    for line, word in {
        "xcom get --dag-id ": "etl",
        "xcom get --dag-id etl --run-id nig": "nightly",
        "xcom get --dag-id etl --run-id man": "manual__2026-01-02T00:00:00+00:00",
        "xcom get --run-id manual__2026-01-02T00:0": "manual__2026-01-02T00:00:00+00:00",
        "xcom get --run-id 'manual__2026-01-02T": "manual__2026-01-02T00:00:00+00:00",
        "xcom get --dag-id etl --run-id nightly --task-id ex": "extract",
        "xcom list --key ro": "rows",
        f"xcom list --store sqlite:///{other} --dag-id e": "etl",
        "xcom logs ext": "extract",
        "xcom logs nightly lo": "load",
        "xcom diff --dag-id etl nightly man": "manual__2026-01-02T00:00:00+00:00",
        "xcom why --dag-id etl --task-id l": "load",
        "xcom runs delete ni": "nightly",
        "xcom run etl.py --dag-id ": "etl",
        "xcom run etl.py --task ex": "extract",
        "xcom run ./etl.py --run-id nig": "nightly",
        "xcom render etl.py lo": "load",
        "xcom tasks clear etl.py --task lo": "load",
        "xcom variables get u": "unit",
        "xcom pools get nar": "narrow",
        "xcom runs --state suc": "success",
        "xcom runs -o js": "json",
        "xcom run et": "etl.py",
    }.items():
        *_, last = complete(line)
        assert last == word, line


def test_a_default_subcommand_has_its_options(xcom: Xcom, complete: Complete) -> None:
    assert complete("xcom runs --lim") == ["xcom", "runs", "--limit"]
    assert complete("xcom tasks --dag-id etl --rend") == ["xcom", "tasks", "--dag-id", "etl", "--rendered"]
    assert complete("xcom runs li") == ["xcom", "runs", "list"]
    assert complete("xcom runs list --lim") == ["xcom", "runs", "list", "--limit"]
    assert complete("xcom vari") == ["xcom", "variables"]


def test_where_there_is_no_store_nothing_is_offered_and_none_is_made(xcom: Xcom, complete: Complete) -> None:
    assert complete("xcom get --dag-id et") == ["xcom", "get", "--dag-id", "et"]
    assert not Path(xcom.environment["XCOM_HOME"]).exists()


@pytest.mark.parametrize("store", ["no store", "a store that cannot be read", "a setting that is wrong"])
def test_what_goes_wrong_is_kept_from_the_line(xcom: Xcom, store: str) -> None:
    home = Path(xcom.environment["XCOM_HOME"])
    if store == "a store that cannot be read":
        home.mkdir()
        (home / "xcom.db").write_bytes(b"no database" * 1000)
    elif store == "a setting that is wrong":
        xcom.environment["XCOM_LOG_LEVEL"] = "loud"
    for asked in (["get", "--", "--dag-id"], ["gone", "--", "--dag-id"]):
        done = xcom("---completion", *asked, "3", "0", "xcom", "get", "--dag-id", "")
        assert (done.stdout.strip(), done.stderr) == ("", "")


def test_names_are_the_newest_of_a_large_store(xcom: Xcom) -> None:
    xcom.dag(DAG, "etl.py")
    assert xcom("run", "etl.py", "--run-id", "first").returncode == 0
    xcom.change(
        "WITH RECURSIVE number (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM number WHERE n < 2000)"
        " INSERT INTO dag_run (dag_id, run_id, state, run_type, logical_date, run_after, conf)"
        " SELECT 'etl', 'run' || n, 'success', 'manual', NULL, '2026-01-01 00:00:00.000000', '{}' FROM number"
    )

    def offered(start: str) -> list[str]:
        words = ["xcom", "get", "--run-id", start]
        return xcom("---completion", "get", "--", "--run-id", "3", str(len(start)), *words).stdout.splitlines()

    assert offered("") == [f"run{n}" for n in range(2000, 1500, -1)]
    assert offered("fi") == ["first"]


def test_scripts_are_without_mistakes(xcom: Xcom) -> None:
    for shell in SHELLS:
        if shutil.which(shell) is not None:
            path = xcom.folder / shell
            path.write_text(xcom("completion", shell).stdout)
            subprocess.run([shell, "-n", path], check=True)
