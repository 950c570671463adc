"""With a whole Airflow's python: seconds of `dag.test()` of the chain. AIRFLOW_HOME is an empty folder."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True)

from airflow.dag_processing.dagbag import BundleDagBag  # noqa: E402

folder = Path(__file__).parent / "dags"
bag = BundleDagBag(dag_folder=str(folder / "chain.py"), bundle_path=folder, bundle_name="dags-folder")
begun = time.perf_counter()
run = bag.dags["chain"].test()
seconds = time.perf_counter() - begun
if run.state != "success":
    raise SystemExit(f"dag.test() ended as {run.state}")
print(f"\nSECONDS {seconds}")
