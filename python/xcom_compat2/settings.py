"""Defaults of options that differ between Airflow 2.11 and 3.2; what the user has set stands."""

from __future__ import annotations

from types import ModuleType

_DEFAULTS: dict[str, dict[str, str]] = {
    "core": {"dag_ignore_file_syntax": "regexp"},
    "operators": {"allow_illegal_arguments": "False"},
    "scheduler": {"catchup_by_default": "True", "create_cron_data_intervals": "True"},
    "webserver": {
        "base_url": "http://localhost:8080",
        "dag_default_view": "grid",
        "dag_orientation": "LR",
        "web_server_host": "0.0.0.0",
        "web_server_port": "8080",
    },
}


def defaults(module: ModuleType) -> None:
    """Reason: a DAG's schedule makes its data interval (C3), and Airflow 2's has another default."""
    for section, options in _DEFAULTS.items():
        module.DEFAULTS.setdefault(section, {}).update(options)
