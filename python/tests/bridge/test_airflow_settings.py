"""Airflow's settings as Swift gets them, and Airflow's folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from airflow.sdk import __version__ as TASK_SDK

Fresh = Callable[..., Any]

READ = """
import xcom_bridge
try:
    result = json.loads(xcom_bridge.read_settings(b"{}"))
except Exception as error:
    result = [type(error).__name__, str(error)]
"""
DEFAULTS = {
    "max_map_length": 1024,
    "parallelism": 32,
    "default_pool_slots": 128,
    "killed_task_cleanup_time": 5,
    "socket_cleanup_timeout": 60.0,
    "dag_file_processor_timeout": 50,
    "task_sdk": TASK_SDK,
    "clears_state_on_success": False,
    "routes_queues": False,
    "fernet_key": None,
}


def _home(folder: Path, file: str = "") -> dict[str, str]:
    (folder / "airflow.cfg").write_text(file)
    return {"AIRFLOW_HOME": str(folder)}


def test_settings_that_nobody_has_set(fresh: Fresh, home: dict[str, str]) -> None:
    assert fresh(READ, env=home) == DEFAULTS


def test_a_task_sdk_that_nobody_has_tried_is_told_of_once(fresh: Fresh, home: dict[str, str]) -> None:
    code = """
from xcom_bridge import loading, task_sdk
task_sdk.version = lambda: "1.4.0"
told = []
loading._tell = told.append
"""
    told, version = fresh(code + READ + "result = [told, result['task_sdk']]\n", env=home)
    assert version == "1.4.0"
    assert [line.strip() for line in told] == [
        "xcom: Task SDK 1.4.0 has not been tried with xcom, which was tested with 1.1.8, 1.2.1 and 1.3.2;"
        " what it cannot do ends in an error that says so"
    ]


def test_settings_come_from_the_file_with_what_it_refers_to(fresh: Fresh, tmp_path: Path) -> None:
    file = """
[core]
most = 7
parallelism = %(most)s
killed_task_cleanup_time = 60
default_pool_task_slot_count = 3
fernet_key_cmd = echo 'a key'
[workers]
socket_cleanup_timeout = 2.5
[dag_processor]
dag_file_processor_timeout = 7
"""
    assert fresh(READ, env=_home(tmp_path, file) | {"AIRFLOW__CORE__MAX_MAP_LENGTH": "9"}) == {
        "max_map_length": 9,
        "parallelism": 7,
        "default_pool_slots": 3,
        "killed_task_cleanup_time": 60,
        "socket_cleanup_timeout": 2.5,
        "dag_file_processor_timeout": 7,
        "task_sdk": TASK_SDK,
        "clears_state_on_success": False,
        "routes_queues": False,
        "fernet_key": "a key\n",
    }


def test_a_key_comes_from_a_secrets_backend(fresh: Fresh, tmp_path: Path) -> None:
    (tmp_path / "configs.json").write_text('{"the-key": "from a backend"}')
    settings = {
        "AIRFLOW__CORE__FERNET_KEY_SECRET": "the-key",
        "AIRFLOW__SECRETS__BACKEND": "airflow.secrets.local_filesystem.LocalFilesystemBackend",
        "AIRFLOW__SECRETS__BACKEND_KWARGS": f'{{"configs_file_path": "{tmp_path}/configs.json"}}',
    }
    assert fresh(READ, env=_home(tmp_path) | settings) == DEFAULTS | {"fernet_key": "from a backend"}
    (tmp_path / "configs.json").unlink()
    assert fresh(READ, env=_home(tmp_path) | settings) == [
        "SettingError",
        "The secrets backend for AIRFLOW__CORE__FERNET_KEY_SECRET failed. Correct the setting.",
    ]


@pytest.mark.parametrize(
    ("file", "settings", "message"),
    [
        ("", {"AIRFLOW__CORE__FERNET_KEY_CMD": "ls /secret"}, "The command of AIRFLOW__CORE__FERNET_KEY_CMD failed."),
        ("", {"AIRFLOW__CORE__FERNET_KEY_CMD": "'echo"}, "The command of AIRFLOW__CORE__FERNET_KEY_CMD failed."),
        (
            "",
            {"AIRFLOW__CORE__FERNET_KEY_CMD": "/secret"},
            "The command of AIRFLOW__CORE__FERNET_KEY_CMD cannot be run (No such file or directory).",
        ),
        (
            "[core]\nfernet_key_cmd = ls /secret\n",
            {},
            "The command or secrets backend of core.fernet_key in airflow.cfg failed.",
        ),
    ],
)
def test_what_keeps_a_key_from_being_read_is_said_without_the_command(
    fresh: Fresh, tmp_path: Path, file: str, settings: dict[str, str], message: str
) -> None:
    assert fresh(READ, env=_home(tmp_path, file) | settings) == ["SettingError", f"{message} Correct the setting."]


def test_a_number_that_is_none_is_an_error(fresh: Fresh, home: dict[str, str]) -> None:
    kind, message = fresh(READ, env=home | {"AIRFLOW__CORE__PARALLELISM": "many"})
    assert kind == "SettingError"
    assert 'check "parallelism" key in "core" section' in message


FOLDERS = """
before = list(sys.path)
import xcom_bridge.airflow_folders
result = [sys.path[len(before):], "airflow" in sys.modules]
"""


@pytest.mark.parametrize(
    ("file", "settings", "expected"),
    [
        (None, {}, ["{home}/dags", "{home}/config", "{home}/plugins"]),
        (
            None,
            {"AIRFLOW__CORE__DAGS_FOLDER": "~/d/../dags", "HOME": "/me"},
            ["/me/dags", "{home}/config", "{home}/plugins"],
        ),
        (
            "[core]\nbase = /b\nplugins_folder = %(base)s/p\n",
            {"AIRFLOW__CORE__DAGS_FOLDER": "/d"},
            ["/d", "{home}/config", "/b/p"],
        ),
    ],
    ids=["by default", "variables", "a file"],
)
def test_airflows_folders_are_put_on_the_path(
    fresh: Fresh, tmp_path: Path, file: str | None, settings: dict[str, str], expected: list[str]
) -> None:
    if file is not None:
        (tmp_path / "airflow.cfg").write_text(file)
    folders, asked_airflow = fresh(FOLDERS, env={"AIRFLOW_HOME": str(tmp_path), **settings})
    assert folders == [folder.format(home=tmp_path) for folder in expected]
    assert asked_airflow == (file is not None)
