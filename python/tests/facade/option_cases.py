"""What both `conf` objects of a process say of all options; as a program: writes it as JSON."""

from __future__ import annotations

import json
import os
import sys
import warnings
from typing import Any

# Airflow makes keys for its servers, or shows the Task SDK their templates: nothing to compare.
KEYS = {("core", "fernet_key"), ("api_auth", "jwt_secret"), ("api", "secret_key"), ("webserver", "secret_key")}


def names(conf: Any) -> dict[str, list[str]]:
    """Every option that Airflow's core knows: its own, its providers', those of others, old names, and what is set."""
    described = {section: list(content["options"]) for section, content in conf.configuration_description.items()}
    for section, option, _ in conf.deprecated_options.values():
        described.setdefault(section, []).append(option)
    for section in conf.sections():
        described.setdefault(section, []).extend(conf.options(section))
    return {section: list(dict.fromkeys(options)) for section, options in described.items()}


def values(conf: Any, names: dict[str, list[str]]) -> dict[str, dict[str, str | None]]:
    """The value of each option; None for what has none. `AIRFLOW_HOME` stands for the folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {
            section: {option: _value(conf, section, option) for option in options} for section, options in names.items()
        }


def _value(conf: Any, section: str, option: str) -> str | None:
    value = conf.get(section, option, fallback=None)
    if (section, option) in KEYS:
        return "a key"
    return value.replace(os.environ["AIRFLOW_HOME"], "AIRFLOW_HOME") if isinstance(value, str) else value


if __name__ == "__main__":
    from airflow.configuration import conf as core
    from airflow.sdk.configuration import conf as sdk

    asked = json.loads(sys.argv[1]) if len(sys.argv) > 1 else names(core)
    print("\n" + json.dumps({"core": values(core, asked), "sdk": values(sdk, asked)}))
