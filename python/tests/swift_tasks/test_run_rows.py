"""How scripts/test-airflow compares what runs leave behind."""

from __future__ import annotations

import copy
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests" / "LanguageSDK"))
import run_rows  # noqa: E402

SCHEMA = """
    create table dag_run (id integer primary key, dag_id text, run_id text, state text, run_after text);
    create table task_instance (
        dag_id text, run_id text, task_id text, map_index integer, state text, try_number integer, hostname text);
    create table xcom (dag_id text, run_id text, task_id text, map_index integer, key text, value blob);
    create table task_map (dag_id text, run_id text, task_id text, map_index integer, length integer, keys text);
    create table asset (id integer primary key, name text);
    create table asset_event (
        asset_id integer, extra text, source_dag_id text, source_run_id text, source_task_id text,
        source_map_index integer);
    insert into dag_run (dag_id, run_id, state) values ('d', 'r', 'success'), ('other', 'r', 'failed');
    insert into task_instance values ('d', 'r', 't', -1, 'success', 1, 'here'), ('other', 'r', 't', -1, 'failed', 1, '');
    insert into xcom values ('d', 'r', 't', -1, 'return_value', '{"b": 1.0, "a": 2}');
    insert into xcom values ('d', 'r', 't', -1, 'n', x'31');
    insert into task_map values ('d', 'r', 't', -1, 2, 'null');
    insert into asset values (1, 'feed');
    insert into asset_event values (1, '{"rows": 3}', 'd', 'r', 't', -1), (1, '{"rows": 3}', 'other', 'r', 't', -1);
"""

ROWS: run_rows.Rows = {
    "dag_run": [["d", "r", "success"]],
    "task_instance": [["d", "r", "t", -1, "success", 1]],
    "xcom": [["d", "r", "t", -1, "n", "1"], ["d", "r", "t", -1, "return_value", '{"b": 1.0, "a": 2}']],
    "task_map": [["d", "r", "t", -1, 2, None]],
    "asset_event": [["d", "r", "t", -1, "feed", '{"rows": 3}']],
}


def test_the_rows_of_the_named_dags_are_read_and_json_stays_its_text(tmp_path: Path) -> None:
    file = tmp_path / "airflow.db"
    with closing(sqlite3.connect(file)) as database:
        database.executescript(SCHEMA)
    assert run_rows.read(file, ["d"]) == ROWS


def test_the_same_rows_do_not_differ() -> None:
    assert run_rows.differences(ROWS, copy.deepcopy(ROWS)) == []


@pytest.mark.parametrize(
    ("table", "index", "row", "line"),
    [
        ("dag_run", 0, ["d", "r", "failed"], "dag_run d r: failed, not success"),
        ("task_instance", 0, ["d", "r", "t", -1, "success", 2], "task_instance d r t -1: success 2, not success 1"),
        ("xcom", 0, None, "xcom d r t -1 n: missing, not 1"),
        ("xcom", 0, ["d", "r", "t", -1, "n", "1.0"], "xcom d r t -1 n: 1.0, not 1"),
        ("asset_event", 0, ["d", "r", "t", -1, "feed", "{}"], 'asset_event d r t -1 feed: {}, not {"rows": 3}'),
    ],
    ids=["run", "try", "missing", "text", "event"],
)
def test_what_differs_is_named(table: str, index: int, row: list[object] | None, line: str) -> None:
    found = copy.deepcopy(ROWS)
    found[table][index : index + 1] = [] if row is None else [row]
    assert run_rows.differences(ROWS, found) == [line]


def test_sets_are_the_same_in_any_order_and_lists_are_not() -> None:
    def rows(names: str, members: str) -> run_rows.Rows:
        text = (
            f'{{"names": {names}, "set": {{"__classname__": "builtins.set", "__version__": 1, "__data__": {members}}}}}'
        )
        return {**ROWS, "xcom": [["d", "r", "t", -1, "n", text]]}

    expected = rows('["a", "b"]', '["a", "b"]')
    assert run_rows.differences(expected, rows('["a", "b"]', '["b", "a"]')) == []
    assert len(run_rows.differences(expected, rows('["b", "a"]', '["a", "b"]'))) == 1
    assert len(run_rows.differences(expected, rows('["a", "b"]', '["a", "c"]'))) == 1


def test_a_row_too_many_is_named_as_well() -> None:
    found = copy.deepcopy(ROWS)
    found["asset_event"].append(found["asset_event"][0])
    assert run_rows.differences(ROWS, found) == [
        'asset_event d r t -1 feed: {"rows": 3} and {"rows": 3}, not {"rows": 3}'
    ]
