"""Options: the same sources, and the same order of them, as Airflow's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from airflow._facade import options

READ = "from airflow.sdk.configuration import conf\nfrom airflow.configuration import conf as core\n"


def both(code: str) -> str:
    """The same question to the SDK's and to core's `conf`."""
    return f"{READ}result = [(lambda conf: {code})(c) for c in (conf, core)]"


def test_defaults(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    asked = (
        "conf.get('core', 'dags_folder'), conf.getint('core', 'parallelism'), conf.getboolean('core', 'load_examples')"
    )
    assert in_new_process(both(f"[{asked}]")) == [[f"{tmp_path}/dags", 32, True]] * 2


def test_environment_before_file_before_default(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "airflow.cfg").write_text("[core]\nparallelism = 5\nmax_active_tasks_per_dag = 6\n[mine]\nkey = here\n")
    asked = "[conf.getint('core', n) for n in ('parallelism', 'max_active_tasks_per_dag', 'max_active_runs_per_dag')]"
    got = in_new_process(both(f"[*{asked}, conf.get('mine', 'key')]"), AIRFLOW__CORE__PARALLELISM="7")
    assert got == [[7, 6, 16, "here"]] * 2


def test_dots_in_a_section_become_underscores(in_new_process: Callable[..., Any]) -> None:
    got = in_new_process(both("conf.get('a.b', 'key')"), AIRFLOW__A_B__KEY="value")
    assert got == ["value"] * 2


def test_commands_for_sensitive_options_only(in_new_process: Callable[..., Any]) -> None:
    got = in_new_process(
        both("[conf.get('core', 'fernet_key'), conf.getint('core', 'parallelism')]"),
        AIRFLOW__CORE__FERNET_KEY_CMD="echo from-a-command",
        AIRFLOW__CORE__PARALLELISM_CMD="echo 3",
    )
    assert got == [["from-a-command\n", 32]] * 2


def test_an_option_from_a_secrets_backend(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "configs.json").write_text('{"the-key": "from-a-backend"}')
    got = in_new_process(
        both("conf.get('core', 'fernet_key')"),
        AIRFLOW__CORE__FERNET_KEY_SECRET="the-key",
        AIRFLOW__SECRETS__BACKEND="airflow.secrets.local_filesystem.LocalFilesystemBackend",
        AIRFLOW__SECRETS__BACKEND_KWARGS=f'{{"configs_file_path": "{tmp_path}/configs.json"}}',
    )
    assert got == ["from-a-backend"] * 2


def test_an_unknown_option(in_new_process: Callable[..., Any]) -> None:
    assert in_new_process(both("conf.get('core', 'nothing', fallback='mine')")) == ["mine"] * 2
    code = f"""{READ}
from airflow.exceptions import AirflowConfigException
try:
    core.get('core', 'nothing')
except AirflowConfigException as error:
    result = str(error)
"""
    assert "core/nothing" in in_new_process(code)


def test_a_provider_has_options_of_its_own(in_new_process: Callable[..., Any]) -> None:
    asked = "conf.get('common.io', 'xcom_objectstorage_threshold')"
    assert in_new_process(both(asked)) == ["-1"] * 2


def test_templates_keep_their_braces(in_new_process: Callable[..., Any]) -> None:
    got = in_new_process(both("conf.get('logging', 'log_filename_template')"))
    assert got[0] == got[1] and "{{ ti.dag_id }}" in got[0]


def test_every_default_can_be_read(in_new_process: Callable[..., Any]) -> None:
    asked = "{s: {n: conf.get(s, n) for n in o} for s, o in options.DEFAULTS.items()}"
    sdk, core = in_new_process(f"from airflow._facade import options\n{both(asked)}")
    assert sdk == core
    assert sum(map(len, sdk.values())) == sum(map(len, options.DEFAULTS.values())) > 200


def test_secrets_are_masked_in_a_bare_interpreter(in_new_process: Callable[..., Any]) -> None:
    code = (
        "from airflow.sdk import DAG\nDAG\n"
        "from airflow.sdk._shared.secrets_masker import redact\n"
        "result = redact({'password': 'hunter2', 'mine': 'hunter3', 'open': 'x'})"
    )
    got = in_new_process(code, AIRFLOW__CORE__SENSITIVE_VAR_CONN_NAMES="mine")
    assert got == {"password": "***", "mine": "***", "open": "x"}


@pytest.mark.parametrize("zone", ["utc", "Europe/Amsterdam", "nonsense/zone"])
def test_time_zone(in_new_process: Callable[..., Any], zone: str) -> None:
    code = "from airflow import settings\nresult = settings.TIMEZONE.name"
    got = in_new_process(code, AIRFLOW__CORE__DEFAULT_TIMEZONE=zone)
    assert got == ("Europe/Amsterdam" if "Europe" in zone else "UTC")
