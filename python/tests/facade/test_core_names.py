"""Every import path that Airflow 3.2.1 has, recorded there, against what the facade gives."""

from __future__ import annotations

import importlib
import json
import re
import sys
import types
import warnings
from pathlib import Path
from typing import Any

import pytest

NAMES = [json.loads(line) for line in (Path(__file__).parent / "core_names.jsonl").read_text().splitlines()]

ADVICE = re.compile("it is not in Airflow 3.2 either: .{8}|Airflow 3.2 has no such name")

# Airflow warns of it, too; the recording came after Airflow itself had asked for the name once in that process.
SERVED_BEFORE = {"airflow.AirflowException": "DeprecatedImportWarning"}


def find(path: str) -> Any:
    """What `path` names as an attribute of the module before its last dot."""
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def caught(path: str) -> tuple[Any, list[warnings.WarningMessage]]:
    # Whatever the module itself warns of when it loads is not of this path.
    importlib.import_module(path.rpartition(".")[0])
    with warnings.catch_warnings(record=True) as messages:
        warnings.simplefilter("always")
        if path.count(".") == 1:
            # The package keeps what it has served once, as Airflow's own does.
            sys.modules["airflow"].__dict__.pop(path.rpartition(".")[2], None)
        return find(path), messages


def kind(found: Any) -> str:
    if isinstance(found, types.ModuleType):
        return "module"
    if isinstance(found, type):
        return "class"
    return "function" if isinstance(found, types.FunctionType) else type(found).__name__


@pytest.mark.parametrize("entry", [e for e in NAMES if "error" not in e], ids=lambda e: e["path"])
def test_what_core_has_is_there(entry: dict[str, str]) -> None:
    module, _, name = entry.get("home", "").partition(":")
    if entry["kind"] == "module" and entry["path"] == module:
        found = importlib.import_module(module)
    else:
        found, _ = caught(entry["path"])
    assert kind(found) == entry["kind"]
    if entry["kind"] == "module":
        assert found.__name__ == module
    elif module:
        assert found is getattr(importlib.import_module(module), name)
        if entry["kind"] == "class":
            assert (found.__module__, found.__qualname__) == (module, name)


@pytest.mark.parametrize("entry", [e for e in NAMES if "error" not in e], ids=lambda e: e["path"])
def test_warns_where_core_warns(entry: dict[str, str]) -> None:
    if entry["kind"] == "module" and entry["path"] == entry["home"]:
        with warnings.catch_warnings(record=True) as messages:
            warnings.simplefilter("always")
            importlib.import_module(entry["path"])
    else:
        _, messages = caught(entry["path"])
    # What is loaded on the way may have warnings of its own.
    own = [m for m in messages if m.filename == __file__]
    wanted = entry.get("warns", SERVED_BEFORE.get(entry["path"]))
    assert [m.category.__name__ for m in own] == ([wanted] if wanted else [])
    assert all(entry["path"] in str(m.message) for m in own)


@pytest.mark.parametrize("entry", [e for e in NAMES if "error" in e], ids=lambda e: e["path"])
def test_what_core_has_not_fails_by_name(entry: dict[str, str]) -> None:
    with pytest.raises((ImportError, AttributeError)) as raised:
        find(entry["path"])
    assert type(raised.value).__name__ == entry["error"]
    missing = getattr(raised.value, "name", None)
    assert missing == entry["path"].rpartition(".")[2] or entry["path"].startswith(f"{missing}.")
    assert repr(missing) in str(raised.value)
    assert ADVICE.search(str(raised.value))


@pytest.mark.parametrize("entry", [e for e in NAMES if "error" in e], ids=lambda e: e["path"])
def test_an_import_statement_says_what_to_do(entry: dict[str, str]) -> None:
    module, _, name = entry["path"].rpartition(".")
    with pytest.raises(ImportError, match=ADVICE.pattern):
        exec(f"from {module} import {name}", {})
