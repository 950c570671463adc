"""Import what ``xcom python`` begins with, in the interpreter that takes its place.

A ``.pth`` file in the environment imports this module where the variable is set.
"""

from __future__ import annotations

import importlib
import os
import site

#: The modules, with spaces between.
VARIABLE = "XCOM_START_MODULES"


def _when_path_is_complete() -> None:
    """Import them when all folders are on ``sys.path``: a file of another folder may have an Airflow."""
    modules = os.environ.pop(VARIABLE, "").split()
    go_on = site.execsitecustomize

    def execsitecustomize() -> None:
        site.execsitecustomize = go_on
        for module in modules:
            importlib.import_module(module)
        go_on()

    site.execsitecustomize = execsitecustomize


_when_path_is_complete()
