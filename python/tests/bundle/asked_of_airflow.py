"""Run by the Python of a real Airflow 3.3: which of the files its ExecutableCoordinator takes.

Reads the paths as a JSON list from standard input, and writes a list of true and false.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["AIRFLOW_HOME"] = tempfile.mkdtemp()
# The answers alone.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

from airflow.sdk.coordinators.executable import coordinator  # noqa: E402


def is_taken(path: Path) -> bool:
    """Whether each DAG that is in the file is found in it, and there is one."""
    try:
        metadata = coordinator._read_bundle_metadata(path)
        dag_ids = coordinator._dag_ids(metadata) if metadata is not None else set()
        for dag_id in dag_ids:
            # The id of a DAG is a text: no other one is ever asked for.
            if not isinstance(dag_id, str) or coordinator._Bundle.find([path], dag_id).path != path.resolve():
                return False
        return bool(dag_ids) and os.access(path, os.X_OK)
    except Exception:
        # With it a task would fail.
        return False


json.dump([is_taken(Path(path)) for path in json.load(sys.stdin)], answers)
answers.close()
