"""The table in the README of what SDKs of other languages have."""

from __future__ import annotations

import copy
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "Tests" / "LanguageSDK"))
import capabilities  # noqa: E402

DATA = capabilities.load()


def test_the_readme_has_the_table_of_the_data() -> None:
    readme = capabilities.README.read_text("utf-8")
    assert capabilities.written(readme, DATA) == readme, "python Tests/LanguageSDK/capabilities.py writes it anew"


@pytest.mark.parametrize("row", DATA["rows"], ids=[row["id"] for row in DATA["rows"]])
def test_what_swift_is_said_to_have_a_test_shows(row: dict[str, Any]) -> None:
    assert capabilities.problem(row) is None


def test_every_row_is_there_once() -> None:
    ids = [row["id"] for row in DATA["rows"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"swift": "maybe"}, "is no word of the table"),
        ({"group": "others"}, "is no word of the table"),
        ({"swift": "no"}, "a test is named for what Swift has, and for nothing else"),
        ({"test": "Tests/XComTasksTests/BundleTests.swift: what it returns"}, "there is no test"),
        ({"test": "Tests/Nowhere.swift: what it returns"}, "there is no test"),
        ({"test": "python/tests/repository/test_capabilities.py: test_every_row"}, "there is no test"),
    ],
    ids=["mark", "group", "needless", "title", "file", "function"],
)
def test_what_is_wrong_with_a_row_is_found(change: dict[str, Any], words: str) -> None:
    row = copy.deepcopy(DATA["rows"][0]) | change
    assert words in (capabilities.problem(row) or "")
