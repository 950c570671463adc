"""The tests run where `_xcom` can be imported: in the embedded interpreter, or with the extension module on the path."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

pytest.importorskip("_xcom", reason="build the product _xcom and put it on the path as _xcom.so")

# The vectors were recorded in UTC, and pendulum looks the local zone up once.
os.environ["TZ"] = "UTC"
time.tzset()

# Its limit of nesting is taken on import from the interpreter's, which hypothesis changes while it runs.
import airflow.sdk.serde  # noqa: E402

from .stores import Store  # noqa: E402


@pytest.fixture(scope="module")
def module_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store(tmp_path_factory.mktemp("store"))


@pytest.fixture
def store(module_store: Store) -> Iterator[Store]:
    module_store.clear()
    yield module_store
