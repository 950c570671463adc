"""The rules, a file per concept."""

from __future__ import annotations

from xcom_doctor.rules.arguments import Arguments
from xcom_doctor.rules.backends import Backends
from xcom_doctor.rules.context import ContextKeys
from xcom_doctor.rules.database import Database
from xcom_doctor.rules.imports import Imports
from xcom_doctor.rules.pulls import Pulls
from xcom_doctor.rules.pushes import Pushes
from xcom_doctor.rules.schedules import Schedules
from xcom_doctor.rules.templates import Templates
from xcom_doctor.rules.values import Values
from xcom_doctor.walk import Rule


def all_rules() -> list[Rule]:
    """New rules for one file."""
    return [
        Imports(),
        Arguments(),
        Schedules(),
        ContextKeys(),
        Templates(),
        Database(),
        Backends(),
        Values(),
        Pushes(),
        Pulls(),
    ]
