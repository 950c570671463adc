"""Log lines for people: one event of a task's log as text."""

from __future__ import annotations

import json


def readable(line: bytes, label: str) -> str:
    """``12:00:01 task_id INFO  text``, then what else the event holds."""
    text = line.decode("utf-8", "replace")
    try:
        document = json.loads(text)
        stamp, level, said = document["timestamp"], document["level"], document["event"]
    except (ValueError, KeyError, TypeError):
        return f"{label} | {text}"
    parts = [f"{stamp[11:19]} {label} {level.upper():<8} {said}"]
    hidden = {"timestamp", "level", "event", "logger", "error", "error_detail", "filename", "lineno", "ti"}
    parts += [f"{name}={value}" for name, value in document.items() if name not in hidden]
    shown = " ".join(parts)
    if isinstance(error := document.get("error"), dict) and "traceback" in error:
        shown += "\n" + str(error["traceback"]).rstrip()
    return shown
