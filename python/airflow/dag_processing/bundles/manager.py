"""`airflow.dag_processing.bundles.manager`: the bundles of the configuration."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow.dag_processing.bundles.base import BaseDagBundle
from airflow.utils.log.logging_mixin import LoggingMixin


class DagBundlesManager(LoggingMixin):
    """Makes the bundles that `[dag_processor] dag_bundle_config_list` lists."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from airflow.sdk.configuration import conf

        super().__init__(*args, **kwargs)
        listed = conf.getjson("dag_processor", "dag_bundle_config_list") or []
        self._bundles: dict[str, dict[str, Any]] = {entry["name"]: entry for entry in listed}

    def get_bundle(self, name: str, version: str | None = None) -> BaseDagBundle:
        """The bundle of that name."""
        from airflow.sdk.module_loading import import_string

        if name not in self._bundles:
            raise ValueError(f"Requested bundle '{name}' is not configured.")
        entry = self._bundles[name]
        return import_string(entry["classpath"])(name=name, version=version, **entry.get("kwargs", {}))

    def get_all_dag_bundles(self) -> Iterable[BaseDagBundle]:
        """All bundles."""
        return (self.get_bundle(name) for name in self._bundles)

    def get_all_bundle_names(self) -> Iterable[str]:
        """The names of all bundles."""
        return sorted(self._bundles)
