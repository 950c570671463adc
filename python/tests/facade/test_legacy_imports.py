"""The import paths of Airflow 2 that the conformance case `legacy_imports` tries, against its golden."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

GOLDEN = Path(__file__).parents[3] / "Tests/Conformance/golden/legacy_imports.json"
ROWS = {row["task_id"]: row["value"] for row in json.loads(GOLDEN.read_text())["runs"][0]["xcoms"]}
# Differs between dag.test() and a real worker, and has no meaning without a metadata database.
NOT_COMPARED = {"airflow.settings:Session"}

TRY_PATHS = """
import importlib, warnings
result = {}
for path in PATHS:
    module, name = path.split(":")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            found = getattr(importlib.import_module(module), name)
            result[path] = {"from": getattr(found, "__module__", type(found).__name__)}
        except Exception as error:
            result[path] = {"error": type(error).__name__}
    if any(issubclass(w.category, DeprecationWarning) or "deprecated" in str(w.message) for w in caught):
        result[path]["warns"] = True
"""


def test_old_paths(in_new_process: Callable[..., Any]) -> None:
    golden = ROWS["old"]
    # In the order of the case: some warnings come once in a process.
    got = in_new_process(f"PATHS = {list(golden)}\n{TRY_PATHS}")
    differences = {path: (got[path], golden[path]) for path in golden if got[path] != golden[path]}
    assert not differences.keys() - NOT_COMPARED, differences


def test_names_of_the_sdk(in_new_process: Callable[..., Any]) -> None:
    code = "import airflow.sdk as sdk\nresult = {n: getattr(getattr(sdk, n), '__module__', None) for n in sdk.__all__}"
    assert in_new_process(code) == ROWS["new"]
