"""The entry point that loads DAG files."""

from __future__ import annotations

import faulthandler
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from xcom_bridge import logs

if TYPE_CHECKING:
    from xcom_bridge.dag_bag import DagBag

_bag: DagBag | None = None


def loaded() -> DagBag:
    """The DAGs that this process, or the one it was forked from, has loaded."""
    global _bag
    if _bag is None:
        from xcom_bridge.dag_bag import DagBag

        _bag = DagBag()
    return _bag


def load_dags(request: bytes) -> bytes:
    """Load files and folders and describe their DAGs.

    ``{"paths", "bundle_path", "safe_mode"?, "store"?}`` gives ``{"dags": [GRAPH], "import_errors", "warnings"}``. The
    DAG objects stay in the process, for the tasks that run in it or in its forks. The store at that URL answers what
    the files ask: their Variables, Connections and XComs.
    """
    options = json.loads(request)
    # Where a DAG file crashes the process, standard error says in which line of Python.
    faulthandler.enable(2)
    with prints_on_stderr():
        return json.dumps(_load(options)).encode()


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


def _load(options: dict[str, Any]) -> dict[str, Any]:
    from xcom_bridge import environment

    with environment.without_collections():
        environment.prepare()
        # What every DAG file needs.
        import airflow.sdk.definitions.dag  # noqa: F401
    bundle = options.get("bundle_path")
    bundle = os.path.abspath(bundle) if bundle else None
    environment.extend_path(bundle)

    from xcom_bridge import load_comms
    from xcom_bridge.graph import described_dag

    bag = loaded()
    failures_before, warnings_before = len(bag.import_failures), len(bag.warnings)
    safe_mode = options.get("safe_mode")
    if safe_mode is None:
        from airflow.sdk.configuration import conf

        safe_mode = conf.getboolean("core", "dag_discovery_safe_mode", fallback=True)
    graphs = []
    with load_comms.answered(options.get("store")):
        for dag in bag.load(options["paths"], bundle, safe_mode):
            try:
                graphs.append(described_dag(dag))
            except Exception as error:
                bag.dags.pop(dag.dag_id, None)
                bag.fail(error, dag.fileloc, dag.dag_id)
    return {
        "dags": graphs,
        # What the files have read may be secret.
        "import_errors": [logs.redacted(asdict(failure)) for failure in bag.import_failures[failures_before:]],
        "warnings": bag.warnings[warnings_before:],
    }
