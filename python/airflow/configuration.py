"""`airflow.configuration`: `conf` over the same sources as Airflow's."""

from __future__ import annotations

import base64
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
# Where Airflow's own tests have theirs, in its source tree.
TEST_DAGS_FOLDER = os.path.join(AIRFLOW_HOME, "dags")
TEST_PLUGINS_FOLDER = os.path.join(AIRFLOW_HOME, "plugins")


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
        super().__init__(described, _defaults(described), ProvidersManagerTaskRuntime, _defaults, "")
        if not self.getboolean("core", "unit_test_mode") and os.path.exists(AIRFLOW_CONFIG):
            self.read(AIRFLOW_CONFIG)
        if self.getboolean("core", "unit_test_mode"):
            self.load_test_config()

    def load_test_config(self) -> None:
        """Replace what airflow.cfg says by what `[core] unit_test_mode` stands for, with keys made for this process."""
        from airflow._facade import options

        for section in self.sections():
            self.remove_section(section)
        self.read_dict(options.UNIT_TESTS)
        expanded = {
            ("core", "dags_folder"): TEST_DAGS_FOLDER,
            ("core", "plugins_folder"): TEST_PLUGINS_FOLDER,
            ("core", "fernet_key"): base64.urlsafe_b64encode(os.urandom(32)).decode(),
            ("api_auth", "jwt_secret"): base64.b64encode(os.urandom(16)).decode(),
        }
        for (section, option), value in expanded.items():
            self.set(section, option, value)


def __getattr__(name: str) -> Any:
    if name == "conf":
        return globals().setdefault("conf", AirflowConfigParser())
    from airflow._facade import missing

    raise missing.attribute(__name__, name)
