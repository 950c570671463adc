"""Records what a whole Airflow's DAG processor answers a file; run by the `bin/python` of one.

VENV/bin/python python/tests/runs/record.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent


def record() -> None:
    with tempfile.TemporaryDirectory() as home:
        Path(home, "airflow.cfg").touch()
        Path(home, "dags").mkdir()
        shutil.copy(HERE / "asking_dag.py", Path(home, "dags"))
        environment = {
            **os.environ,
            "AIRFLOW_HOME": home,
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW_CONN_MY_CONNECTION": "http://me:hidden-two@host.example",
            "AIRFLOW_VAR_IN_THE_ENVIRONMENT": "e",
            "ANSWERS": str(HERE / "recorded/asked_while_loading.json"),
        }
        for command in (["db", "migrate"], ["dag-processor", "--num-runs", "1"]):
            subprocess.run([sys.executable, "-m", "airflow", *command], env=environment, check=True)


if __name__ == "__main__":
    record()
