"""What `--compat 2` would have accepted, for the messages of what failed without it."""

from __future__ import annotations

import os

from xcom_bridge import dropped

_OPERATORS = frozenset("execution_date provide_context skip_exit_code task_concurrency".split())


def is_on() -> bool:
    """Whether this process follows Airflow 2."""
    return bool(os.environ.get("XCOM_COMPAT"))


def takes_path(path: str) -> bool:
    """Whether it has a module, or a name in one."""
    from xcom_compat2 import imports

    return imports.is_served(path)


def takes_argument(name: str, of: str) -> bool:
    """Whether it takes an argument of a class or a function."""
    return name in (dropped.DAG_ARGUMENTS if of == "DAG" else _OPERATORS)
