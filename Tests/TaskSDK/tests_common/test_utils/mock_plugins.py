"""Plugins that a test brings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any
from unittest import mock


@contextlib.contextmanager
def mock_plugin_manager(plugins: list[Any]) -> Iterator[None]:
    """The SDK finds these plugins, and no others."""
    from airflow.sdk import plugins_manager

    cached = [value for value in vars(plugins_manager).values() if hasattr(value, "cache_clear")]
    with mock.patch.object(plugins_manager, "_get_plugins", lambda: (plugins, {})):
        for function in cached:
            function.cache_clear()
        try:
            yield
        finally:
            for function in cached:
                function.cache_clear()
