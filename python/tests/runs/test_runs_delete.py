"""``xcom runs delete``: runs go with their rows, offloaded values and logs, and nothing else does."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from .conftest import Terminal, Xcom

DAG = """
    import os, time
    from airflow.sdk import dag, task

    @dag(schedule=None)
    def large():
        @task
        def same():
            return ["x" * 5000]

        @task
        def own(ti=None):
            return ti.run_id * 1000

        @task
        def last(a, b):
            while os.path.exists("wait"):
                open("waits", "w").close()
                time.sleep(0.01)

        last(same(), own())

    large()
"""


@pytest.fixture
def file(xcom: Xcom) -> Path:
    """The DAG file, after the runs ``a`` and ``b``."""
    xcom.environment["XCOM_OFFLOAD"] = str(xcom.folder / "blobs")
    xcom.environment["XCOM_OFFLOAD_THRESHOLD"] = "900"
    file = xcom.dag(DAG)
    for run in ("a", "b"):
        assert xcom("run", file, "--run-id", run).returncode == 0
    assert len(_blobs(xcom)) == 3
    return file


def _blobs(xcom: Xcom) -> list[Path]:
    return [path for path in (xcom.folder / "blobs").rglob("*") if path.is_file()]


def _logs(xcom: Xcom) -> list[str]:
    return sorted(path.name for path in Path(xcom.environment["XCOM_HOME"], "logs", "dag_id=large").iterdir())


def _rows(xcom: Xcom, run: str) -> dict[str, int]:
    """How many rows of a run each table has."""
    tables = xcom.sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    with_runs = [
        name for (name,) in tables if any(column[1] == "run_id" for column in xcom.sql(f"PRAGMA table_info({name})"))
    ]
    counts = {name: xcom.sql(f"SELECT count(*) FROM {name} WHERE run_id = '{run}'")[0][0] for name in with_runs}
    return {name: count for name, count in counts.items() if count}


def test_a_run_goes_with_all_that_belongs_to_it_and_with_nothing_else(xcom: Xcom, file: Path) -> None:
    before = _rows(xcom, "b")
    done = xcom("runs", "delete", "a", "--yes", "-o", "json")
    assert done.returncode == 0
    (row,) = json.loads(done.stdout)
    assert (row["run_id"], row["task_instances"], row["xcoms"]) == ("a", 3, 2)
    assert done.stderr.startswith("xcom: deleted 1 run;")
    assert _rows(xcom, "a") == {}
    assert _rows(xcom, "b") == before != {}
    # What both have offloaded is there for the other one.
    assert len(_blobs(xcom)) == 2
    assert xcom.json("get", "--dag-id", "large", "--run-id", "b", "--task-id", "same") == ["x" * 5000]
    assert _logs(xcom) == ["run_id=b"]
    assert xcom("db", "check").returncode == 0
    assert xcom("runs", "delete", "b", "--dag-id", "large", "-y").returncode == 0
    assert _blobs(xcom) == []
    assert xcom.json("runs") == []


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["a", "b", "--dry-run"], "", 0),
        ([], "Missing expected argument '<run-id> ...'", 2),
        (["a", "c", "--yes"], "xcom: there is no run c; `xcom runs` lists the runs\n", 1),
        (["a", "--dag-id", "larg", "--yes"], "xcom: there is no DAG larg in the store; did you mean large?\n", 1),
    ],
)
def test_nothing_goes_that_is_not_meant(xcom: Xcom, file: Path, words: list[str], said: str, code: int) -> None:
    done = xcom("runs", "delete", *words)
    assert done.returncode == code
    assert said in done.stderr
    assert _rows(xcom, "a") == _rows(xcom, "b") != {}
    assert (len(_blobs(xcom)), _logs(xcom)) == (3, ["run_id=a", "run_id=b"])


def test_a_person_is_asked(xcom: Xcom, file: Path) -> None:
    terminal = Terminal(xcom, "runs", "delete", "a")
    terminal.until("Delete the run a with all that belongs to it? [y/N] ")
    terminal.type("\n")
    assert terminal.end() == 1
    assert "xcom: nothing was deleted" in terminal.screen
    assert [run["run_id"] for run in xcom.json("runs")] == ["a", "b"]
    terminal = Terminal(xcom, "runs", "delete", "a", "b")
    terminal.until("Delete 2 runs with all that belongs to them? [y/N] ")
    terminal.type("y\n")
    assert terminal.end() == 0
    assert xcom.json("runs") == []


def test_a_run_that_is_executed_stays_and_one_that_was_killed_goes(xcom: Xcom, file: Path) -> None:
    (xcom.folder / "wait").touch()
    process = xcom.start("run", file, "--run-id", "c")
    xcom.until(lambda: (xcom.folder / "waits").exists())
    done = xcom("runs", "delete", "a", "c", "--yes")
    assert done.returncode == 1
    assert "xcom: run c of DAG large is being executed, and stays\n" in done.stderr
    assert [run["run_id"] for run in xcom.json("runs")] == ["b", "c"]
    process.send_signal(signal.SIGKILL)
    process.communicate()
    xcom.until(lambda: xcom("runs", "delete", "c", "--yes").returncode == 0)
    assert [run["run_id"] for run in xcom.json("runs")] == ["b"]
    assert len(_blobs(xcom)) == 2
