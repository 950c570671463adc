"""`xcom_pull` of Airflow 2 (P1-P13): its arguments become a selection, and Swift has the rules of what it gives."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType
from typing import Any

import _xcom

from xcom_compat2 import backends, database, sessions
from xcom_compat2.sequences import LazyXComSelectSequence, Row, Selection

_MISSING: Any = object()


def patch(module: ModuleType) -> None:
    """Reason: pulls and pushes of a task follow Airflow 2's rules; this module has those of Airflow 3."""
    from xcom_compat2 import pushes

    fast: Any = module
    fast.pull_with = lambda slow, not_set, is_native: xcom_pull
    fast.push_with = lambda slow: pushes.push


def process_row(row: Row) -> Any:
    """The value of a row."""
    return backends.loads(row.value)


def xcom_pull(
    self: Any,
    task_ids: str | Iterable[str] | None = None,
    dag_id: str | None = None,
    key: str = "return_value",
    include_prior_dates: bool = False,
    session: Any = None,
    *,
    map_indexes: int | Iterable[int] | None = None,
    default: Any = None,
) -> Any:
    """Pull XComs of any task, of one, or of several; with a session also what it has not committed."""
    selection = _selection(
        self.run_id, self.dag_id if dag_id is None else dag_id, task_ids, key, include_prior_dates, map_indexes
    )
    if isinstance(map_indexes, range) and map_indexes.step < 0:
        return LazyXComSelectSequence(selection, process_row, is_broken=True)

    def lazy(selection: tuple[Any, ...]) -> LazyXComSelectSequence:
        return LazyXComSelectSequence(Selection(*selection), process_row, session=session)

    connection = sessions.connection_of(session)
    is_one = is_single(task_ids, map_indexes)
    value = _xcom.pull_selection(selection, is_one, _MISSING, lazy, backends.loads, connection)
    if value is not _MISSING:
        return value
    _tell_of_missing(self, task_ids, dag_id, key, map_indexes, default)
    return default


xcom_pull.__qualname__ = "TaskInstance.xcom_pull"


def _selection(
    run_id: str, dag_ids: Any, task_ids: Any, key: Any, include_prior_dates: Any, map_indexes: Any
) -> Selection:
    """The rows that arguments ask for; what the database compares with nothing asks for no rows."""
    number = 1 if key else 0
    chosen_key = database.key(key, number) if key else None
    dags = _column(dag_ids, number := number + (task_ids is not None) + 1)
    tasks = None if task_ids is None else _column(task_ids, number - 1)
    indexes, bounds = _index_column(map_indexes, number + 1)
    if key and chosen_key is None:
        dags = []
    # An iterator is used up by now: then there is nothing to sort by but the ids and the indexes themselves.
    task_order = [] if task_ids is None or isinstance(task_ids, str) else _column(_places(task_ids), number - 1)
    index_order = []
    if not is_single(task_ids, map_indexes) and not (map_indexes is None or isinstance(map_indexes, int | str | range)):
        index_order = _index_column(_places(map_indexes), number + 1)[0] or []
    return Selection(
        dags, str(run_id), bool(include_prior_dates), tasks, chosen_key, indexes, bounds, task_order, index_order
    )


def is_single(task_ids: Any, map_indexes: Any) -> bool:
    """Whether nothing was given as a list."""
    return (task_ids is None or isinstance(task_ids, str)) and not isinstance(map_indexes, Iterable)


def _places(values: Iterable[Any]) -> list[Any]:
    """What is sorted by: something that comes twice stands where it comes last."""
    place = {value: number for number, value in enumerate(values)}
    return sorted(place, key=place.__getitem__)


def _is_list(value: Any) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str)


def _column(value: Any, number: int) -> list[str]:
    """The texts that a text column is compared with."""
    listed = list(dict.fromkeys(value)) if _is_list(value) else [value]
    found = (database.text(item, number) for item in listed)
    return [text for text in found if text is not None]


def _index_column(value: Any, number: int) -> tuple[list[int] | None, list[int] | None]:
    """The map indexes that are asked for, each for itself or from one to before another."""
    if value is None:
        return None, None
    if isinstance(value, range) and value.step == 1:
        return None, [value.start, value.stop]
    listed = list(dict.fromkeys(value)) if _is_list(value) else [value]
    found = (database.integer(item, number) for item in listed)
    return [index for index in found if index is not None], None


def _tell_of_missing(ti: Any, task_ids: Any, dag_id: Any, key: Any, map_indexes: Any, default: Any) -> None:
    from xcom_bridge import reasons

    if type(task_ids) is str and type(key) is str and key:
        reasons.tell_of_missing(ti, task_ids, dag_id, None, key, map_indexes, None, default)
