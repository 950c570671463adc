"""`xcom list|get|set|delete|clear`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

EXTRACT = ("--dag-id", "etl", "--run-id", "nightly", "--task-id", "extract")
LOAD = ("--dag-id", "etl", "--run-id", "nightly", "--task-id", "load", "--map-index")


@pytest.mark.parametrize(
    "text",
    [
        '{"b": 1,  "a": [1.0, 1e400, -0.0]}',
        "123456789012345678901234567890",
        '"\\ud83d\\ude00 \\u0000"',
        "null",
        "3.0",
        "-5",
    ],
)
def test_a_value_comes_back_byte_by_byte(xcom: Run, store: Path, text: str) -> None:
    assert xcom("set", *EXTRACT, "--", text).returncode == 0
    done = xcom("get", *EXTRACT)
    assert (done.returncode, done.stdout) == (0, text + "\n")


def test_a_value_from_standard_input(xcom: Run, store: Path) -> None:
    assert xcom("set", *EXTRACT, "--key", "rows", "-", stdin="[1, 2]\n").returncode == 0
    assert xcom("get", *EXTRACT, "--key", "rows").stdout == "[1, 2]\n"


@pytest.mark.parametrize("text", ["{", "text", "", "[1,]", "NaN"])
def test_what_is_not_json_is_refused(xcom: Run, store: Path, text: str) -> None:
    done = xcom("set", *EXTRACT, text)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("xcom: the value is not JSON (")
    assert done.stderr.endswith("); a text needs quotes of its own, like '\"text\"'\n")
    assert xcom("list", "-o", "json").stdout == "[]\n"


def test_list_filters_and_its_four_forms(xcom: Run, store: Path) -> None:
    xcom("set", *EXTRACT, '"a b"')
    xcom("set", *LOAD, "0", "1")
    xcom("set", *LOAD, "1", "--key", "no: yes", '{"x": null}')
    rows = json.loads(xcom("list", "--dag-id", "etl", "-o", "json").stdout)
    assert [(row["task_id"], row["map_index"], row["key"], row["value"]) for row in rows] == [
        ("extract", -1, "return_value", "a b"),
        ("load", 0, "return_value", 1),
        ("load", 1, "no: yes", {"x": None}),
    ]
    assert json.loads(xcom("list", "--map-index", "-1", "-o", "json").stdout) == rows[:1]
    table = xcom("list", "--key", "no: yes").stdout.splitlines()
    assert table[0].rstrip() == (
        "dag_id | run_id  | task_id | map_index | key     | value       | timestamp".ljust(len(table[0])).rstrip()
    )
    assert set(table[1]) == {"=", "+"}
    assert table[2].startswith('etl    | nightly | load    | 1         | no: yes | {"x": null} | ')
    plain = xcom("list", "--key", "no: yes", "-o", "plain").stdout.splitlines()
    assert plain[1].startswith('etl     nightly  load     1          no: yes  {"x": null}  ')
    yaml = xcom("list", "--key", "no: yes", "-o", "yaml").stdout
    assert yaml.startswith(
        '- dag_id: etl\n  run_id: nightly\n  task_id: load\n  map_index: 1\n  key: "no: yes"\n  value: {"x": null}\n'
    )


def test_what_is_not_there(xcom: Run, store: Path) -> None:
    where = "DAG etl, run nightly, task extract, key return_value"
    got = xcom("get", *EXTRACT)
    assert (got.returncode, got.stdout) == (1, "")
    reason = "task 'extract' succeeded, and returned None or has do_xcom_push=False"
    assert got.stderr == f"xcom: there is no XCom at {where}: {reason}\n"
    deleted = xcom("delete", *EXTRACT)
    assert (deleted.returncode, deleted.stderr) == (1, f"xcom: there is no XCom at {where}\n")
    unknown = xcom("set", "--dag-id", "etl", "--run-id", "nightly", "--task-id", "none", "1")
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("xcom: ")


def test_the_newest_run_where_none_is_named(xcom: Run, store: Path) -> None:
    xcom("set", *EXTRACT, "[1]")
    assert xcom("get", "--task-id", "extract").stdout == "[1]\n"
    assert xcom("get", "--dag-id", "etl", "--task-id", "extract").stdout == "[1]\n"
    assert xcom("why", "--task-id", "extract").stdout == xcom("why", *EXTRACT).stdout
    assert xcom("diff", "nightly", "nightly", "-o", "json").stdout == "[]\n"
    none = xcom("get", "--dag-id", "elt", "--task-id", "extract")
    assert (none.returncode, none.stderr) == (1, "xcom: there is no DAG elt in the store; did you mean etl?\n")


def test_delete_and_clear(xcom: Run, store: Path) -> None:
    xcom("set", *EXTRACT, "1")
    xcom("set", *EXTRACT, "--key", "other", "2")
    xcom("set", *LOAD, "1", "3")
    assert xcom("delete", *EXTRACT, "--key", "other").returncode == 0
    assert xcom("clear", "--dag-id", "etl", "--task-id", "load").stdout == "Deleted 1 XCom.\n"
    assert len(json.loads(xcom("list", "-o", "json").stdout)) == 1
    assert xcom("clear").returncode == 2
    assert xcom("clear", "--dag-id", "etl").stdout == "Deleted 1 XCom.\n"
    assert xcom("list").stdout == "No data found\n"


def test_a_value_above_the_soft_limit_is_stored_with_a_warning(xcom: Run, store: Path) -> None:
    done = xcom("set", *EXTRACT, '"abcd"', XCOM_SOFT_LIMIT="5")
    assert done.returncode == 0
    assert done.stderr == (
        "xcom: XCom 'return_value' of task 'extract' has 6 B (6 bytes), more than 5 B (XCOM_SOFT_LIMIT). "
        "Keep large data in a file or a table, and push where it is\n"
    )
    assert xcom("get", *EXTRACT).stdout == '"abcd"\n'


def test_a_table_shows_the_beginning_of_a_long_value(xcom: Run, store: Path) -> None:
    for key, letter, count in (("fits", "x", 998), ("long", "😀", 100_000)):
        xcom("set", *EXTRACT, "--key", key, "-", stdin=json.dumps(letter * count, ensure_ascii=False))
    cells = [row.split(" | ")[5].strip() for row in xcom("list").stdout.splitlines()[2:]]
    assert cells == ['"' + "x" * 998 + '"', '"' + "😀" * 998 + "… (390.6 KiB)"]
    assert len(xcom("list", "--key", "long", "-o", "plain", "--raw").stdout) > 100_000
    assert len(json.loads(xcom("list", "--key", "long", "-o", "json").stdout)[0]["value"]) == 100_000
