"""Exceptions as data: what goes over to Swift when something in Python fails."""

from __future__ import annotations

import os
import traceback
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xcom_bridge.contract.base import RaisedError


def type_name(error: BaseException | type[BaseException]) -> str:
    """The full name of an exception or of a class of exceptions, ``builtins.ValueError``."""
    cls = error if isinstance(error, type) else type(error)
    return f"{cls.__module__}.{cls.__qualname__}"


def message_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as unprintable:
        return f"<{type(error).__name__} whose text fails: {type(unprintable).__name__}>"


def described(error: BaseException) -> RaisedError:
    return {"type": type_name(error), "message": message_of(error)}


def trimmed_traceback(error: BaseException, file: str) -> str:
    """The traceback without the frames that lead to the user's file."""
    frame = error.__traceback__
    while frame is not None and frame.tb_frame.f_code.co_filename != file:
        frame = frame.tb_next
    if frame is None and not isinstance(error, SyntaxError):
        frame = error.__traceback__
    return "".join(traceback.format_exception(type(error), error, frame))


def line_in(error: BaseException, file: str) -> int | None:
    """The innermost line of the user's file that the exception went through."""
    if isinstance(error, SyntaxError) and error.filename and os.path.abspath(error.filename) == file:
        return error.lineno
    line: int | None = None
    frame: TracebackType | None = error.__traceback__
    while frame is not None:
        if frame.tb_frame.f_code.co_filename == file:
            line = frame.tb_lineno
        frame = frame.tb_next
    return line
