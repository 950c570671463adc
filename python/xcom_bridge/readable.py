"""Log lines for people: one event of a task's log as text."""

from __future__ import annotations

import json
import re

# What a terminal would do something with instead of showing it: C0, C1 and DEL but for lines and tabs, line and
# paragraph separators, marks that turn the direction of writing, and the one without width that begins files.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def escaped(text: str) -> str:
    """A text as a person may read it on a terminal."""
    return _CONTROL.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return "\\r" if code == 13 else f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def readable(line: bytes, label: str) -> str:
    """``12:00:01 task_id INFO  text``, then what else the event holds."""
    text = line.decode("utf-8", "replace")
    try:
        document = json.loads(text)
        stamp, level, said = document["timestamp"], document["level"], document["event"]
    except (ValueError, KeyError, TypeError):
        return escaped(f"{label} | {text}")
    parts = [f"{stamp[11:19]} {label} {level.upper():<8} {said}"]
    hidden = {"timestamp", "level", "event", "logger", "error", "error_detail", "filename", "lineno", "ti"}
    if isinstance(document.get("error_detail"), str):
        # Of a runtime of another language, which has no frames.
        hidden.discard("error_detail")
    parts += [f"{name}={value}" for name, value in document.items() if name not in hidden]
    shown = " ".join(parts)
    if isinstance(error := document.get("error"), dict) and "traceback" in error:
        shown += "\n" + str(error["traceback"]).rstrip()
    return escaped(shown)
