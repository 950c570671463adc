"""Where Airflow's source tree would be."""

from pathlib import Path

AIRFLOW_ROOT_PATH = Path.cwd()
