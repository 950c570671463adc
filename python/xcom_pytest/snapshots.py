"""Snapshots: what a run has pushed, compared with a file beside the test."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from xcom_pytest.results import RunXComs, task_key

_VOLATILE = "<volatile>"
_MISSING = object()


class Snapshot:
    """Equal to the XComs that its file has: ``assert result.xcoms == snapshot``.

    With ``--xcom-snapshot-update`` the file is written instead. Parts that are another each time are named by
    ``snapshot(volatile=["extract.return_value.started", "load[*].*.id"])``: task, key and path in the value, where a
    ``*`` stands for any name or number; only their presence is compared.
    """

    def __init__(
        self, folder: Path, name: str, update: bool, volatile: Iterable[str] = (), of: Snapshot | None = None
    ) -> None:
        self._folder, self._name, self._update = folder, name, update
        self._volatile = [re.compile(re.escape(pattern).replace(r"\*", r"[^.\[\]]*")) for pattern in volatile]
        self._family = of or self
        self._count = 0
        self.differences: list[str] = []

    def __call__(self, *, volatile: Iterable[str]) -> Snapshot:
        return Snapshot(self._folder, self._name, self._update, volatile, self._family)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunXComs):
            return NotImplemented
        self._family._count += 1
        number = self._family._count
        path = self._folder / f"{self._name}{'' if number == 1 else f'.{number}'}.json"
        actual = self._masked(_document(other))
        if self._update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(actual, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            return True
        if not path.exists():
            self.differences = [f"there is no {path}: write it by --xcom-snapshot-update"]
            return False
        expected = json.loads(path.read_text(encoding="utf-8"))
        self.differences = [f"compared with {path}:", *(f"  {line}" for line in _differences(expected, actual, ""))]
        return len(self.differences) == 1

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<snapshot {self._name}>"

    def _masked(self, document: Any, path: str = "") -> Any:
        if any(pattern.fullmatch(path) for pattern in self._volatile):
            return _VOLATILE
        if isinstance(document, dict):
            return {key: self._masked(value, f"{path}.{key}" if path else key) for key, value in document.items()}
        if isinstance(document, list):
            return [self._masked(value, f"{path}[{index}]") for index, value in enumerate(document)]
        return document


def _document(xcoms: RunXComs) -> dict[str, dict[str, Any]]:
    """By task, then by key: the values as they are stored."""
    document: dict[str, dict[str, Any]] = {}
    for entry in xcoms.entries:
        value = {"<cannot be read>": entry.problem} if entry.text is None else json.loads(entry.text)
        document.setdefault(task_key(entry.task_id, entry.map_index), {})[entry.key] = value
    return document


def _differences(expected: Any, actual: Any, path: str) -> list[str]:
    if isinstance(expected, dict) and isinstance(actual, dict):
        names = [*expected, *(name for name in actual if name not in expected)]
        lines: list[str] = []
        for name in names:
            place = f"{path}.{name}" if path else name
            lines += _differences(expected.get(name, _MISSING), actual.get(name, _MISSING), place)
        return lines
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = enumerate(zip(expected, actual, strict=True))
        return [line for index, (a, b) in pairs for line in _differences(a, b, f"{path}[{index}]")]
    if expected is _MISSING:
        return [f"{path}: new: {_shown(actual)}"]
    if actual is _MISSING:
        return [f"{path}: is not there, was {_shown(expected)}"]
    same = type(expected) is type(actual) and expected == actual
    return [] if same else [f"{path}: was {_shown(expected)}, is {_shown(actual)}"]


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else f"{text[:200]}..."


def file_name(test: str) -> str:
    """A test's name as the name of a file."""
    return re.sub(r"[^A-Za-z0-9_.\-\[\]]+", "_", test)


def explain(op: str, left: object, right: object) -> list[str] | None:
    """What differs, for an assertion that compares XComs with a snapshot."""
    for side in (left, right):
        if op == "==" and isinstance(side, Snapshot):
            return [f"the XComs differ from {side!r}", *side.differences]
    return None
