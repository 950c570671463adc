"""The entry point that loads DAG files."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xcom_bridge import compat, logs, sqlite_copies, task_sdk

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.contract.loading import LoadDags, LoadedDags
    from xcom_bridge.dag_bag import DagBag

_bag: DagBag | None = None


def loaded() -> DagBag:
    """The DAGs that this process, or the one it was forked from, has loaded."""
    global _bag
    if _bag is None:
        from xcom_bridge.dag_bag import DagBag

        _bag = DagBag()
    return _bag


def load_dags(request: LoadDags) -> LoadedDags:
    """Load files and folders and describe their DAGs.

    The DAG objects stay in the process, for the tasks that run in it or in its forks.
    """
    if not request["paths"]:
        # In somebody else's program.
        return _described([loaded().dags[dag_id] for dag_id in request["dag_ids"]], len(loaded().import_failures))
    # Where a DAG file crashes the process, standard error says in which line of Python.
    faulthandler.enable(2)
    with prints_on_stderr():
        return _load(request)


@contextmanager
def prints_on_stderr() -> Iterator[None]:
    """Standard output belongs to the program's results: what DAG files print while they are loaded goes to stderr."""
    streams = sys.stdout, sys.stderr
    for stream in streams:
        stream.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    # What the files have read of the store may be secret.
    lines = logs.Lines(_tell, 2)
    sys.stdout = sys.stderr = stream = lines.stream()
    try:
        yield
    finally:
        lines.finish(stream)
        sys.stdout, sys.stderr = streams
        os.dup2(kept, 1)
        os.close(kept)


def _tell(line: str) -> None:
    os.write(2, line.encode("utf-8", "backslashreplace") + b"\n")


def _load(request: LoadDags) -> LoadedDags:
    from xcom_bridge import environment

    with environment.without_collections():
        environment.prepare()
        # What every DAG file needs.
        import airflow.sdk.definitions.dag  # noqa: F401
    sqlite_copies.protect(request["store"])
    bundle = _bundle_of(request["paths"])
    environment.extend_path(bundle)

    from xcom_bridge import load_comms

    bag = loaded()
    failures_before, warnings_before = len(bag.import_failures), len(bag.warnings)
    safe_mode = task_sdk.find("configuration", "conf").getboolean("core", "dag_discovery_safe_mode", fallback=True)
    with load_comms.answered(request["store"]):
        answer = _described(bag.load(request["paths"], bundle, safe_mode), failures_before)
    if compat.is_on():
        from xcom_compat2 import telling

        telling.show(bag.warnings[warnings_before:])
    return answer


def _described(dags: list[DAG], failures_before: int) -> LoadedDags:
    from xcom_bridge.graph import described_dag

    bag, graphs = loaded(), []
    for dag in dags:
        try:
            graphs.append(described_dag(dag))
        except Exception as error:
            bag.dags.pop(dag.dag_id, None)
            bag.fail(error, dag.fileloc, dag.dag_id)
    # What the files have read may be secret.
    return {"dags": graphs, "import_errors": [logs.redacted(one) for one in bag.import_failures[failures_before:]]}


def _bundle_of(paths: list[str]) -> str | None:
    """The folder that a DAG's relative path starts from.

    Airflow's DAG folder where the files lie in it, else the folder that was named, else that of the first file.
    """
    from airflow import settings

    if not paths:
        return None
    first, dags = os.path.abspath(paths[0]), os.path.abspath(settings.DAGS_FOLDER)
    if Path(first).is_relative_to(dags):
        return dags
    return first if os.path.isdir(first) else os.path.dirname(first)
