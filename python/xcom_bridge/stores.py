"""Which store a program works with where it has named none."""

from __future__ import annotations

import os

import _xcom


def home() -> str:
    """The folder of the default store and of the logs: ``XCOM_HOME``, or ``~/.xcom``."""
    return os.path.expanduser(os.environ.get("XCOM_HOME") or "~/.xcom")


def default_url() -> str:
    """The URL of the default store; its folder is made where it is not there, for its owner alone."""
    folder = os.path.abspath(home())
    os.makedirs(folder, mode=0o700, exist_ok=True)
    return f"sqlite:///{folder}/xcom.db"


def used() -> int:
    """The number of the store that this process works with: the one that it has connected, else the default one."""
    number = _xcom.used_store()
    if number is None:
        number = _xcom.store_open(default_url())
        _xcom.use_store(number)
    return number
