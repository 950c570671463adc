"""Settings and versions."""

from __future__ import annotations

from typing import TypedDict


class AirflowSettings(TypedDict):
    max_map_length: int
    parallelism: int
    default_pool_slots: int
    # In seconds.
    killed_task_cleanup_time: int
    socket_cleanup_timeout: float
    dag_file_processor_timeout: int
    task_sdk: str
    clears_state_on_success: bool
    # Whether queues are routed to coordinators.
    routes_queues: bool
    fernet_key: str | None


class Versions(TypedDict):
    versions: list[Version]


class Version(TypedDict):
    name: str
    version: str | None
