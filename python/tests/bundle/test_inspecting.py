"""What is shown of bundles, those of other packers too."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from xcom_bundle import inspecting
from xcom_bundle.__main__ import main
from xcom_bundle.verifying import read

from . import mutations
from .test_verifying import write

DIGEST = hashlib.sha256(mutations.PROGRAM).hexdigest()

# What Go's packer writes: by its sources of Airflow 3.3, and of the branch behind it, which has more keys.
GO = b"""\
airflow_bundle_metadata_version: "1.0"
sdk:
  language: go
  version: "1.0.0-beta3"
  supervisor_schema_version: "2026-06-16"
source: main.go
sources:
  - path: main.go
    offset: 0
    length: 13
digests:
  integrity: 0e1f
  cache: 2a3b
dags:
  simple_dag:
    tasks:
      - extract
      - load
"""


def test_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("orders"), mutations.joined())
    assert (
        inspecting.as_text(read(Path("orders")))
        == f"""\
file        orders, {len(mutations.joined())} bytes
executable  15 bytes, script
sha256      {DIGEST}
source      Orders.swift, 17 bytes
sdk         swift 0.1.0, messages of 2026-06-16
DAG orders  transform
"""
    )


def test_a_bundle_of_gos_packer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(Path("go"), mutations.joined(source=b"package main\n", metadata=GO))
    bundle = read(Path("go"))
    assert inspecting.as_text(bundle).splitlines()[3:] == [
        "source          main.go, 13 bytes",
        "sdk             go 1.0.0-beta3, messages of 2026-06-16",
        "DAG simple_dag  extract, load",
        'sources         [{"path": "main.go", "offset": 0, "length": 13}]',
        'digests         {"integrity": "0e1f", "cache": "2a3b"}',
    ]
    shown = json.loads(inspecting.as_json(bundle))
    assert shown["metadata"]["dags"] == {"simple_dag": {"tasks": ["extract", "load"]}}
    assert shown["metadata"]["digests"] == {"integrity": "0e1f", "cache": "2a3b"}
    assert shown["executable"] == {
        "size": 15, "format": "script", "machine": None, "libraries": [], "sha256": DIGEST,
    }  # fmt: skip
    assert shown["source"] == {"size": 13, "offset": 15}
    assert shown["problems"] == []


def test_what_is_wrong_is_shown_below(tmp_path: Path) -> None:
    metadata = b"dags: {d: {tasks: ['a\\x1b', 2]}}\nformat_version: '1.0'\nsdk: {language: go, more: 1}\n"
    path = write(tmp_path / "odd", mutations.joined(source=b"", metadata=metadata), 0o644)
    assert inspecting.as_text(read(path)).splitlines()[3:] == [
        "sdk             go, messages of nothing",
        "sdk.more        1",
        "DAG d           a\\x1b, the number 2",
        "format_version  1.0",
        "problem: file: found the mode 0644, wanted one that lets this user execute it: chmod +x",
        'problem: metadata, sdk.supervisor_schema_version: found nothing, wanted "2026-06-16" (Airflow 3.3)',
        "note: metadata, sdk.version: found nothing, wanted a text",
        'note: metadata, dags["d"].tasks[1]: found the number 2, wanted a text',
        'note: metadata, airflow_bundle_metadata_version: found nothing, wanted a text like "1.0"',
        "note: metadata, source: found nothing, wanted the name of the file that the source is",
    ]


def test_what_a_terminal_would_obey_is_not_shown(tmp_path: Path) -> None:
    metadata = b'dags: {"d\\e[2J": {tasks: ["\\a"]}}\nsdk: {language: "\\e", version: "\\u202e"}\n"\\e": "\\e"\n'
    text = inspecting.as_text(read(write(tmp_path / "odd", mutations.joined(metadata=metadata))))
    assert all(line.isprintable() for line in text.splitlines())


def test_metadata_that_grows_without_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]" for n in range(1, 12)]
    bomb = "x0: &x0 [y]\n" + "\n".join(lines)
    path = write(tmp_path / "bomb", mutations.joined(metadata=bomb.encode()))
    assert main(["inspect", "--output=json", "--", str(path)]) == 1
    assert capsys.readouterr().err == (
        "xcom: The metadata says more than 20000 values, or nests them deeper than 50.\n"
    )


def test_merges_that_grow_without_end(tmp_path: Path) -> None:
    lines = [f"x{n}: &x{n} {{<<: [*x{n - 1}, *x{n - 1}]}}" for n in range(1, 60)]
    text = "x0: &x0 {y: z}\n" + "\n".join(lines)
    bundle = read(write(tmp_path / "bomb", mutations.joined(metadata=text.encode())))
    assert [str(problem) for problem in bundle.problems] == [
        "metadata, line 19, column 6: found a mapping of more than 200000 keys, wanted YAML"
    ]


def test_the_source(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    path = write(tmp_path / "orders", mutations.joined(source=b"\xffas it is"))
    assert main(["inspect", "--source", "--", str(path)]) == 0
    assert capfdbinary.readouterr().out == b"\xffas it is"


def test_a_jar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tasks.jar"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\r\nMain-Class: example.Ma\r\n in\r\nAirflow-Supervisor-Schema-Version: 2026-06-16\r\n\r\n",
        )
    assert main(["inspect", "--", str(path)]) == 0
    assert capsys.readouterr().out == (
        f"{path} is a JAR, which Airflow's JavaCoordinator runs. Its manifest:\n"
        "Manifest-Version: 1.0\nMain-Class: example.Main\nAirflow-Supervisor-Schema-Version: 2026-06-16\n"
    )
