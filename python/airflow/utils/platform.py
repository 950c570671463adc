"""`airflow.utils.platform`: who and where we are."""

from __future__ import annotations

import getpass
import sys


def is_tty() -> bool:
    """Whether a person sees the output."""
    return hasattr(sys.stdout, "isatty") and sys.stdout.isatty()


def getuser() -> str:
    """The user's name; one without a name is an error."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        from airflow._shared.configuration.exceptions import AirflowConfigException

        raise AirflowConfigException("The current user has no name; run as a user who has one") from None
