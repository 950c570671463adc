"""What a store answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import _xcom

#: Both runs have it with other values, or in the forms of different rules; one run lacks it; a value cannot be read.
Change = Literal["changed", "form", "missing", "new", "unreadable"]


class StoreProblem(RuntimeError):
    """A store cannot do what it is asked for; the message says why, and shows no stored value."""


class XComNotFound(LookupError):
    """There is no XCom; the message says why."""


@dataclass(frozen=True)
class Entry:
    """One stored XCom."""

    dag_id: str
    run_id: str
    task_id: str
    #: -1 for a task that is not mapped.
    map_index: int
    key: str
    #: When it was written.
    timestamp: datetime
    #: The JSON text as it is stored; None where it cannot be read.
    text: str | None
    #: Why the value cannot be read.
    problem: str | None = None

    @property
    def value(self) -> Any:
        """The value as a task would pull it.

        Raises:
            StoreProblem: It cannot be read.
        """
        if self.text is None:
            raise StoreProblem(self.problem)
        return _xcom.loads(self.text)


@dataclass(frozen=True)
class Difference:
    """How an XCom of one run differs from that of another."""

    task_id: str
    map_index: int
    key: str
    change: Change
    #: The JSON text in the first run, and in the second; None where it has none.
    before: str | None
    after: str | None
    #: Why a value cannot be read.
    problem: str | None = None


@dataclass(frozen=True)
class Explanation:
    """Why a pull finds nothing."""

    #: Whether there is a value after all.
    is_found: bool
    #: Words for programs, the likeliest first: ``unknown_task``, ``unknown_key``, ``state``, ...
    findings: tuple[str, ...]
    #: The same for people.
    reason: str

    def __str__(self) -> str:
        return self.reason
