"""Everything that changes the Task SDK, each change with its reason."""

from __future__ import annotations


def install() -> None:
    pass
