"""`airflow.providers_manager`: core's name of the Task SDK's manager."""

from __future__ import annotations

from airflow.sdk.providers_manager_runtime import ProvidersManagerTaskRuntime


class ProvidersManager(ProvidersManagerTaskRuntime):
    """What the installed providers offer to tasks: hooks, decorators, file systems, asset handlers, options."""

    def __init__(self) -> None:
        # One state for both names: the providers are discovered once.
        self.__dict__ = ProvidersManagerTaskRuntime().__dict__

    def __new__(cls) -> ProvidersManager:
        return object.__new__(cls)

    def initialize_providers_configuration(self) -> None:
        """Read the providers' own options."""
        self.initialize_provider_configs()
