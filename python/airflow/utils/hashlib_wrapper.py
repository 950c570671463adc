"""`airflow.utils.hashlib_wrapper`: md5 that FIPS builds of Python allow."""

from __future__ import annotations

import hashlib
from typing import Any


def md5(string: Any = b"", /) -> Any:
    """`hashlib.md5`, declared as not used for security."""
    return hashlib.md5(string, usedforsecurity=False)
