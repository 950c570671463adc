"""What stands in a row whose value is kept elsewhere."""

from __future__ import annotations

import json
from typing import Any

# No value of a user can be taken for a reference: one that has this in it is kept elsewhere too, whatever its size.
MARKER = "__offloaded_xcom__"


def reference_in(value: Any) -> str | None:
    """The reference in the content of a row, if it is one of those that `OffloadXCom` makes."""
    if isinstance(value, dict) and isinstance(value.get(MARKER), str) and isinstance(value.get("bytes"), int):
        return str(value[MARKER])
    return None


def reference_in_text(text: str) -> str | None:
    """The same of a row of Airflow's database; what its API server writes is JSON in JSON there."""
    value = json.loads(text)
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return reference_in(value)
