"""DAG files for tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xcom_pytest import isolation

if TYPE_CHECKING:
    from airflow.sdk import DAG


class DagFileError(Exception):
    """A DAG file, or one DAG of it, cannot be loaded; the message has the traceback within the file."""


def the_dag(file: str | os.PathLike[str], dag_id: str | None) -> DAG:
    """The DAG of a file; of several the one that is named.

    Raises:
        DagFileError: It cannot be loaded.
        LookupError: There is no such DAG, or there are several and none is named.
    """
    from xcom_bridge import dag_bag, environment

    path = os.path.abspath(os.fspath(file))
    folder = os.path.dirname(path)
    environment.prepare()
    environment.extend_path(folder)
    bag = dag_bag.DagBag()
    with isolation.loading_from(folder), answered():
        dags = bag.load([path], folder, safe_mode=False)
    wanted = [dag for dag in dags if dag_id in (None, dag.dag_id)]
    if len(wanted) == 1:
        return wanted[0]
    if bag.import_failures:
        raise DagFileError("\n".join(failure["traceback"] for failure in bag.import_failures))
    ids = ", ".join(dag.dag_id for dag in dags)
    if not dags:
        raise LookupError(f"{path} defines no DAG")
    if dag_id is None:
        raise LookupError(f"{path} has several DAGs, name one by dag_id: {ids}")
    raise LookupError(f"{path} has no DAG {dag_id!r}; it has: {ids}")


@contextmanager
def answered() -> Iterator[None]:
    """Let Variables and Connections that are asked for outside of tasks come from the store of the process."""
    from airflow.sdk.execution_time import task_runner
    from xcom_bridge import comms

    before = vars(task_runner).get("SUPERVISOR_COMMS")
    comms.install()
    try:
        yield
    finally:
        vars(task_runner).pop("SUPERVISOR_COMMS", None)
        if before is not None:
            task_runner.SUPERVISOR_COMMS = before


class DagBags:
    """The DAG bag of ``--dag-folder``, loaded when it is first looked at; called with a folder, the bag of that one.

    Tests share a bag: a DAG that a test has changed stays so.
    """

    def __init__(self, folder: str | None) -> None:
        self._folder = folder
        self._bags: dict[str, Any] = {}

    def __call__(self, folder: str | os.PathLike[str]) -> Any:
        """``airflow.models.DagBag(folder)``: its ``dags``, ``import_errors``, ``size()``, ``get_dag(id)`` and more."""
        from airflow.models import DagBag  # type: ignore[attr-defined]
        from xcom_bridge import environment

        path = os.path.abspath(os.fspath(folder))
        if path not in self._bags:
            environment.prepare()
            home = path if os.path.isdir(path) else os.path.dirname(path)
            environment.extend_path(home)
            with isolation.loading_from(home, lasts=True), answered():
                self._bags[path] = DagBag(path, include_examples=False)
        return self._bags[path]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self._folder is None:
            raise LookupError(
                "dag_bag knows no folder: give --dag-folder, set airflow_dags_folder in the configuration of pytest,"
                " or call it with one: dag_bag('dags')"
            )
        return getattr(self(self._folder), name)
