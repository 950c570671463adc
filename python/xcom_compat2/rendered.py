"""Rendered fields as Airflow 2 stores them: what is no JSON, and what is too long, as text."""

from __future__ import annotations

import json
from typing import Any

from airflow.sdk.configuration import conf

_CUT_OFF = "Truncated. You can change this behaviour in [core]max_templated_field_length. "


def serialize_template_field(template_field: Any, name: str) -> Any:
    """One field. Reason: Airflow 3 sorts dicts, and cuts off another text."""
    from airflow.sdk._shared.secrets_masker import redact

    try:
        plain = json.loads(json.dumps(template_field))
    except (TypeError, OverflowError, ValueError):
        plain = str(template_field)
    else:
        if not template_field:
            return plain
    text, limit = str(template_field), conf.getint("core", "max_templated_field_length")
    if len(text) <= limit:
        return plain
    return f"{_CUT_OFF}{str(redact(text, name))[: limit - len(_CUT_OFF) - 1]!r}... "
