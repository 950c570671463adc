"""What the programs that record a whole Airflow's scheduler have in common."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def record(program: str, dags: Path) -> None:
    """Runs a program with the argument `look` by an Airflow with a database of its own, which has the DAGs of a file."""
    with tempfile.TemporaryDirectory() as home:
        Path(home, "airflow.cfg").touch()
        Path(home, "dags").mkdir()
        Path(home, "dags", dags.name).write_text(dags.read_text())
        environment = {
            **os.environ,
            "AIRFLOW_HOME": home,
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        }
        for command in (["db", "migrate"], ["dag-processor", "--num-runs", "1"]):
            subprocess.run([sys.executable, "-m", "airflow", *command], env=environment, check=True)
        subprocess.run([sys.executable, program, "look"], env=environment, check=True)
