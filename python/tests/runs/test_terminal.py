"""What a terminal would obey is escaped in all that people read; data stays exact."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from xcom_bridge.readable import escaped, readable

from .conftest import Xcom

CONTROLS = [
    *(chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"),
    *"\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ufeff",
]
HOSTILE = "".join(CONTROLS)


def _is_clean(text: str) -> bool:
    return not any(control in text for control in CONTROLS)


def test_one_event_of_a_log() -> None:
    event = {
        "timestamp": "2026-01-01T12:00:01Z",
        "level": "info",
        "event": f"a\n{HOSTILE}",
        "logger": "task",
        "more": "\x1b[1m",
    }
    shown = readable(json.dumps(event).encode(), "work\x9b")
    assert shown.startswith("12:00:01 work\\x9b INFO     a\n\\x00\\x01")
    assert _is_clean(shown)
    assert shown.endswith("\\ufeff more=\\x1b[1m")
    assert _is_clean(readable(f"raw {HOSTILE}".encode(), "work"))
    assert escaped("grün \U0001f600\n\tx\u200d") == "grün \U0001f600\n\tx\u200d"


DAG = """
    import sys
    from airflow.sdk import dag, task

    HOSTILE = {hostile!r}

    @dag(dag_display_name="x" + HOSTILE)
    def hostile():
        @task(doc_md="x", task_display_name="y" + HOSTILE)
        def work(ti=None):
            print("printed" + HOSTILE)
            sys.stderr.write("complained" + HOSTILE + "\\\\n")
            ti.xcom_push("key" + HOSTILE, "value" + HOSTILE)
            raise ValueError("failed" + HOSTILE)

        work()

    hostile()
"""


@pytest.fixture
def failed(xcom: Xcom) -> Xcom:
    """A store with a run whose ids, keys, values and errors are hostile."""
    done = xcom("run", xcom.dag(DAG.format(hostile=HOSTILE)), "--run-id", "r", "--log-to-stderr")
    assert done.returncode == 1
    for said in ("printed", "complained", "failed"):
        assert said + "\\x00" in done.stderr
    assert _is_clean(done.stdout)
    assert _is_clean(done.stderr)
    with closing(sqlite3.connect(f"{xcom.environment['XCOM_HOME']}/xcom.db")) as database, database:
        for table in ("xcom", "task_instance", "task_failure", "dag_run"):
            # Keys to other tables are held by nobody here.
            database.execute(f"UPDATE {table} SET run_id = ?", (f"r{HOSTILE}\n",))
    return xcom


@pytest.mark.parametrize("form", ["table", "plain"])
def test_listings_and_messages(failed: Xcom, form: str) -> None:
    run_id = f"r{HOSTILE}\n"
    address = ("--dag-id", "hostile", "--run-id", run_id.replace("\0", ""))
    for command in (
        ("list",),
        ("runs",),
        ("top",),
        ("tasks", *address),
        ("why", *address, "--task-id", "work"),
        ("why", "--dag-id", "hostile", "--task-id", "wo\x1brk"),
        ("get", *address, "--task-id", "wo\x9brk"),
        ("clean", "--keep-runs", "0", "--dry-run"),
    ):
        done = failed(*command, "-o", form)
        assert _is_clean(done.stdout + done.stderr), command
        # One line for each row: a line's end in a cell is escaped.
        if command[0] in ("list", "runs"):
            assert len(done.stdout.splitlines()) == (3 if form == "table" else 2)


def test_data_is_exact_and_its_spelling_is_harmless(failed: Xcom) -> None:
    done = failed("list", "-o", "json")
    (row,) = json.loads(done.stdout)
    assert (row["run_id"], row["key"], row["value"]) == (f"r{HOSTILE}\n", f"key{HOSTILE}", f"value{HOSTILE}")
    assert _is_clean(done.stdout)


def test_graphs_and_import_errors(xcom: Xcom) -> None:
    dag = xcom.dag(DAG.format(hostile=HOSTILE))
    for form in ("text", "mermaid", "table", "plain", "json"):
        done = xcom("dags", "show", dag, "-o", form)
        assert (done.returncode, _is_clean(done.stdout + done.stderr)) == (0, True), form
    xcom.dag(f"from airflow.sdk import dag\nraise ValueError({HOSTILE!r})", "broken.py")
    done = xcom("dags", "list", xcom.folder)
    assert done.returncode == 1
    assert "ValueError: \\x00\\x01" in done.stderr
    assert _is_clean(done.stdout + done.stderr)


def test_what_is_wrong_with_a_command(xcom: Xcom, tmp_path: Path) -> None:
    for arguments in (
        ("list", "--store", f"sqlite:///{tmp_path}/no\x1b[2Jsuch"),
        ("run", "no\x9bsuch.py"),
        ("ru\x1bns",),
        ("list", "-o", "\u202etable"),
    ):
        done = xcom(*arguments)
        assert done.returncode != 0
        assert _is_clean(done.stderr)
