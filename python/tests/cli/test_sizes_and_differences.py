"""`xcom top|diff`."""

from __future__ import annotations

import json
import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

from .conftest import Run

PLACE = ("--dag-id", "etl", "--run-id", "nightly", "--task-id")


def second_run(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection, connection:
        connection.execute(
            "INSERT INTO dag_run (dag_id, run_id, state, run_type, run_after, conf)"
            " VALUES ('etl', 'weekly', 'success', 'manual', '2026-01-02 00:00:00.000000', '{}')"
        )
        connection.execute(
            "INSERT INTO task_instance (id, dag_id, run_id, task_id, state, try_number, pool, pool_slots)"
            " VALUES (?, 'etl', 'weekly', 'extract', 'success', 1, 'default_pool', 1)",
            (uuid.uuid4().hex,),
        )


def test_the_largest_come_first(xcom: Run, store: Path) -> None:
    for key, text in (("a", '"grün"'), ("b", "[1, 2, 3]"), ("c", "1"), ("d", "[1, 2, 3, 4]")):
        xcom("set", *PLACE, "extract", "--key", key, text)
    rows = json.loads(xcom("top", "--limit", "3", "-o", "json").stdout)
    assert [(row["key"], row["bytes"]) for row in rows] == [("d", 12), ("b", 9), ("a", 7)]
    assert xcom("top", "--dag-id", "other").stdout == "No data found\n"
    table = xcom("top", "--key", "c", "-o", "plain").stdout.splitlines()
    assert table[0].split() == ["dag_id", "run_id", "task_id", "map_index", "key", "bytes", "timestamp"]
    assert table[1].split()[:6] == ["etl", "nightly", "extract", "-1", "c", "1"]
    assert xcom("top", "--limit", "0").returncode == 2


def test_the_differences_of_two_runs(xcom: Run, store: Path) -> None:
    second_run(store)
    weekly = ("--dag-id", "etl", "--run-id", "weekly", "--task-id", "extract")
    xcom("set", *PLACE, "extract", "[1.0]")
    xcom("set", *PLACE, "extract", "--key", "same", "true")
    xcom("set", *PLACE, "load", "--map-index", "0", "null")
    xcom("set", *weekly, "[1]")
    xcom("set", *weekly, "--key", "same", "true")
    xcom("set", *weekly, "--key", "rows", "3")
    done = xcom("diff", "--dag-id", "etl", "nightly", "weekly")
    assert done.returncode == 1
    assert [line.rstrip() for line in done.stdout.splitlines()] == [
        "change  | task_id | map_index | key          | before | after",
        "========+=========+===========+==============+========+======",
        "changed | extract | -1        | return_value | [1.0]  | [1]",
        "new     | extract | -1        | rows         |        | 3",
        "missing | load    | 0         | return_value | null   |",
    ]
    rows = json.loads(xcom("diff", "--dag-id", "etl", "nightly", "weekly", "-o", "json").stdout)
    assert rows[0]["before"] == [1.0] and rows[1]["change"] == "new"
    same = xcom("diff", "--dag-id", "etl", "nightly", "nightly")
    assert (same.returncode, same.stdout) == (0, "No differences\n")
    unknown = xcom("diff", "--dag-id", "etl", "nightly", "daily")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr == "xcom: DAG etl has no run daily; `xcom runs --dag-id etl` lists its runs\n"
