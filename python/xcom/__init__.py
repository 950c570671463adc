"""Airflow's XComs, for programs: read and write a store.

    import xcom

    with xcom.open("sqlite:///run.db") as store:
        for entry in store.list(dag_id="etl"):
            print(entry.task_id, entry.key, entry.value)

The functions of this module do the same with the store that this process works with: the one that was made its own by
``Store.use()``, else the default one, ``xcom.db`` in ``XCOM_HOME`` (``~/.xcom``).
"""

from __future__ import annotations

from xcom.records import Change, Difference, Entry, Explanation, StoreProblem, XComNotFound
from xcom.store import Store, delete, diff, get, list, open, set, why

__all__ = (
    "Change",
    "Difference",
    "Entry",
    "Explanation",
    "Store",
    "StoreProblem",
    "XComNotFound",
    "delete",
    "diff",
    "get",
    "list",
    "open",
    "set",
    "why",
)
