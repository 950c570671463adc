"""What is adjusted in the Task SDK's modules, each with its reason. Nothing else in the SDK is touched."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any


def configuration(module: ModuleType) -> None:
    """`airflow.sdk.configuration` reads its options' defaults from core's `config.yml`: give it the facade's table.

    Reason: the file belongs to apache-airflow-core, so it is not there; and a table needs no YAML at each start. The
    file for `[core] unit_test_mode` is another one.
    """
    from airflow._facade import options

    def load_test_config(self: Any) -> None:
        self.remove_all_read_configurations()
        self.read_dict(options.UNIT_TESTS)
        self.expand_all_configuration_values()

    module.retrieve_configuration_description = options.description  # type: ignore[attr-defined]
    module._default_config_file_path = lambda name: name  # type: ignore[attr-defined]
    module.AirflowSDKConfigParser.load_test_config = load_test_config


def configuration_parser(module: ModuleType) -> None:
    """The parser of both `conf` objects has what Airflow answers for providers that are not installed from a file.

    Reason: as above.
    """
    from airflow._facade import options

    module.create_provider_cfg_config_fallback_defaults = options.of_other_providers  # type: ignore[attr-defined]


def providers_discovery(module: ModuleType) -> None:
    """Provider discovery validates each provider with core's schema, and reads its package's metadata.

    Reason: the schema is a file of apache-airflow-core, and the metadata's parser is a large import. What a provider
    says about itself is taken as it is; only the packages that have the entry point are looked at.
    """

    def discover(found: dict[str, Any], validator: Any = None) -> None:
        for package, version, entry_point in provider_entry_points():
            if package not in found:
                module_name, _, function = entry_point.partition(":")
                info = getattr(__import__(module_name, fromlist=[function]), function)()
                info.setdefault("documentation-url", None)
                found[package] = module.ProviderInfo(version, info)

    module.discover_all_providers_from_packages = discover  # type: ignore[attr-defined]
    module._create_provider_info_schema_validator = lambda: None  # type: ignore[attr-defined]
    module._create_customized_form_field_behaviours_schema_validator = lambda: None  # type: ignore[attr-defined]


def log_processors(module: ModuleType) -> None:
    """The logging set-up imports click, httpcore and httpx, to leave their frames out of tracebacks.

    Reason: click is none of the SDK's dependencies, and they take 60 ms. What nobody has imported has no frames.
    """
    made: Any = module.structlog_processors
    stand_in = ModuleType("click")
    stand_in.__file__ = __file__

    @functools.wraps(made)
    def structlog_processors(*args: Any, **options: Any) -> Any:
        missing = [name for name in ("click", "httpcore", "httpx") if name not in sys.modules]
        sys.modules.update(dict.fromkeys(missing, stand_in))
        try:
            return made(*args, **options)
        finally:
            for name in missing:
                sys.modules.pop(name, None)

    structlog_processors.cache_clear = made.cache_clear  # type: ignore[attr-defined]
    module.structlog_processors = structlog_processors  # type: ignore[attr-defined]


def log_uploads(module: ModuleType) -> None:
    """Where logs are uploaded to stands in core's default logging settings: by default, nowhere.

    Reason: those settings belong to apache-airflow-core. A class that the user has configured is still asked.
    """
    load = module._load_logging_config

    def _load_logging_config() -> None:
        from airflow.sdk.configuration import conf

        default = "airflow.config_templates.airflow_local_settings.DEFAULT_LOGGING_CONFIG"
        if conf.get("logging", "logging_config_class", fallback=None) in (None, "", default):
            module._ActiveLoggingConfig.set(None, None)
        else:
            load()

    module._load_logging_config = _load_logging_config  # type: ignore[attr-defined]


def task_runner(module: ModuleType) -> None:
    """`SUPERVISOR_COMMS` is there in a task, and while DAG files are loaded.

    Reason: the error of its import says nothing to who has called `XCom.get_one` or `Variable.set`.
    """
    from airflow._facade import missing

    def __getattr__(name: str) -> Any:
        message = f"module {module.__name__!r} has no attribute {name!r}"
        if name == "SUPERVISOR_COMMS" and missing.is_imported(depth=2):
            raise ImportError(
                "nobody answers here: XComs are read and written, and Variables set, in a task or at the top of a DAG"
                " file. Elsewhere name a store first: import _xcom, xcom_bridge.comms;"
                " _xcom.connect('sqlite:///PATH'); xcom_bridge.comms.install()",
                name=module.__name__,
            )
        raise AttributeError(message, name=name)

    module.__getattr__ = __getattr__  # type: ignore[method-assign]


def dag_test(module: ModuleType) -> None:
    """`dag.test()` runs the DAG with the store of this process.

    Reason: the SDK's own makes the run in core's metadata database, by core's scheduler.
    """

    @functools.wraps(module.DAG.test)
    def test(self: Any, *args: Any, **options: Any) -> Any:
        from xcom_bridge.dag_test import test

        return test(self, *args, **options)

    module.DAG.test = test


def provider_entry_points(group: str = "apache_airflow_provider") -> Iterator[tuple[str, str, str]]:
    """Package name, version and entry point of every installed package with an entry point of that group."""
    for folder in sys.path:
        try:
            entries = os.listdir(folder or ".")
        except OSError:
            continue
        for entry in entries:
            if not entry.endswith((".dist-info", ".egg-info")):
                continue
            try:
                with open(os.path.join(folder, entry, "entry_points.txt"), encoding="utf-8") as file:
                    text = file.read()
            except OSError:
                continue
            if f"[{group}]" not in text:
                continue
            package, _, version = entry.rpartition(".")[0].partition("-")
            yield from ((package.replace("_", "-").lower(), version, point) for point in _points(text, group))


def _points(text: str, group: str) -> Iterator[str]:
    section = None
    for line in (line.strip() for line in text.splitlines()):
        if line.startswith("["):
            section = line.strip("[]")
        elif section == group and "=" in line:
            yield line.partition("=")[2].partition("[")[0].strip()
