"""What has to hold in a process before anything of Airflow is imported in it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path


def airflow_home() -> Path:
    """The folder that Airflow calls home: ``AIRFLOW_HOME``, else ``~/airflow``."""
    return Path(os.path.expandvars(os.path.expanduser(os.environ.get("AIRFLOW_HOME", "~/airflow"))))


@cache
def prepare() -> None:
    """Make this process ready for the Task SDK: its patches, then the secrets masker.

    Idempotent; has to come before the first import of ``airflow.sdk``, since some patches stand in for modules.
    """
    from xcom_bridge import sdk_patches, secret_masks

    # Airflow's examples, and the plugins among them, are for its web interface.
    os.environ.setdefault("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
    sdk_patches.install()
    secret_masks.configure()


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
    """Put on ``sys.path`` what Airflow puts there: the folder of the DAG files, then config and plugins."""
    from airflow.sdk.configuration import conf

    home = airflow_home()
    plugins = conf.get("core", "plugins_folder", fallback=str(home / "plugins"))
    for folder in (bundle, str(home / "config"), plugins):
        if folder and folder not in sys.path:
            sys.path.append(folder)
