"""The package that is made; whether it builds and runs: test_packages.py."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from xcom_bundle.making import checkout, make
from xcom_bundle.problems import BundleError

from .conftest import ROOT

FILES = [
    ".gitignore", "Package.swift", "README.md", "Sources/DailyOrders/DailyOrders.swift",
    "Tests/DailyOrdersTests/DailyOrdersTests.swift", "dags/daily_orders.py",
]  # fmt: skip


def test_the_files(tmp_path: Path) -> None:
    made = make("daily-orders", tmp_path, package=None, version="1.2.3")
    assert [str(file.relative_to(tmp_path / "daily-orders")) for file in made] == FILES
    texts = {file.name: file.read_text() for file in made}
    assert not [name for name, text in texts.items() if "$" in text or "__" in text]
    assert f'.package(name: "swift-xcom", path: "{ROOT}")' in texts["Package.swift"]
    assert checkout() == ROOT
    function = next(node for node in ast.walk(ast.parse(texts["daily_orders.py"])) if isinstance(node, ast.FunctionDef))
    assert function.name == "daily_orders"


def test_a_repository(tmp_path: Path) -> None:
    make("a", tmp_path, package="https://example.org/team/xcom-fork.git", version="1.2.3")
    text = (tmp_path / "a" / "Package.swift").read_text()
    assert '.package(url: "https://example.org/team/xcom-fork.git", from: "1.2.3")' in text
    assert '.product(name: "XComTasks", package: "xcom-fork")' in text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "'' is no name for a package"),
        ("1a", "'1a' is no name for a package"),
        ("a/b", "'a/b' is no name for a package"),
        ("../a", "'../a' is no name for a package"),
        ("a--b", "'a--b' is no name for a package"),
        ('a"b', "is no name for a package"),
        ("ünï", "'ünï' is no name for a package"),
        ("class", "class means something else in the code of the package already"),
        ("task", "task means something else"),
        ("x-com-tasks", "x-com-tasks means something else"),
        ("xComTasks", "xComTasks means something else"),
    ],
)
def test_names(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(BundleError) as raised:
        make(name, tmp_path, package=None, version="1")
    assert message in str(raised.value)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "orders").mkdir()
    with pytest.raises(BundleError, match="orders is there already"):
        make("orders", tmp_path, package=None, version="1")


def test_a_folder_that_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"has no Package\.swift: name a checkout of swift-xcom"):
        make("orders", tmp_path, package=str(tmp_path), version="1")


def test_without_a_checkout_it_has_to_be_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xcom_bundle.making.checkout", lambda: None)
    with pytest.raises(BundleError, match="Say by --package where swift-xcom is"):
        make("orders", tmp_path, package=None, version="1")
