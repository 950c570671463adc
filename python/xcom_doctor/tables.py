"""The data: what Airflow 3.2.1 has no more or gives with a warning, and the providers' packages."""

from __future__ import annotations

import importlib.metadata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Move:
    """What became of a name: `path` is its new one, if it has one."""

    path: str | None
    by_hand: bool = False
    ruff: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Names by module, and the modules that are gone as a whole."""

    names: dict[str, dict[str, Move]]
    whole: frozenset[str]

    def module(self, module: str) -> bool:
        """Whether a module is gone."""
        return module in self.whole


@cache
def gone() -> Table:
    """What Airflow 2.11.2 has and 3.2.1 has not."""
    return _read("gone.txt")


@cache
def deprecated() -> Table:
    """What Airflow 3.2.1 gives with a warning."""
    return _read("deprecated.txt")


def _read(name: str) -> Table:
    names: dict[str, dict[str, Move]] = {}
    whole = set()
    rows: dict[str, Move] = {}
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        fields = line.split()
        if not line.startswith(" "):
            rows = names.setdefault(fields[0], {})
            if fields[1:] == ["*"]:
                whole.add(fields[0])
            continue
        flags = fields[2:]
        rule = next((flag for flag in flags if flag != "?"), None)
        module, _, other = fields[1].partition(":")
        path = None if module == "-" else f"{module}.{other or fields[0]}"
        rows[fields[0]] = Move(path, "?" in flags, rule)
    return Table(names, frozenset(whole))


@cache
def _providers() -> tuple[str, ...]:
    """The providers' module paths below `airflow.providers`, longest first."""
    rows = (_DATA / "providers.txt").read_text(encoding="utf-8").split()
    return tuple(sorted(rows, key=len, reverse=True))


@cache
def package(module: str) -> str | None:
    """The package that has a module of `airflow.providers`."""
    inner = module.removeprefix("airflow.providers.")
    if inner == module:
        return None
    for name in _providers():
        if inner == name or inner.startswith(name + "."):
            return "apache-airflow-providers-" + name.replace(".", "-")
    return None


@cache
def installed(name: str) -> str | None:
    """The version of a package in this environment."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
