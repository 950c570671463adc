"""`airflow.dag_processing.bundles.base`: where DAG files come from."""

from __future__ import annotations

import fcntl
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from airflow.sdk.configuration import conf


def get_bundle_storage_root_path() -> Path:
    """The folder in which bundles keep their copies."""
    configured = conf.get("dag_processor", "dag_bundle_storage_path", fallback=None)
    return Path(configured) if configured else Path(tempfile.gettempdir(), "airflow", "dag_bundles")


class BaseDagBundle(ABC):
    """A set of DAG files, possibly with versions."""

    supports_versioning: bool = False
    _locked: bool = False

    def __init__(
        self,
        *,
        name: str,
        refresh_interval: int | None = None,
        version: str | None = None,
        view_url_template: str | None = None,
    ) -> None:
        self.name = name
        self.version = version
        self.refresh_interval = (
            conf.getint("dag_processor", "refresh_interval") if refresh_interval is None else refresh_interval
        )
        self.is_initialized = False
        self.base_dir = get_bundle_storage_root_path() / name
        self.versions_dir = self.base_dir / "versions"
        self._view_url_template = view_url_template

    def initialize(self) -> None:
        """Make the files ready; called before `path` is used."""
        self.is_initialized = True

    @property
    @abstractmethod
    def path(self) -> Path:
        """The folder with the DAG files."""

    @abstractmethod
    def get_current_version(self) -> str | None:
        """The version that the files are of."""

    @abstractmethod
    def refresh(self) -> None:
        """Fetch the newest files."""

    def view_url(self, version: str | None = None) -> str | None:
        """Where to look at the files."""
        return None

    def view_url_template(self) -> str | None:
        """Where to look at the files, with placeholders."""
        return self._view_url_template

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Keep other processes out of this bundle."""
        if self._locked:
            yield
            return
        folder = get_bundle_storage_root_path() / "_locks"
        folder.mkdir(parents=True, exist_ok=True)
        with open(folder / f"{self.name}.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._locked = True
            try:
                yield
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
                self._locked = False

    def __repr__(self) -> str:
        return f"{type(self).__name__}(name={self.name})"


class BundleVersionLock:
    """Keeps a version of a bundle from being removed. Nobody removes one here, so there is nothing to lock."""

    def __init__(self, bundle_name: str, bundle_version: str | None, **kwargs: Any) -> None:
        self.bundle_name = bundle_name
        self.version = bundle_version

    def acquire(self) -> None:
        """Does nothing."""

    def release(self) -> None:
        """Does nothing."""

    def __enter__(self) -> BundleVersionLock:
        return self

    def __exit__(self, *error: object) -> None:
        return None
