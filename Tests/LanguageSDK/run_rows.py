"""What runs leave behind, of an Airflow or of `xcom run`, in a form that can be compared."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

# Without what differs from one run to the next: moments, ids that are made up, hosts and processes. The names of the
# store are Airflow's.
QUERIES = {
    "dag_run": "select dag_id, run_id, state from dag_run",
    "task_instance": "select dag_id, run_id, task_id, map_index, state, try_number from task_instance",
    "xcom": "select dag_id, run_id, task_id, map_index, key, cast(value as text) from xcom",
    "task_map": "select dag_id, run_id, task_id, map_index, length, nullif(cast(keys as text), 'null') from task_map",
    "asset_event": """
        select source_dag_id, source_run_id, source_task_id, source_map_index, asset.name,
            cast(asset_event.extra as text)
        from asset_event join asset on asset.id = asset_event.asset_id
    """,
}

# How many columns of a row say which one it is.
KEYS = {"dag_run": 2, "task_instance": 4, "xcom": 5, "task_map": 4, "asset_event": 5}

Rows = dict[str, list[list[object]]]


def read(database: Path, dag_ids: list[str]) -> Rows:
    """The rows of these DAGs, sorted; JSON stays the text that is stored."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        found = {table: connection.execute(sql).fetchall() for table, sql in QUERIES.items()}
    return {table: sorted((list(row) for row in rows if row[0] in dag_ids), key=repr) for table, rows in found.items()}


def write(rows: Rows, file: Path) -> None:
    file.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")


def differences(expected: Rows, found: Rows) -> list[str]:
    """A line for each row that only one has, or that says something else in the other; JSON by its text.

    The members of a set come in any order, in Python as in Swift.
    """
    lines = []
    for table, count in KEYS.items():
        sides = []
        for rows in (expected, found):
            side: dict[tuple[object, ...], list[list[object]]] = {}
            for row in rows[table]:
                side.setdefault(tuple(row[:count]), []).append([_ordered(value) for value in row[count:]])
            sides.append(side)
        wanted, had = sides
        for key in sorted(wanted | had, key=repr):
            if wanted.get(key) != had.get(key):
                name = " ".join(map(str, key))
                lines.append(f"{table} {name}: {_said(had.get(key))}, not {_said(wanted.get(key))}")
    return lines


def _ordered(value: object) -> object:
    """A stored value with the members of its sets in one order; the text itself where there is no set in it."""
    if not isinstance(value, str) or ("builtins.set" not in value and "builtins.frozenset" not in value):
        return value

    def order(members: dict[str, object]) -> dict[str, object]:
        if members.get("__classname__") in ("builtins.set", "builtins.frozenset"):
            members["__data__"] = sorted(members["__data__"], key=repr)  # type: ignore[call-overload]
        return members

    return json.dumps(json.loads(value, object_hook=order))


def _said(rows: list[list[object]] | None) -> str:
    return "missing" if rows is None else " and ".join(" ".join(map(str, row)) for row in rows)
