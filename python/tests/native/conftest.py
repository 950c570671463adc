"""The tests run where `_xcom` can be imported: in the embedded interpreter, or with the extension module on the path."""

from __future__ import annotations

import os
import time

import pytest

pytest.importorskip("_xcom", reason="build the product _xcom and put it on the path as _xcom.so")

# The vectors were recorded in UTC, and pendulum looks the local zone up once.
os.environ["TZ"] = "UTC"
time.tzset()

# Its limit of nesting is taken on import from the interpreter's, which hypothesis changes while it runs.
import airflow.sdk.serde  # noqa: E402
