"""Mapped tasks in core's tables: a test file imports this, and none of its tests calls it."""

from __future__ import annotations

from typing import Any, NoReturn


def expand_mapped_task(*args: Any) -> NoReturn:
    """Expand the task in the metadata database."""
    raise RuntimeError("expand_mapped_task is of the metadata database, which no test of the Task SDK has")
