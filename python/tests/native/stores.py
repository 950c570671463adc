"""A store to push to and to pull from, by the native functions."""

from __future__ import annotations

import datetime
import itertools
import sqlite3
import uuid
from pathlib import Path
from typing import Any

import _xcom

DAG, RUN = "etl", "manual__2024-01-02"


class Store:
    """A store with two DAGs and the task instances that the tests push for."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "xcom.db"
        self.url = f"sqlite:///{self.path}"
        _xcom.connect(self.url)
        with sqlite3.connect(self.path) as database:
            for dag, (day, run) in itertools.product(
                (DAG, "other"), enumerate(["manual__2024-01-01", RUN, "manual__2024-01-03"], 1)
            ):
                moment = datetime.datetime(2024, 1, day).isoformat(" ") + ".000000"
                database.execute(
                    "INSERT INTO dag_run (dag_id, run_id, logical_date, run_type, run_after, state)"
                    " VALUES (?, ?, ?, 'manual', ?, 'running')",
                    (dag, run, moment, moment),
                )
                for task, index in [("one", -1), ("two", -1), *(("mapped", index) for index in range(4))]:
                    database.execute(
                        "INSERT INTO task_instance (id, dag_id, run_id, task_id, map_index, try_number, pool, pool_slots)"
                        " VALUES (?, ?, ?, ?, ?, 1, 'default_pool', 1)",
                        (uuid.uuid4().hex, dag, run, task, index),
                    )
        database.close()

    def clear(self) -> None:
        with sqlite3.connect(self.path) as database:
            database.execute("DELETE FROM xcom")
        database.close()

    def rows(self) -> dict[tuple[str, str, str, int, str], str]:
        with sqlite3.connect(self.path) as database:
            rows = database.execute("SELECT dag_id, run_id, task_id, map_index, key, value FROM xcom").fetchall()
        database.close()
        return {tuple(row[:5]): row[5] if isinstance(row[5], str) else row[5].decode() for row in rows}

    def values(self) -> dict[tuple[str, int, str], bytes]:
        with sqlite3.connect(self.path) as database:
            rows = database.execute("SELECT task_id, map_index, key, value FROM xcom WHERE dag_id = ?", (DAG,))
            found = {tuple(row[:3]): bytes(row[3]) if isinstance(row[3], bytes) else row[3].encode() for row in rows}
        database.close()
        return found


def push(key: str, value: Any, task: str = "one", index: int = -1, run: str = RUN, dag: str = DAG) -> str | None:
    return _xcom.push(dag, run, task, index, key, value, None, False)


def pull_one(key: str, task: str = "one") -> Any:
    return _xcom.pull(DAG, RUN, [task], key, False, None, True, None)
