"""What several entry points have in common."""

from __future__ import annotations

from typing import TypedDict

#: A date and time in ISO 8601.
Moment = str


class Nothing(TypedDict):
    """The request of an entry point that needs to know nothing."""


class RaisedError(TypedDict):
    """An exception: the full name of its type, and its message."""

    type: str
    message: str


class EnvironmentVariable(TypedDict):
    name: str
    value: str
