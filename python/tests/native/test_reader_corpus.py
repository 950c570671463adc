"""Bytes that the fuzzer of the reader began with, and what it found: each is read as Python reads it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

FUZZING = Path(__file__).parents[3] / "Tests" / "Fuzzing"
CORPUS = sorted((FUZZING / "corpus" / "FuzzReader").iterdir())

_spec = importlib.util.spec_from_file_location("reader_properties", FUZZING / "reader_properties.py")
assert _spec and _spec.loader
reader_properties = importlib.util.module_from_spec(_spec)


@pytest.fixture(scope="module", autouse=True)
def properties() -> None:
    assert _spec and _spec.loader
    _spec.loader.exec_module(reader_properties)


def test_there_are_seeds() -> None:
    assert len(CORPUS) > 20


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name)
def test_it_is_read_as_python_reads_it(path: Path) -> None:
    data = path.read_bytes()
    for end in {*range(min(len(data), 200)), len(data)}:
        assert reader_properties.violation(data[:end]).decode() == ""
