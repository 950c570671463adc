"""What a value, a task or a rendered operator is compared with where it is not known in every detail."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any


class Matcher:
    """Equal to every value that it lets through; its ``repr`` is how it was made."""

    def __init__(self, shown: str, accepts: Callable[[Any], bool]) -> None:
        self._shown, self._accepts = shown, accepts

    def __eq__(self, other: object) -> bool:
        return self._accepts(other)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return self._shown


#: Any value, None too.
ANY: Any = Matcher("ANY", lambda value: True)


def instance_of(*types: type) -> Any:
    """A value of one of these types."""
    names = ", ".join(kind.__name__ for kind in types)
    return Matcher(f"instance_of({names})", lambda value: isinstance(value, types))


def matching(pattern: str) -> Any:
    """A text that a regular expression matches as a whole."""
    compiled = re.compile(pattern)
    return Matcher(f"matching({pattern!r})", lambda value: isinstance(value, str) and bool(compiled.fullmatch(value)))


class TaskOutcome:
    """How a task instance is expected to have ended: equal to a result with that state, XCom and exception."""

    def __init__(
        self, name: str, state: str | None, xcom: Any = ANY, error_type: type[BaseException] | None = None
    ) -> None:
        self._name, self._state, self._xcom, self._error_type = name, state, xcom, error_type

    def __eq__(self, other: object) -> bool:
        missing = object()
        state, xcom, error = (getattr(other, name, missing) for name in ("state", "xcom", "error"))
        if missing in (state, xcom, error):
            return NotImplemented
        is_state = (None if state is None else str(getattr(state, "value", state))) == self._state
        is_error = self._error_type is None or isinstance(error, self._error_type)
        return is_state and is_error and bool(self._xcom == xcom)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        given = [] if self._xcom is ANY else [repr(self._xcom)]
        given += [] if self._error_type is None else [self._error_type.__name__]
        return f"{self._name}({', '.join(given)})"


def succeeded(xcom: Any = ANY) -> TaskOutcome:
    """It succeeded, with that return value."""
    return TaskOutcome("succeeded", "success", xcom)


def failed(error_type: type[BaseException] | None = None) -> TaskOutcome:
    """It failed, with an exception of that type."""
    return TaskOutcome("failed", "failed", error_type=error_type)


def skipped() -> TaskOutcome:
    """It was skipped."""
    return TaskOutcome("skipped", "skipped")


def deferred() -> TaskOutcome:
    """It waits for its trigger."""
    return TaskOutcome("deferred", "deferred")


def upstream_failed() -> TaskOutcome:
    """A task before it failed."""
    return TaskOutcome("upstream_failed", "upstream_failed")


def not_run() -> TaskOutcome:
    """It has no state: what it waits for has not ended."""
    return TaskOutcome("not_run", None)


class RenderedFields:
    """Template fields of an operator as they are expected to be rendered; to be written left of the operator.

    An operator compares itself with anything else as different, and so would never ask what stands right of it.
    """

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    def __eq__(self, other: object) -> bool:
        missing = object()
        values = {name: getattr(other, name, missing) for name in self._fields}
        return bool(self._fields == values)

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"rendered({', '.join(f'{name}={value!r}' for name, value in self._fields.items())})"


def rendered(**fields: Any) -> RenderedFields:
    """An operator with these values: ``assert rendered(sql="SELECT 1") == render_task(task)``."""
    if not fields:
        raise ValueError("rendered() needs a field to compare")
    return RenderedFields(fields)
