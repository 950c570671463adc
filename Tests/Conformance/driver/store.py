"""What a run left in the SQLite store, read by Airflow's names of tables and columns."""

from __future__ import annotations

import base64
import contextlib
import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class Reader:
    """A read-only look into a store; an empty one where there is no file yet."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def rows(self, sql: str, *parameters: object) -> list[Row]:
        if not self.path.exists():
            return []
        with contextlib.closing(sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, timeout=30)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, parameters)]

    def run_ids(self, dag_id: str) -> list[str]:
        return [row["run_id"] for row in self.rows("select run_id from dag_run where dag_id = ? order by id", dag_id)]

    def run(self, dag_id: str, run_id: str) -> Row:
        """One run in the form of a golden, without its structure."""
        (dag_run,) = self.rows(
            "select state, logical_date, conf from dag_run where dag_id = ? and run_id = ?", dag_id, run_id
        )

        def of_run(columns: str, table: str) -> list[Row]:
            return self.rows(f"select {columns} from {table} where dag_id = ? and run_id = ?", dag_id, run_id)

        return {
            "dag_id": dag_id,
            "run_id": run_id,
            "logical_date": iso(dag_run["logical_date"]),
            "dag_run_state": dag_run["state"],
            "task_instances": in_order(
                without_none(row, "rendered_map_index")
                for row in of_run("task_id, map_index, state, try_number, rendered_map_index", "task_instance")
            ),
            "xcoms": in_order(parsed(row, "value") for row in of_run("task_id, map_index, key, value", "xcom")),
            "errors": in_order(of_run("task_id, map_index, try_number, type, message", "task_failure")),
            "rendered_fields": in_order(
                {"task_id": row["task_id"], "map_index": row["map_index"], "fields": json.loads(row["rendered_fields"])}
                for row in of_run("task_id, map_index, rendered_fields", "rendered_task_instance_fields")
            ),
            "task_map": in_order(parsed(row, "keys") for row in of_run("task_id, map_index, length, keys", "task_map")),
        }


def in_order(rows: Iterator[Row] | list[Row]) -> list[Row]:
    return sorted(rows, key=lambda r: (r["task_id"], r["map_index"], r.get("key", ""), r.get("try_number", 0)))


def parsed(row: Row, column: str) -> Row:
    text = row[column]
    value = None if text is None else json.loads(text)
    if isinstance(value, dict) and value.get("__classname__") == "xcom.bytes":
        # A golden has the bytes themselves so.
        value = {"__not_json__": repr(base64.b64decode(value["__data__"]))}
    found = {**row, column: value}
    if column == "value" and row["key"].startswith("\ufdd0"):
        # A key that is bytes, which a golden has so.
        found["key"], found["key_type"] = repr(row["key"][1:].encode("latin-1")), "bytes"
    return found


def without_none(row: Row, column: str) -> Row:
    return {key: value for key, value in row.items() if key != column or value is not None}


def iso(stored: str | None) -> str | None:
    """A stored moment (UTC) as the goldens write it."""
    if stored is None:
        return None
    return dt.datetime.fromisoformat(stored).replace(tzinfo=dt.timezone.utc).isoformat()
