"""A store, opened by a program."""

from __future__ import annotations

import builtins
import os
from datetime import datetime
from types import TracebackType
from typing import Any

import _xcom

from xcom.records import Difference, Entry, Explanation, StoreProblem, XComNotFound
from xcom_bridge import stores

_NOT_GIVEN: Any = object()


class Store:
    """An open store. Use it in a ``with`` statement, or close it by ``close()``.

    Threads may share it. A process that is forked has a connection of its own; a store in memory is its parent's alone.
    """

    def __init__(self, number: int, url: str) -> None:
        #: The native module's number for it.
        self.number = number
        #: Where it is, ``sqlite:///PATH``.
        self.url = url

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<xcom.Store {self.url}>"

    def close(self) -> None:
        """Let the store go. To close it twice is no error."""
        _xcom.store_close(self.number)

    def use(self) -> None:
        """Make it the store of this process: what tasks, ``dag.test()`` and the functions of `xcom` work with."""
        _xcom.use_store(self.number)

    def list(
        self,
        *,
        dag_id: str | None = None,
        run_id: str | None = None,
        task_id: str | None = None,
        key: str | None = None,
        map_index: int | None = None,
    ) -> builtins.list[Entry]:
        """The XComs that the arguments let through, sorted by DAG, run, task, map index and key."""
        answer = self._ask("list", dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index)
        return [_entry(row) for row in answer["rows"]]

    def get(
        self,
        *,
        dag_id: str,
        run_id: str,
        task_id: str,
        key: str = "return_value",
        map_index: int = -1,
        default: Any = _NOT_GIVEN,
    ) -> Any:
        """The value of one XCom, as a task would pull it.

        Raises:
            XComNotFound: There is none, and no default; the message says why.
            StoreProblem: It cannot be read.
        """
        found = self.list(dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index)
        if found:
            return found[0].value
        if default is not _NOT_GIVEN:
            return default
        reason = self.why(dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index).reason
        raise XComNotFound(f"No XCom {key!r} of task {task_id!r} in run {run_id!r} of DAG {dag_id!r}: {reason}")

    def set(
        self,
        value: Any,
        *,
        dag_id: str,
        run_id: str,
        task_id: str,
        key: str = "return_value",
        map_index: int = -1,
        create: bool = False,
    ) -> str | None:
        """Store a value, serialized as ``xcom_push`` does, in the place of one that is there.

        Gives a warning where the value is larger than the soft limit. With ``create`` the run and the task instance are
        made where they are not there.

        Raises:
            StoreProblem: There is no such run or task instance, or the value is above the hard limit.
        """
        place = {"dag_id": dag_id, "run_id": run_id, "task_id": task_id, "key": key, "map_index": map_index}
        text = _xcom.dumps(value).decode()
        if create:
            self._ask("place", **place)
        warning: str | None = self._ask("set", text=text, **place).get("warning")
        return warning

    def delete(self, *, dag_id: str, run_id: str, task_id: str, key: str = "return_value", map_index: int = -1) -> bool:
        """Delete one XCom; whether there was one."""
        place = {"dag_id": dag_id, "run_id": run_id, "task_id": task_id, "key": key, "map_index": map_index}
        return bool(self._ask("delete", **place)["is_done"])

    def why(
        self,
        *,
        dag_id: str,
        task_id: str,
        run_id: str | None = None,
        key: str = "return_value",
        map_index: int | None = None,
    ) -> Explanation:
        """Why a pull finds nothing there: another name, other map indexes, a skipped task, another run.

        Without ``run_id`` the newest run is looked at, without ``map_index`` all of them.
        """
        answer = self._ask("why", dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index)
        return Explanation(answer["is_done"], tuple(answer["findings"]), answer["reason"])

    def diff(self, dag_id: str, first: str, second: str) -> builtins.list[Difference]:
        """What differs between the XComs of two runs of a DAG, sorted by task, map index and key.

        Raises:
            ValueError: The DAG has no such run.
        """
        rows = self._ask("diff", dag_id=dag_id, run_id=first, other_run_id=second)["rows"]
        return [
            Difference(
                row["task_id"],
                row["map_index"],
                row["key"],
                row["change"],
                row.get("text"),
                row.get("other_text"),
                row.get("problem"),
            )
            for row in rows
        ]

    def _ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        request = {"kind": kind} | {name: value for name, value in fields.items() if value is not None}
        try:
            answer: dict[str, Any] = _xcom.loads_plain(_xcom.store_ask(self.number, _xcom.dumps_plain(request)))
        except RuntimeError as error:
            raise StoreProblem(str(error)) from None
        return answer


def open(place: str | os.PathLike[str] | None = None) -> Store:
    """Open a store, and make it where there is none.

    Args:
        place: A URL, ``sqlite:///PATH`` (``sqlite://`` for one in memory); the path of a file; None for the default
            store.

    Raises:
        StoreProblem: It cannot be opened.
    """
    try:
        if place is None:
            url = _xcom.default_store()[1]
        else:
            text = os.fspath(place)
            url = text if "://" in text else f"sqlite:///{os.path.abspath(text)}"
        return Store(_xcom.store_open(url), url)
    except RuntimeError as error:
        raise StoreProblem(str(error)) from None


def of_process() -> Store:
    """The store that this process works with."""
    return Store(stores.used(), "")


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["dag_id"],
        row["run_id"],
        row["task_id"],
        row["map_index"],
        row["key"],
        datetime.fromisoformat(row["timestamp"]),
        row.get("text"),
        row.get("problem"),
    )


def list(
    *,
    dag_id: str | None = None,
    run_id: str | None = None,
    task_id: str | None = None,
    key: str | None = None,
    map_index: int | None = None,
) -> builtins.list[Entry]:
    """``Store.list`` of the store of this process."""
    return of_process().list(dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index)


def get(
    *,
    dag_id: str,
    run_id: str,
    task_id: str,
    key: str = "return_value",
    map_index: int = -1,
    default: Any = _NOT_GIVEN,
) -> Any:
    """``Store.get`` of the store of this process."""
    return of_process().get(
        dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index, default=default
    )


def set(
    value: Any,
    *,
    dag_id: str,
    run_id: str,
    task_id: str,
    key: str = "return_value",
    map_index: int = -1,
    create: bool = False,
) -> str | None:
    """``Store.set`` of the store of this process."""
    return of_process().set(
        value, dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index, create=create
    )


def delete(*, dag_id: str, run_id: str, task_id: str, key: str = "return_value", map_index: int = -1) -> bool:
    """``Store.delete`` of the store of this process."""
    return of_process().delete(dag_id=dag_id, run_id=run_id, task_id=task_id, key=key, map_index=map_index)


def why(
    *, dag_id: str, task_id: str, run_id: str | None = None, key: str = "return_value", map_index: int | None = None
) -> Explanation:
    """``Store.why`` of the store of this process."""
    return of_process().why(dag_id=dag_id, task_id=task_id, run_id=run_id, key=key, map_index=map_index)


def diff(dag_id: str, first: str, second: str) -> builtins.list[Difference]:
    """``Store.diff`` of the store of this process."""
    return of_process().diff(dag_id, first, second)
