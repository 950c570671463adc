"""The Airflow that the facade stands for: the one that the Task SDK belongs to, 3.2.1 for 1.2.1."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path


def _task_sdk() -> str:
    """The version of the Task SDK, which is not imported for it: what it finds here is still to be installed."""
    spec = find_spec("airflow.sdk")
    if spec is None or spec.origin is None:
        raise ImportError(
            "The Task SDK, apache-airflow-task-sdk, is not installed beside the facade.", name="airflow.sdk"
        )
    found = re.search(r'^__version__\s*=\s*"([^"]+)"', Path(spec.origin).read_text(encoding="utf-8"), re.MULTILINE)
    if found is None:
        raise ImportError(f"{spec.origin} does not say which version of the Task SDK it is.", name="airflow.sdk")
    return found[1]


AIRFLOW = f"3.{_task_sdk().partition('.')[2]}"
IS_3_3 = int(AIRFLOW.split(".")[1]) >= 3
