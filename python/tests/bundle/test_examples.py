"""The examples with Swift's runtime in them, packed as users pack them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from xcom_bundle.packing import pack
from xcom_bundle.verifying import read

from .conftest import ROOT, XCOM
from .test_verifying import taken_by_airflow, write

NAMES = ["Feed", "Marathon", "Orders", "Regions", "Warehouse"]
STATIC = ROOT / ".build" / "static"


def built(name: str) -> Path:
    """A program, built anew where something has changed."""
    command = ["swift", "build", "-q", "-c", "release", "--static-swift-stdlib", "--scratch-path", STATIC]
    subprocess.run([*command, "--product", name], cwd=ROOT, check=True)
    return STATIC / "release" / name


@pytest.fixture(scope="module")
def bundles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The bundle files, by the names of the examples."""
    folder = tmp_path_factory.mktemp("bundles")
    for name in NAMES:
        source = ROOT / "Examples" / "Bundles" / name / f"{name}.swift"
        command = [XCOM, "bundle", "pack", built(name), "--source", source, "--output", folder]
        done = subprocess.run(command, capture_output=True, text=True)
        assert (done.returncode, done.stderr) == (0, "")
    return {name: folder / name for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_an_example_is_small_and_needs_no_toolchain(bundles: dict[str, Path], name: str) -> None:
    bundle = bundles[name]
    assert bundle.stat().st_size <= 20_000_000
    shown = json.loads(subprocess.run([XCOM, "bundle", "inspect", bundle, "-o", "json"], capture_output=True).stdout)
    assert shown["problems"] == []
    assert shown["source"]["size"] > 0
    # What every Linux has.
    assert {library.partition(".so")[0] for library in shown["executable"]["libraries"]} <= {
        "libc", "libm", "libgcc_s", "libstdc++", "libpthread", "libdl", "librt", "ld-linux-x86-64", "ld-linux-aarch64",
    }  # fmt: skip
    answer = subprocess.run([bundle, "--airflow-metadata"], env={}, capture_output=True, check=True).stdout
    assert json.loads(answer) == shown["metadata"]
    assert list(shown["metadata"]["dags"]) == [name.lower()]


def test_they_are_the_same_whenever_they_are_packed(bundles: dict[str, Path], tmp_path: Path) -> None:
    source = ROOT / "Examples" / "Bundles" / "Orders" / "Orders.swift"
    again = pack(built("Orders"), tmp_path / "other", source=source).path
    assert again.read_bytes() == bundles["Orders"].read_bytes()


def test_airflow_takes_them_and_passes_over_broken_ones(bundles: dict[str, Path], tmp_path: Path) -> None:
    content = bundles["Orders"].read_bytes()
    size = len(content)
    broken = []
    for place in (0, size // 2, size - 65, size - 64, size - 60, size - 52, size - 20, size - 1):
        data = bytearray(content)
        data[place] ^= 0x20
        broken.append(write(tmp_path / f"broken{place}", bytes(data)))
    broken.append(write(tmp_path / "shorter", content[:-1]))
    paths = [*bundles.values(), *broken]
    taken = taken_by_airflow(paths)
    assert taken == [not read(path).is_rejected for path in paths]
    assert taken[: len(NAMES)] == [True] * len(NAMES)
    # What is before the trailer is the metadata, of which no letter was an essential one.
    assert [path.name for path, is_taken in zip(paths, taken) if is_taken][len(NAMES) :] == [f"broken{size - 65}"]
