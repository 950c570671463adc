"""Options that hold for a while, and options of providers that tests look up."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import Any

# (section, option, default), of providers that are installed.
PROVIDER_METADATA_CONFIG_OPTIONS = [
    ("common.io", "xcom_objectstorage_threshold", "-1"),
    ("standard", "venv_install_method", "auto"),
]
# (section, option, default), of providers that are not: Airflow knows what they said once.
CFG_FALLBACK_CONFIG_OPTIONS = [
    ("celery", "flower_host", "0.0.0.0"),
    ("celery", "pool", "prefork"),
    ("celery", "worker_precheck", "False"),
    ("kubernetes_executor", "in_cluster", "True"),
    ("kubernetes_executor", "verify_ssl", "True"),
    ("elasticsearch", "end_of_log_mark", "end_of_log"),
]
# (section, option, what an installed provider says, what Airflow knows): of no provider that is installed.
PROVIDER_METADATA_OVERRIDES_CFG_FALLBACK: list[tuple[str, str, str, str]] = []


def _parsers() -> list[Any]:
    """The `conf` of those modules of configuration that somebody has imported: core's and the SDK's are two."""
    modules = (sys.modules.get(name) for name in ("airflow.configuration", "airflow.sdk.configuration"))
    return [module.conf for module in modules if module is not None]


def _put(conf: Any, section: str, option: str, value: str | None) -> None:
    if value is not None:
        if not conf.has_section(section):
            conf.add_section(section)
        conf.set(section, option, value)
    elif conf.has_section(section) and conf.has_option(section, option):
        conf.remove_option(section, option)


@contextlib.contextmanager
def conf_vars(overrides: dict[tuple[str, str], str | None]) -> Iterator[None]:
    """Set options, None for one that shall not be there; environment variables do not decide them meanwhile."""
    from airflow import settings

    parsers = _parsers()
    variables = {}
    for section, option in overrides:
        name = parsers[0]._env_var_name(section, option)
        if name in os.environ:
            variables[name] = os.environ.pop(name)
    before = [
        {(section, option): conf.get(section, option, fallback=None) for section, option in overrides}
        for conf in parsers
    ]
    try:
        for conf in parsers:
            for (section, option), value in overrides.items():
                _put(conf, section, option, value)
        settings.configure_vars()
        yield
    finally:
        for conf, values in zip(parsers, before, strict=True):
            for (section, option), value in values.items():
                _put(conf, section, option, value)
        os.environ.update(variables)
        settings.configure_vars()


def create_fresh_airflow_config(variant: str) -> Any:
    """A parser of the test's own: the SDK's."""
    if variant != "task-sdk":
        raise ValueError(f"the Task SDK's tests ask for its own configuration, not for {variant!r}")
    from airflow.sdk.configuration import initialize_config

    return initialize_config()
