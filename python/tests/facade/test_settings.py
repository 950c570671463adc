"""`airflow.settings` and `airflow.policies`: what a user's own settings and installed packages change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

LOCAL_SETTINGS = """
from airflow.exceptions import AirflowClusterPolicyViolation

OF_OUR_OWN = 7
SIMPLE_LOG_FORMAT = "ours"

def task_policy(operator):
    operator.append("local")

def get_airflow_context_vars(ctx):
    return {"local": ctx}

def task_instance_mutation_hook(ti):
    ti.append("local")

def helper():
    return "not a policy"
"""
PLUGIN = """
from airflow.policies import hookimpl

@hookimpl
def task_policy(task):
    task.append("installed")

class Grouped:
    @staticmethod
    @hookimpl
    def get_dagbag_import_timeout(dag_file_path):
        return len(dag_file_path)
"""


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A folder with a package that has entry points for policies."""
    site = tmp_path / "site"
    metadata = site / "our_policies-1.dist-info"
    metadata.mkdir(parents=True)
    (site / "our_policies.py").write_text(PLUGIN)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: our-policies\nVersion: 1\n")
    (metadata / "entry_points.txt").write_text("[airflow.policy]\na = our_policies\nb = our_policies:Grouped\n")
    return site


def test_local_settings_come_before_installed_policies(
    in_new_process: Callable[..., Any], tmp_path: Path, installed: Path
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/airflow_local_settings.py").write_text(LOCAL_SETTINGS)
    code = """
from airflow import settings
task, ti = [], []
settings.task_policy(task)
settings.task_instance_mutation_hook(ti)
settings.dag_policy(None)
result = [task, ti, settings.task_instance_mutation_hook.is_noop, settings.get_airflow_context_vars("c"),
    settings.get_dagbag_import_timeout("12345"), settings.OF_OUR_OWN, settings.SIMPLE_LOG_FORMAT, settings.helper()]
"""
    got = in_new_process(code, PYTHONPATH=str(installed))
    assert got == [["local", "installed"], ["local"], False, {"local": "c"}, 5, 7, "ours", "not a policy"]


def test_without_policies(in_new_process: Callable[..., Any]) -> None:
    code = """
from airflow import settings
settings.task_policy(None), settings.pod_mutation_hook(None)
result = [settings.task_instance_mutation_hook.is_noop, settings.get_airflow_context_vars({}),
    settings.get_dagbag_import_timeout("f"), settings.get_policy_plugin_manager().project_name]
"""
    assert in_new_process(code) == [True, {}, 30.0, "airflow.policy"]


def test_local_settings_name_what_they_give(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/airflow_local_settings.py").write_text(f"{LOCAL_SETTINGS}\n__all__ = ['OF_OUR_OWN']\n")
    code = "from airflow import settings\nresult = [settings.OF_OUR_OWN, settings.get_airflow_context_vars({}), hasattr(settings, 'helper')]"
    assert in_new_process(code) == [7, {}, False]


def test_as_a_library_nothing_is_set_up(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    code = "import sys\nfrom airflow import settings\nresult = settings.PLUGINS_FOLDER in sys.path"
    assert in_new_process(code) is True
    assert in_new_process(code, _AIRFLOW__AS_LIBRARY="1") is False
