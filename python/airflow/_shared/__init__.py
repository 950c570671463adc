"""Core's copies of the code that it shares with the Task SDK: the SDK's files, loaded a second time by these names."""

import importlib.util
import os

__path__ = [
    os.path.join(folder, "_shared")
    for folder in importlib.util.find_spec("airflow.sdk").submodule_search_locations  # type: ignore[union-attr]
]
