"""What is wrong with a bundle file, and how it is told."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_LONGEST = 80


class BundleError(Exception):
    """Something could not be done; the message says what, where, and what to do."""


@dataclass(frozen=True)
class Problem:
    """A rule that a bundle file breaks."""

    #: The field of the trailer, the path inside of the metadata, or the part of the file.
    place: str
    found: str
    wanted: str
    #: The byte of the file that it begins at.
    offset: int | None = None
    #: Whether Airflow passes over the bundle for it. It does not read all that the format asks for.
    rejected: bool = True

    def __str__(self) -> str:
        at = "" if self.offset is None else f" at byte {self.offset}"
        return f"{self.place}{at}: found {self.found}, wanted {self.wanted}"


def shown(value: Any) -> str:
    """A value of the metadata as a message has it: its kind, and the beginning of a short one."""
    match value:
        case None:
            return "nothing"
        case bool() | int() | float():
            return f"the {'truth value' if isinstance(value, bool) else 'number'} {_short(_number(value))}"
        case str():
            return _short(json.dumps(readable(value[: _LONGEST + 1]), ensure_ascii=False))
        case dict():
            return f"a mapping of {len(value)}"
        case list():
            return f"a list of {len(value)}"
        case _:
            return f"a {type(value).__name__}"


def readable(text: str) -> str:
    """A text without what a terminal would obey."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)


def _number(value: float) -> str:
    # Long integers are not worked out, which takes its time and has a limit.
    return f"of {value.bit_length()} bits" if isinstance(value, int) and value.bit_length() > 256 else str(value)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "\N{HORIZONTAL ELLIPSIS}"
