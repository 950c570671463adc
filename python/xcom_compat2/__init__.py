"""Airflow 2's spellings and results on Airflow 3's Task SDK: everything behind `--compat 2`.

Without XCOM_COMPAT nothing of this package is imported. There is one module per matter: `imports` (old paths, by the
table `names.txt`), `dag`, `operators` and `provider_operators` (arguments), `context` (what tasks and templates see),
`taskflow` (`@task` and mapping), `flow` (branches, callbacks), `runs` (dates and ids of runs), `settings` (defaults of
options). `patches` says which of the Task SDK's modules each of them changes.
"""

from __future__ import annotations

import os
from functools import cache

VARIABLE = "XCOM_COMPAT"


def is_requested() -> bool:
    """Whether this process is to follow Airflow 2; ValueError where the variable says something else."""
    value = os.environ.get(VARIABLE, "")
    if value not in ("", "2"):
        raise ValueError(f"{VARIABLE} is {value!r}: it takes 2 (Airflow 2.11's rules), or nothing (Airflow 3.2's)")
    return value == "2"


@cache
def install() -> None:
    """Follow Airflow 2 in this process, if that is asked for; has to come before the first import of the SDK."""
    if is_requested():
        from xcom_compat2 import imports, patches

        imports.install()
        patches.install()
