"""`airflow.dag_processing.bundles.local`: a folder as a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow import settings
from airflow.dag_processing.bundles.base import BaseDagBundle


class LocalDagBundle(BaseDagBundle):
    """The DAG files of a folder, by default of the DAGs folder."""

    def __init__(self, *, path: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._path = Path(settings.DAGS_FOLDER if path is None else path)

    @property
    def path(self) -> Path:
        """The folder."""
        return self._path

    def get_current_version(self) -> None:
        """A folder has no versions."""

    def refresh(self) -> None:
        """A folder is always up to date."""
