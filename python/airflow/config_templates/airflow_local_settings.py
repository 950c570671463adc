"""`airflow.config_templates.airflow_local_settings`: the logging configuration that users' own start from."""

from __future__ import annotations

import os
from typing import Any

from airflow.sdk.configuration import conf

LOG_LEVEL: str = conf.get("logging", "logging_level").upper()
FAB_LOG_LEVEL: str = conf.get("logging", "fab_logging_level").upper()
LOG_FORMAT: str = conf.get("logging", "log_format")
LOG_FORMATTER_CLASS: str = conf.get("logging", "log_formatter_class")
DAG_PROCESSOR_LOG_FORMAT: str = conf.get("logging", "dag_processor_log_format")
DAG_PROCESSOR_LOG_TARGET: str = conf.get("logging", "dag_processor_log_target")
BASE_LOG_FOLDER: str = os.path.expanduser(conf.get("logging", "base_log_folder"))
EXTRA_LOGGER_NAMES: str | None = conf.get("logging", "extra_logger_names", fallback=None)

_MASK = ["mask_secrets_core"]


def _to_console(level: str) -> dict[str, Any]:
    return {"handlers": ["console"], "level": level, "propagate": True}


DEFAULT_LOGGING_CONFIG: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "airflow": {"format": LOG_FORMAT, "class": LOG_FORMATTER_CLASS},
        "source_processor": {"format": DAG_PROCESSOR_LOG_FORMAT, "class": LOG_FORMATTER_CLASS},
    },
    "filters": {"mask_secrets_core": {"()": "airflow._shared.secrets_masker._secrets_masker"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "airflow",
            "stream": "sys.stdout",
            "filters": [*_MASK],
        },
        "task": {
            "class": "airflow.utils.log.file_task_handler.FileTaskHandler",
            "formatter": "airflow",
            "base_log_folder": BASE_LOG_FOLDER,
            "filters": [*_MASK],
        },
    },
    "loggers": {
        "airflow.task": {"handlers": ["task"], "level": LOG_LEVEL, "propagate": True, "filters": [*_MASK]},
        "flask_appbuilder": _to_console(FAB_LOG_LEVEL),
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL, "filters": [*_MASK]},
}
if EXTRA_LOGGER_NAMES:
    for _name in EXTRA_LOGGER_NAMES.split(","):
        DEFAULT_LOGGING_CONFIG["loggers"][_name.strip()] = _to_console(LOG_LEVEL)

REMOTE_LOGGING: bool = conf.getboolean("logging", "remote_logging")
# Logs stay where they are written: nothing here uploads them.
REMOTE_TASK_LOG: Any = None
DEFAULT_REMOTE_CONN_ID: str | None = None
