"""The Airflow that the facade stands for: the one that the Task SDK belongs to, 3.2.1 for 1.2.1."""

from __future__ import annotations

from airflow.sdk import __version__ as _task_sdk

AIRFLOW = f"3.{_task_sdk.partition('.')[2]}"
IS_3_3 = int(AIRFLOW.split(".")[1]) >= 3
