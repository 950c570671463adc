"""Folders of DAG files as `airflow.models.DagBag` sees them; as a program: writes that as JSON."""

from __future__ import annotations

import json
import logging
import sys
import zipfile
from pathlib import Path
from typing import Any

GOOD = """
import warnings
from airflow.sdk import DAG, task
warnings.warn("look")
with DAG({name!r}):
    @task
    def one(): return 1
    one()
"""
FILES = {
    "good.py": GOOD.format(name="good"),
    "deep.py": "# airflow dag\ndef f():\n    import nothing_there\ndef g(): f()\ng()\n",
    "cycle.py": (
        "from airflow.sdk import DAG\nfrom airflow.providers.standard.operators.empty import EmptyOperator\n"
        "with DAG('cycle'):\n    a, b = EmptyOperator(task_id='a'), EmptyOperator(task_id='b')\n    a >> b >> a\n"
    ),
    "duplicate/one.py": "from airflow.sdk import DAG\nwith DAG('same'): pass\n",
    "duplicate/two.py": "from airflow.sdk import DAG\nwith DAG('same'): pass\n",
    "syntax.py": "# airflow dag\nx = (",
    "plain.py": "import os\n",
    "text.txt": GOOD.format(name="text"),
}


def write(folder: Path) -> None:
    """Write all files, and two archives."""
    for name, source in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source)
    for name in ("packed.zip", "packed.other"):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr("packed_dag.py", GOOD.format(name=name))
            archive.writestr("plain.py", "raise RuntimeError('not imported in safe mode')")
            archive.writestr("below/dag.py", GOOD.format(name="below"))


def seen(folder: Path) -> dict[str, Any]:
    """What each way to load them gives."""
    from airflow.models import DagBag

    ways: dict[str, dict[str, Any]] = {
        "file": {"dag_folder": folder / "good.py"},
        "text": {"dag_folder": folder / "text.txt"},
        "archive": {"dag_folder": str(folder / "packed.zip")},
        "archive without safe mode": {"dag_folder": folder / "packed.zip", "safe_mode": False},
        "not there": {"dag_folder": folder / "nothing.py"},
        "folder": {"dag_folder": folder},
        "folder without safe mode": {"dag_folder": folder, "safe_mode": False},
        "bundle": {"dag_folder": folder, "bundle_path": folder, "bundle_name": "b"},
    }
    found = {}
    for name, arguments in ways.items():
        bag = DagBag(include_examples=False, **arguments)
        found[name] = {
            "dags": sorted((dag.dag_id, dag.fileloc, dag.relative_fileloc) for dag in bag.dags.values()),
            "size": bag.size(),
            # Which of two comes first is the file system's.
            "errors": {k: v for k, v in sorted(bag.import_errors.items()) if "same" not in v},
            "same": len([text for text in bag.import_errors.values() if "same" in text]),
            "warnings": dict(sorted(bag.captured_warnings.items())),
            "stats": sorted(
                [s.dag_num, s.task_num, s.dags, s.warning_num, s.bundle_name] for s in bag.dagbag_stats if s.dag_num
            ),
        }
        if "same" in bag.dags:
            found[name]["dags"] = [entry for entry in found[name]["dags"] if entry[0] != "same"]
    bag = DagBag(folder / "good.py", include_examples=False)
    found["again"] = [len(bag.process_file(str(folder / "good.py"), only_if_updated=only)) for only in (True, False)]
    return found


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    where = Path(sys.argv[1])
    text = json.dumps(seen(where), indent=1).replace(str(where), "FOLDER")
    (where / "seen.json").write_text(text)
