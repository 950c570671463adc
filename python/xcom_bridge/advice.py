"""What helps where a value cannot be pushed: a note on the exception, whose type and text stay Airflow's.

The native encoder has noted already where in the value it failed.
"""

from __future__ import annotations

import re
from contextlib import suppress

# By the name of the type that cannot be serialized.
_TYPES = {
    "bytes": "Push text instead, like base64.b64encode(data).decode(), or put the data into a file and push its path.",
    "function": "A function cannot be an XCom: call it and push what it gives, or push its name.",
    "builtin_function_or_method": "It is a function itself: was it meant to be called?",
    "method": "It is a method itself: was it meant to be called?",
    "generator": "Make a list of it: list(values).",
    "dict_keys": "Make a list of it: list(values).",
    "dict_values": "Make a list of it: list(values).",
    "dict_items": "Make a list of it: list(values).",
    "range": "Make a list of it: list(values).",
    "complex": "Push its parts: [value.real, value.imag].",
    "type": "A class cannot be an XCom: push its name.",
    "module": "A module cannot be an XCom: push its name.",
    "re.Pattern": "Push its text: pattern.pattern.",
}
_PATHS = "Push it as text: str(value)."
_CLASS = (
    "Push what JSON has (text, numbers, lists, dicts), like vars(value); or give the class a method serialize() and a"
    " static method deserialize(data, version), or make it a dataclass, an attrs or a pydantic class."
)


def note(error: BaseException, task_id: str, key: str) -> None:
    """Say on an exception which XCom was not pushed, and what would help."""
    with suppress(Exception):
        text = f"XCom {key!r} of task {task_id!r} was not pushed."
        error.add_note(f"{text} {help_with}" if (help_with := _help(error)) else text)


def _help(error: BaseException) -> str:
    message = str(error)
    if found := re.search(r"cannot serialize object of type <class '(.+)'>", message):
        name = found[1]
        if name in _TYPES:
            return _TYPES[name]
        return _PATHS if name.startswith("pathlib.") else _CLASS
    if isinstance(error, ValueError) and message.startswith("Out of range float"):
        return "NaN and infinity are not JSON: push None in their place, or text."
    if isinstance(error, UnicodeEncodeError):
        return "The text has half of a surrogate pair: text.encode('utf-8', 'replace').decode() takes it out."
    if isinstance(error, RecursionError):
        return "The value contains itself, or is nested too deep."
    if isinstance(error, AttributeError) and message.startswith("reserved key"):
        return "Airflow marks its own encoding with that key: use another one in the dict."
    return ""
