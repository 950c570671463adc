"""Put on ``sys.path`` where Airflow has DAG files, its users' modules and plugins: how a program in Python begins.

Only an ``airflow.cfg`` needs Airflow's own ``conf``, which takes longer than Python itself.
"""

from __future__ import annotations

import os
import sys

from xcom_bridge import sdk_patches


def _folders() -> list[str]:
    home = _expanded(os.environ.get("AIRFLOW_HOME", "~/airflow"))
    has_file = os.path.exists(_expanded(os.environ.get("AIRFLOW_CONFIG", f"{home}/airflow.cfg")))

    def named(option: str, default: str) -> str:
        if not has_file:
            return os.environ.get(f"AIRFLOW__CORE__{option.upper()}", default)
        from xcom_bridge import task_sdk

        return str(task_sdk.find("configuration", "conf").get_mandatory_value("core", option))

    folders = (named("dags_folder", f"{home}/dags"), f"{home}/config", named("plugins_folder", f"{home}/plugins"))
    return [os.path.abspath(_expanded(folder)) for folder in folders]


def _expanded(path: str) -> str:
    return os.path.expanduser(os.path.expandvars(path))


# Some of them stand in for modules that the program imports next.
sdk_patches.install()
sys.path += _folders()
