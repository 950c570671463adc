"""`xcom runs|tasks|db`, and what goes wrong with a store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run


def test_runs(xcom: Run, store: Path) -> None:
    (run,) = json.loads(xcom("runs", "--dag-id", "etl", "--state", "failed", "-o", "json").stdout)
    assert run == {
        "dag_id": "etl",
        "run_id": "nightly",
        "state": "failed",
        "run_type": "manual",
        "logical_date": "2026-01-01T00:00:00+00:00",
        "start_date": "2026-01-01T00:00:01+00:00",
        "end_date": "2026-01-01T00:00:03.500000+00:00",
        "conf": {},
        "rules": "3",
    }
    assert xcom("runs", "--state", "success").stdout == "No data found\n"
    assert xcom("runs", "--state", "fine").returncode == 2


def test_tasks_with_their_failures(xcom: Run, store: Path) -> None:
    done = xcom("tasks", "--dag-id", "etl", "--run-id", "nightly")
    times = "2026-01-01T00:00:01+00:00 | 2026-01-01T00:00:02.250000+00:00 | 1.25"
    assert done.stdout.splitlines() == [
        "task_id | map_index | state   | try_number | start_date                | end_date"
        "                         | duration",
        "========+===========+=========+============+===========================+=="
        "================================+=========",
        f"extract | -1        | success | 1          | {times}",
        f"load    | 0         | success | 1          | {times}",
        f"load    | 1         | failed  | 1          | {times}",
        "",
        "task_id | map_index | try_number | type                | message",
        "========+===========+============+=====================+============",
        "load    | 1         | 1          | builtins.ValueError | no such row",
    ]
    arguments = ("--dag-id", "etl", "--run-id", "nightly", "--task-id", "load", "-o", "json")
    tasks = json.loads(xcom("tasks", *arguments).stdout)
    assert [task["failures"] for task in tasks] == [
        [],
        [
            {
                "try_number": 1,
                "type": "builtins.ValueError",
                "message": "no such row",
                "timestamp": "2026-01-01T00:00:02.250000+00:00",
            }
        ],
    ]
    missing = xcom("tasks", "--dag-id", "etl", "--run-id", "weekly")
    assert missing.returncode == 1
    assert missing.stderr == "xcom: DAG etl has no run weekly; `xcom runs --dag-id etl` lists its runs\n"


def test_db(xcom: Run, store: Path) -> None:
    assert xcom("db", "check").stdout == f"{store}: ok\n"
    assert json.loads(xcom("db", "stats", "-o", "json").stdout) == [
        {"dag_id": "etl", "runs": 1, "task_instances": 3, "xcoms": 0, "bytes": 0, "largest": 0}
    ]


def test_a_file_that_is_no_store(xcom: Run, tmp_path: Path) -> None:
    other = tmp_path / "notes.txt"
    other.write_text("just text\n" * 100)
    done = xcom("list", "--store", "sqlite:///notes.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("xcom: open: ") and "notes.txt" in done.stderr
    assert other.read_text() == "just text\n" * 100


def test_a_store_that_is_named_and_not_there_is_an_error_where_it_is_read(xcom: Run, tmp_path: Path) -> None:
    for command in (["list"], ["runs"], ["why", "--dag-id", "etl", "--task-id", "t"]):
        done = xcom(*command, "--store", "sqlite:///none.db")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "xcom: there is no store at sqlite:///none.db; `xcom run --store` makes one\n"
    assert not (tmp_path / "none.db").exists()
    assert xcom("list").stdout == "No data found\n"


def test_the_versions(xcom: Run) -> None:
    rows = {row["name"]: row["version"] for row in json.loads(xcom("version", "-o", "json").stdout)}
    assert rows.keys() > {"xcom", "sqlite", "python", "environment", "apache-airflow-task-sdk"}
    assert rows["python"].startswith("3.") and rows["apache-airflow-task-sdk"] == "1.2.1"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nothing",),
        ("list", "--nothing"),
        ("get", "--dag-id", "etl"),
        ("list", "-o", "xml"),
        ("run",),
        ("run", "no_such_file.py"),
        ("run", ".", "--jobs", "0"),
        ("run", ".", "--run-id", ""),
        ("run", ".", "--logical-date", "yesterday"),
        ("run", ".", "--conf", "[1]"),
        ("dags", "show", "no_such_file.py"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_ends_with_2_and_a_message(xcom: Run, arguments: tuple[str, ...]) -> None:
    done = xcom(*arguments)
    if arguments:
        assert done.returncode == 2
        assert done.stderr
    else:
        assert "SUBCOMMANDS" in done.stdout + done.stderr


@pytest.mark.parametrize(
    "command",
    "run,list,get,set,delete,clear,why,top,diff,clean,import,runs,tasks,dags,db,python,version,dags list,dags show,db check,db stats".split(
        ","
    ),
)
def test_every_command_has_a_help_with_an_example(xcom: Run, command: str) -> None:
    done = xcom("help", *command.split())
    assert done.returncode == 0
    assert "Example: xcom " in done.stdout


def test_a_file_that_crashes_python_is_told_with_its_line(xcom: Run, tmp_path: Path) -> None:
    (tmp_path / "d.py").write_text("# airflow dag\nimport ctypes\nctypes.string_at(0)\n")
    done = xcom("dags", "list", tmp_path / "d.py")
    assert done.returncode == 1
    assert f'File "{tmp_path}/d.py", line 3' in done.stderr
    ended = "xcom: The worker process ended while loading the DAG files: it was killed by signal 11 (SIGSEGV).\n"
    assert done.stderr.endswith(ended)
