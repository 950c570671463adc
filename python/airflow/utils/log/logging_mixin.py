"""`airflow.utils.log.logging_mixin`: the Task SDK's mixin under core's name."""

from __future__ import annotations

import re

from airflow.sdk.definitions._internal.logging_mixin import LoggingMixin as _LoggingMixin

_ESCAPE_CODES = re.compile(r"\x1b[@-_][0-?]*[ -/]*[@-~]")


class LoggingMixin(_LoggingMixin):
    """Gives a class the property `log`."""


def remove_escape_codes(text: str) -> str:
    """The text without the codes that colour it on a terminal."""
    return _ESCAPE_CODES.sub("", text)
