"""Airflow's own example DAGs, taken at test time from its wheel and kept in a cache; nothing of them is committed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path


def airflow_core(cache: Path, version: str) -> Path:
    """A folder with the wheel's `airflow/example_dags` in it, and nothing else of the wheel."""
    requirement = f"apache-airflow-core=={version}"
    library = cache / requirement
    if library.exists():
        return library
    downloads = cache / "wheels"
    downloads.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(downloads), requirement],
        check=True,
    )
    (wheel,) = downloads.glob(f"apache_airflow_core-{version}-*.whl")
    partial = cache / f"{requirement}.partial"
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("airflow/example_dags/")]
        archive.extractall(partial, names)
    partial.rename(library)
    return library


def check(file: Path, sha256: str) -> None:
    """Refuses a file that is not the one that the golden was made from."""
    if hashlib.sha256(file.read_bytes()).hexdigest() != sha256:
        raise SystemExit(f"conformance: {file} is not the file that the golden was made from")
