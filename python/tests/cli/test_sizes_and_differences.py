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
        "change  | task_id | map_index | key             | before | after",
        "========+=========+===========+=================+========+======",
        "changed | extract | -1        | return_value[0] | 1.0    | 1",
        "new     | extract | -1        | rows            |        | 3",
        "missing | load    | 0         | return_value    | null   |",
    ]
    rows = json.loads(xcom("diff", "--dag-id", "etl", "nightly", "weekly", "-o", "json").stdout)
    assert rows[0]["before"] == [1.0] and rows[1]["change"] == "new"
    same = xcom("diff", "--dag-id", "etl", "nightly", "nightly")
    assert (same.returncode, same.stdout) == (0, "No differences\n")
    unknown = xcom("diff", "--dag-id", "etl", "nightly", "daily")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr == "xcom: DAG etl has no run daily; `xcom runs --dag-id etl` lists its runs\n"


def test_the_places_inside_of_values(xcom: Run, store: Path) -> None:
    second_run(store)
    weekly = ("--dag-id", "etl", "--run-id", "weekly", "--task-id", "extract")
    date = '{{"__classname__": "datetime.date", "__version__": 2, "__data__": "2026-01-0{}"}}'
    orders = '{{"orders": [{{"total": 1}}, {{"total": {}, "when": {}}}], "n o": {}}}'
    xcom("set", *PLACE, "extract", orders.format(5, date.format(1), 1))
    xcom("set", *weekly, orders.format(7, date.format(2), "[1]"))
    xcom("set", *PLACE, "extract", "--key", "list", json.dumps(list(range(100))))
    xcom("set", *weekly, "--key", "list", json.dumps([-1, *range(50), *range(1000, 1050)]))
    xcom("set", *PLACE, "extract", "--key", "order", '{"a": 1, "b": 2}')
    xcom("set", *weekly, "--key", "order", '{"b": 2, "a": 1}')
    compare = ("diff", "--dag-id", "etl", "nightly", "weekly")
    rows = [[cell.strip() for cell in line.split("|")] for line in xcom(*compare, "--limit", "3").stdout.splitlines()]
    assert [(row[0], *row[3:]) for row in rows[2:]] == [
        ("changed", "list[0]", "0", "-1"),
        ("changed", "list[1]", "1", "0"),
        ("changed", "list[2]", "2", "1"),
        ("…", "list: 98 more places", "", ""),
        ("changed", "order", '{"a": 1, "b": 2}', '{"b": 2, "a": 1}'),
        ("changed", "return_value.orders[1].total", "5", "7"),
        ("changed", "return_value.orders[1].when", "2026-01-01", "2026-01-02"),
        ("changed", 'return_value["n o"]', "1", "[1]"),
    ]
    listed, order, returned = json.loads(xcom(*compare, "--limit", "1", "-o", "json").stdout)
    assert listed["before"] == list(range(100)) and len(listed["after"]) == 101
    assert (listed["places"], listed["more_places"]) == ([{"path": "list[0]", "before": 0, "after": -1}], 100)
    assert (order["places"], "more_places" in order) == ([], False)
    assert returned["places"] == [{"path": "return_value.orders[1].total", "before": 5, "after": 7}]
    assert [row["places"] for row in json.loads(xcom(*compare, "--limit", "0", "-o", "json").stdout)] == [[], [], []]
    assert "return_value.orders" not in xcom(*compare, "--limit", "0").stdout
    assert xcom(*compare, "--limit", "-1").returncode == 2


def test_what_only_one_list_has_is_new_or_missing(xcom: Run, store: Path) -> None:
    second_run(store)
    weekly = ("--dag-id", "etl", "--run-id", "weekly", "--task-id", "extract")
    for key, before, after in (("a", "[1, 3]", "[1, 2, 3]"), ("b", "[null]", "[]")):
        xcom("set", *PLACE, "extract", "--key", key, before)
        xcom("set", *weekly, "--key", key, after)
    done = xcom("diff", "--dag-id", "etl", "nightly", "weekly")
    rows = [[cell.strip() for cell in line.split("|")] for line in done.stdout.splitlines()[2:]]
    assert [(row[0], *row[3:]) for row in rows] == [("new", "a[1]", "", "2"), ("missing", "b[0]", "null", "")]
