"""`airflow.utils.strings`: small text functions."""

from __future__ import annotations

import random
import string

TRUE_LIKE_VALUES = {"on", "t", "true", "y", "yes", "1"}


def get_random_string(length: int = 8, choices: str = string.ascii_letters + string.digits) -> str:
    """Random text, not for secrets."""
    return "".join(random.choices(choices, k=length))


def to_boolean(astring: str | None) -> bool:
    """Whether the text says yes."""
    return astring is not None and astring.strip().lower() in TRUE_LIKE_VALUES
