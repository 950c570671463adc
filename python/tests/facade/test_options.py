"""All options, by both `conf` objects, against what a whole Airflow 3.2.1 has recorded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RECORDED = [json.loads(line) for line in (HERE / "recorded/options.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("test_mode", [False, True], ids=["plain", "unit_test_mode"])
def test_every_option_is_airflows(tmp_path: Path, test_mode: bool) -> None:
    recorded = [entry for entry in RECORDED if entry["test_mode"] == test_mode]
    asked = {entry["section"]: list(entry["options"]) for entry in recorded}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    environment |= {"AIRFLOW_HOME": str(tmp_path), "AIRFLOW__CORE__UNIT_TEST_MODE": str(test_mode)}
    program = [sys.executable, HERE / "option_cases.py", json.dumps(asked)]
    done = subprocess.run(program, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    expected: dict[str, Any] = {"core": {}, "sdk": {}}
    for entry in recorded:
        expected[entry["conf"]][entry["section"]] = entry["options"]
    assert found == expected
    assert sum(map(len, asked.values())) > 350


def test_what_is_set_comes_before_what_others_have_by_default(
    in_new_process: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "airflow.cfg").write_text("[celery]\npool = solo\n[kubernetes_executor]\nnamespace = mine\n")
    code = (
        "from airflow.configuration import conf\n"
        "result = [conf.get('celery', 'pool'), conf.get('kubernetes_executor', 'namespace'),"
        " conf.getint('celery', 'worker_concurrency'), conf.getboolean('kubernetes_executor', 'in_cluster')]"
    )
    got = in_new_process(code, AIRFLOW__KUBERNETES_EXECUTOR__NAMESPACE="from_environment")
    assert got == ["solo", "from_environment", 16, True]


def test_settings_in_unit_test_mode(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "airflow.cfg").write_text("[core]\nparallelism = 5\n")
    code = (
        "from airflow import settings\nfrom airflow.configuration import conf\n"
        "result = [settings.DAGS_FOLDER, settings.PLUGINS_FOLDER, len(conf.get('core', 'fernet_key')),"
        " conf.getint('core', 'parallelism'), conf.getint('core', 'killed_task_cleanup_time')]"
    )
    got = in_new_process(code, AIRFLOW__CORE__UNIT_TEST_MODE="True", AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME="7")
    # The file is not read in this mode, and variables count.
    assert got == [f"{tmp_path}/dags", f"{tmp_path}/plugins", 44, 32, 7]


def test_unit_test_mode_in_the_file(in_new_process: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "airflow.cfg").write_text("[core]\nparallelism = 5\nunit_test_mode = True\n")
    code = (
        "from airflow.configuration import conf\nfrom airflow.sdk.configuration import conf as sdk\n"
        "result = [(c.getint('core', 'parallelism'), c.get('hive', 'default_hive_mapred_queue')) for c in (conf, sdk)]"
    )
    assert in_new_process(code) == [[32, "airflow"]] * 2
