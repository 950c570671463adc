"""All modules of Airflow's core: each is there, or it is said truly that only a whole Airflow has it."""

from __future__ import annotations

import importlib
import warnings
from pathlib import Path

import pytest

import airflow._facade

LINES = (Path(airflow._facade.__file__).parent / "core_names.txt").read_text().splitlines()
MODULES = {module: names for module, *names in map(str.split, LINES)}
WHOLE_AIRFLOW = "it is a part of Airflow itself (apache-airflow-core), which this environment is without"


@pytest.mark.parametrize("module", MODULES)
def test_it_is_there_or_belongs_to_a_whole_airflow(module: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if module.startswith("airflow._shared."):
                # The Task SDK's file is there; what it needs comes with a whole Airflow only.
                assert error.name == "opentelemetry.sdk"
                return
            assert f"No module named {error.name!r}" in str(error) and module.startswith(str(error.name))
            assert WHOLE_AIRFLOW in str(error)
            return
        for name in MODULES[module]:
            try:
                getattr(found, name)
            except AttributeError as error:
                assert WHOLE_AIRFLOW in str(error) and error.name == name


def test_the_list_is_of_all_of_core() -> None:
    assert len(MODULES) > 750
    assert {"DAG", "XComArg"} < set(MODULES["airflow"])
    assert {"TaskInstance", "DagRun", "XCom", "Variable"} < set(MODULES["airflow.models"])


@pytest.mark.parametrize("path", ["airflow.nothing", "airflow.models.nothing", "airflow.operators.nothing.at_all"])
def test_modules_that_core_has_not(path: str) -> None:
    with pytest.raises(
        ModuleNotFoundError, match="No module named 'airflow.*nothing'.*: .*(no such name|not in Airflow)"
    ):
        importlib.import_module(path)


@pytest.mark.parametrize("module", ["airflow", "airflow.models", "airflow.settings", "airflow.timetables.trigger"])
def test_names_that_core_has_not(module: str) -> None:
    with pytest.raises(ImportError, match="cannot import name 'nothing' from .*: Airflow 3.2 has no such name"):
        exec(f"from {module} import nothing", {})


def test_a_submodule_of_a_package_that_is_there() -> None:
    with pytest.raises(ImportError, match="it is a part of Airflow itself"):
        exec("from airflow.models import backfill", {})


# Not core's by nature: they work without a whole Airflow.
REAL = """
airflow.config_templates.airflow_local_settings:DEFAULT_LOGGING_CONFIG airflow.dag_processing.dagbag:BundleDagBag
airflow.executors.workloads:BundleInfo airflow.listeners.listener:get_listener_manager airflow.models.crypto:get_fernet
airflow.models.trigger:TriggerFailureReason airflow.models:DagBag airflow.partition_mappers.identity:IdentityMapper
airflow.security.permissions:ACTION_CAN_READ airflow.serialization.encoders:coerce_to_core_timetable
airflow.serialization.serialized_objects:BaseSerialization airflow.settings:configure_vars
airflow.settings:get_policy_plugin_manager airflow.timetables._cron:CronMixin airflow.triggers.callback:CallbackTrigger
airflow.triggers.testing:SuccessTrigger airflow.typing_compat:Literal airflow.utils.dag_cycle_tester:check_cycle
airflow.utils.dates:cron_presets airflow.utils.log.timezone_aware:TimezoneAware
"""


@pytest.mark.parametrize("path", REAL.split())
def test_what_is_not_cores_by_nature_is_there(path: str) -> None:
    from airflow._facade.core_only import Machinery

    module, _, name = path.partition(":")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = getattr(importlib.import_module(module), name)
    # A placeholder has nothing but its name.
    assert not isinstance(found, Machinery) or set(vars(found)) - {"__module__", "__doc__", "__dict__", "__weakref__"}
