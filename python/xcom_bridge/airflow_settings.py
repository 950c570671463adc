"""The entry point that tells Swift of Airflow's settings, by Airflow's own ``conf``."""

from __future__ import annotations

import os
import sys
from configparser import ConfigParser
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from xcom_bridge import environment, hosted, loading, task_sdk

if TYPE_CHECKING:
    from xcom_bridge.contract.base import Nothing
    from xcom_bridge.contract.settings import AirflowSettings

# A person waits at a terminal for tasks to end, not a scheduler: less than Airflow's minute.
_CLEANUP_TIME = 5
_KEY_SOURCES = {
    "AIRFLOW__CORE__FERNET_KEY_CMD": "The command of AIRFLOW__CORE__FERNET_KEY_CMD",
    "AIRFLOW__CORE__FERNET_KEY_SECRET": "The secrets backend for AIRFLOW__CORE__FERNET_KEY_SECRET",
}


class SettingError(Exception):
    """A setting's value cannot be had."""


def read_settings(request: Nothing) -> AirflowSettings:
    with nullcontext() if hosted.current is not None else loading.prints_on_stderr():
        with environment.without_collections():
            environment.prepare()
        if (warning := task_sdk.warning()) is not None:
            print(f"xcom: {warning}", file=sys.stderr)
        # That of a whole Airflow where there is one.
        from airflow import settings

        try:
            return _settings(settings.conf)  # type: ignore[attr-defined]
        except Exception as error:
            if isinstance(error, SettingError):
                raise
            raise SettingError(str(error)) from error


def _settings(conf: Any) -> AirflowSettings:
    cleanup = ("core", "killed_task_cleanup_time")
    return {
        "max_map_length": conf.getint("core", "max_map_length"),
        "parallelism": conf.getint("core", "parallelism"),
        "default_pool_slots": conf.getint("core", "default_pool_task_slot_count"),
        "killed_task_cleanup_time": conf.getint(*cleanup) if _is_set(conf, *cleanup) else _CLEANUP_TIME,
        "socket_cleanup_timeout": conf.getfloat("workers", "socket_cleanup_timeout"),
        "dag_file_processor_timeout": conf.getint("dag_processor", "dag_file_processor_timeout"),
        "task_sdk": task_sdk.version(),
        "clears_state_on_success": conf.getboolean("state_store", "clear_on_success", fallback=False),
        "routes_queues": bool(conf.get("sdk", "queue_to_coordinator", fallback=None)),
        "fernet_key": _fernet_key(conf),
    }


def _is_set(conf: ConfigParser, section: str, option: str) -> bool:
    """Whether somebody has set an option that has a default."""
    name = f"AIRFLOW__{section.upper()}__{option.upper()}"
    # Airflow's own method counts defaults, too.
    return name in os.environ or ConfigParser.has_option(conf, section, option)


def _fernet_key(conf: Any) -> str | None:
    try:
        key: str | None = conf.get("core", "fernet_key", fallback=None)
        return key or None
    except Exception as error:
        sources = (source for name, source in _KEY_SOURCES.items() if name in os.environ)
        source = next(sources, "The command or secrets backend of core.fernet_key in airflow.cfg")
        # Airflow's own words show the command, and what it has printed.
        problem = f"cannot be run ({error.strerror})" if isinstance(error, OSError) else "failed"
        raise SettingError(f"{source} {problem}. Correct the setting.") from None
