"""`airflow.configuration`: `conf` over the same sources as Airflow's."""

from __future__ import annotations

import os
from configparser import ConfigParser
from typing import Any

from airflow._shared.configuration import parser as _parser
from airflow._shared.configuration.parser import expand_env_var as expand_env_var

__all__ = ["AIRFLOW_CONFIG", "AIRFLOW_HOME", "AirflowConfigParser", "get_airflow_config", "get_airflow_home"]

conf: AirflowConfigParser


def get_airflow_home() -> str:
    """The folder AIRFLOW_HOME, by default ~/airflow."""
    return expand_env_var(os.environ.get("AIRFLOW_HOME", "~/airflow"))


def get_airflow_config(airflow_home: str) -> str:
    """The path of airflow.cfg."""
    named = os.environ.get("AIRFLOW_CONFIG")
    return os.path.join(airflow_home, "airflow.cfg") if named is None else expand_env_var(named)


AIRFLOW_HOME = get_airflow_home()
AIRFLOW_CONFIG = get_airflow_config(AIRFLOW_HOME)


def _defaults(described: dict[str, dict[str, Any]]) -> ConfigParser:
    parser = ConfigParser()
    _parser.configure_parser_from_configuration_description(parser, described, {"AIRFLOW_HOME": AIRFLOW_HOME})
    return parser


class AirflowConfigParser(_parser.AirflowConfigParser):
    """Airflow's options: environment variables, airflow.cfg, commands, secrets backends, defaults, in this order."""

    def __init__(self) -> None:
        from airflow._facade import options
        from airflow.sdk.providers_manager_runtime import ProvidersManagerTaskRuntime

        described = options.description()
        super().__init__(
            described, _defaults(described), ProvidersManagerTaskRuntime, _defaults, options.no_file("providers.cfg")
        )
        if os.path.exists(AIRFLOW_CONFIG):
            self.read(AIRFLOW_CONFIG)


def __getattr__(name: str) -> Any:
    if name == "conf":
        return globals().setdefault("conf", AirflowConfigParser())
    from airflow._facade import missing

    raise missing.attribute(__name__, name)
