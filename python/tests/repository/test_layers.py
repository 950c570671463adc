"""Imports go one way: between the modules of Sources, and in python/."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ROOT / "Sources"
PYTHON = ROOT / "python"

# Each module may import those of the lines above its own, and nothing else of the project.
LAYERS = """
CCurl CPython CSQLite CSystem CZlib CZstd JSONCore MessagePack Sockets
CPythonShims SQLite XCom
XComBlobs XComSupervisor
XComStoreOptions XComFrames
XComSQLite
XComStores XComTasks
XComPython XComTesting
XComRunner
XComCommandLine
XComExtension xcom
"""
LEVELS = {name: level for level, line in enumerate(LAYERS.split("\n")) for name in line.split()}
# Which modules may name a store's: the one that opens them.
OF_STORES = {"SQLite", "CSQLite", "XComSQLite"}

IMPORT = re.compile(
    r"^ *(?:@\w+(?:\(\w+\))? )*(?:\w+ )?import (?:(?:struct|class|enum|func|protocol|var|typealias) )?(\w+)", re.M
)


def imports_of(module: str) -> set[str]:
    return {name for file in (SOURCES / module).rglob("*.swift") for name in IMPORT.findall(file.read_text("utf-8"))}


def test_every_module_has_a_layer() -> None:
    assert {folder.name for folder in SOURCES.iterdir()} == set(LEVELS)


@pytest.mark.parametrize("module", sorted(LEVELS))
def test_no_module_imports_upwards(module: str) -> None:
    upwards = {name for name in imports_of(module) if LEVELS.get(name, -1) >= LEVELS[module]}
    assert not upwards


@pytest.mark.parametrize("module", sorted(LEVELS.keys() - OF_STORES - {"XComStores"}))
def test_nothing_but_the_opener_names_a_store(module: str) -> None:
    assert not imports_of(module) & OF_STORES


def python_modules() -> Iterator[tuple[str, Path]]:
    for package in ("airflow", "xcom", "xcom_bridge", "xcom_bundle", "xcom_doctor", "xcom_pytest"):
        for file in (PYTHON / package).rglob("*.py"):
            yield ".".join(file.relative_to(PYTHON).with_suffix("").parts).removesuffix(".__init__"), file


MODULES = dict(python_modules())


def imported(module: str, nodes: list[ast.stmt] | ast.AST) -> Iterator[str]:
    """The modules of the tree that import statements name."""
    package = module if MODULES[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in nodes if isinstance(nodes, list) else ast.walk(nodes):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                name = f"{base}.{alias.name}"
                if name in MODULES:
                    yield name
                elif base in MODULES:
                    yield base


def test_modules_of_python_do_not_import_in_circles() -> None:
    graph = {
        name: set(imported(name, ast.parse(file.read_text("utf-8")).body)) - {name} for name, file in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


@pytest.mark.parametrize("module", sorted(name for name in MODULES if name.startswith("xcom_bridge")))
def test_the_bridge_uses_names_that_a_whole_airflow_has_too(module: str) -> None:
    names = set(imported(module, ast.parse(MODULES[module].read_text("utf-8"))))
    assert not {name for name in names if name.startswith("airflow._facade")}
