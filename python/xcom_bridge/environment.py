"""What has to hold in a process before anything of Airflow is imported in it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@cache
def prepare() -> None:
    """Make this process ready for the Task SDK: its patches, then Airflow's settings.

    Idempotent; has to come before the first import of ``airflow.sdk``, since some patches stand in for modules.
    """
    from xcom_bridge import sdk_patches, secret_masks, task_sdk

    # Airflow's examples, and the plugins among them, are for its web interface.
    os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
    if os.environ.get("XCOM_COMPAT"):
        import xcom_compat2

        xcom_compat2.install()
    task_sdk.check()
    sdk_patches.install()
    # They put plugins on the path, know the cluster policies, and tell the masker which names are secret.
    import airflow.settings  # noqa: F401

    secret_masks.report()


@contextmanager
def without_collections() -> Iterator[None]:
    """Import without the garbage collector, and hide from it what is there then.

    It finds nothing in modules that are being imported, and takes a sixth of their time looking.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if enabled:
            gc.enable()


def extend_path(bundle: str | None) -> None:
    """Put the folder of the DAG files on ``sys.path``, behind what Airflow's settings put there, as Airflow does.

    Files that lie elsewhere find what is in Airflow's own DAG folder, too.
    """
    from airflow import settings

    for folder in (bundle, settings.DAGS_FOLDER):
        if folder and folder not in sys.path:
            sys.path.append(folder)
