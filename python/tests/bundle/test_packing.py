"""What packing makes of a program, and which it refuses."""

from __future__ import annotations

import hashlib
import json
import os
import struct
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from xcom_bundle import packing
from xcom_bundle.packing import pack
from xcom_bundle.problems import BundleError
from xcom_bundle.verifying import read

from .conftest import ANSWER, Script

METADATA = """\
airflow_bundle_metadata_version: "1.0"
dags:
  alarms:
    tasks:
    - ring
  orders:
    tasks:
    - transform
    - load
sdk:
  language: swift
  supervisor_schema_version: "2026-06-16"
  version: "0.1.0"
source: Orders.swift
"""


def test_the_bytes_of_a_bundle(script: Script, tmp_path: Path) -> None:
    program = script()
    source = tmp_path / "Orders.swift"
    source.write_text("// Bücher\n")
    packed = pack(program, tmp_path / "orders", source=source)
    executable, text = program.read_bytes(), "// Bücher\n".encode()
    trailer = struct.pack("<III", len(text), len(METADATA), 1) + hashlib.sha256(executable).digest() + bytes(12)
    assert packed.path.read_bytes() == executable + text + METADATA.encode() + trailer + b"AFBNDL01"
    assert packed.warnings == []
    assert program.read_bytes() == executable


def test_the_same_inputs_make_the_same_bytes(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = pack(script(name="a"), tmp_path / "one").path
    again = {"dags": dict(reversed(ANSWER["dags"].items())), **dict(reversed(ANSWER.items()))}
    assert list(again) != list(ANSWER)
    elsewhere = tmp_path / "other" / "place"
    elsewhere.mkdir(parents=True)
    before = os.umask(0o077)
    try:
        monkeypatch.chdir(elsewhere)
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        (elsewhere / "a").write_bytes((tmp_path / "a").read_bytes())
        Path("a").chmod(0o755)
        os.utime("a", (1, 1))
        second = pack(Path("a"), Path("two")).path
    finally:
        os.umask(before)
    assert first.read_bytes() == second.read_bytes()
    assert (first.stat().st_mode & 0o7777, second.stat().st_mode & 0o7777) == (0o755, 0o755)
    other_order = script(again, name="b")
    assert read(pack(other_order, tmp_path / "three").path).metadata_text.decode() == METADATA


def test_metadata_is_read_by_every_yaml_as_it_was(script: Script, tmp_path: Path) -> None:
    ids = ["yes", "0o7", "1e3", "2026-01-01", "ünï", "a: b", "- x", 'quo"te', "~", "12:30:45", "line\nline", "x" * 300]
    answer = ANSWER | {"dags": {"d": {"tasks": ids, "extra": [None, True, 1.5]}}}
    bundle = read(pack(script(answer), tmp_path / "d").path)
    assert bundle.metadata == answer
    lines = bundle.metadata_text.decode().splitlines()
    assert [line for line in lines if line.startswith('    - "')][:5] == [
        f'    - "{text}"' for text in ("yes", "0o7", "1e3", "2026-01-01", "ünï")
    ]


def test_a_source_gives_its_name_and_nothing_of_its_path(script: Script, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    source = tmp_path / "deep" / "Other.swift"
    source.write_text("code")
    bundle = read(pack(script(), tmp_path / "orders", source=source).path)
    assert (bundle.metadata["source"], bundle.source) == ("Other.swift", b"code")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("exit 3", "--airflow-metadata has failed with exit code 3. It has to be a program of XComTasks."),
        (
            "echo no such thing >&2; exit 1",
            "exit code 1. It has to be a program of XComTasks. Its last words: no such thing",
        ),
        ("kill -SEGV $$", "has crashed by SIGSEGV"),
        ("true", "has answered nothing"),
        ("echo hello", "has answered what is no JSON: hello"),
        ("echo '[1]'", "has answered JSON that is no object"),
        ("printf '%s' \"$(printf '[%.0s' $(seq 100000))\"", "has answered what is no JSON"),
        ("exec sleep 1000", "has not answered within 1 seconds. --timeout sets another limit."),
        ("exec yes", "has written more than 4 MiB"),
    ],
    ids=["fails", "complains", "crashes", "nothing", "text", "list", "deep", "hangs", "endless"],
)
def test_a_program_that_does_not_say_what_it_holds(script: Script, tmp_path: Path, body: str, message: str) -> None:
    program = script(body=body)
    # What has to come to an end gets its time.
    with pytest.raises(BundleError) as raised:
        pack(program, tmp_path / "out", timeout=1 if "sleep" in body else 60)
    assert message in str(raised.value)
    assert not (tmp_path / "out").exists()


def test_what_a_program_leaves_behind_is_ended(script: Script, tmp_path: Path) -> None:
    (tmp_path / "answer").write_text(json.dumps(ANSWER))
    program = script(body=f"cd {tmp_path}; sleep 1000 & echo $! > child; cat answer")
    pack(program, tmp_path / "out", timeout=60)
    pid = int((tmp_path / "child").read_text())
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not _has_ended(pid):
        pass
    assert _has_ended(pid)


def _has_ended(pid: int) -> bool:
    try:
        # A zombie is waited for by whoever is the parent now.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"dags": {}}, "metadata, dags: found no DAGs, wanted a mapping with a DAG at least"),
        ({"dags": []}, "metadata, dags: found a list of 0, wanted"),
        ({"dags": {"d": {"tasks": "x"}}}, 'metadata, dags["d"].tasks: found "x", wanted a list of task ids'),
        ({"dags": {"d": {"tasks": [1]}}}, 'metadata, dags["d"].tasks[0]: found the number 1, wanted a text'),
        ({"sdk": None}, "metadata, sdk: found nothing, wanted a mapping"),
        (
            {"sdk": ANSWER["sdk"] | {"supervisor_schema_version": "2030-01-01"}},
            'sdk.supervisor_schema_version: found "2030-01-01", wanted "2026-06-16" (Airflow 3.3)',
        ),
        ({"sdk": ANSWER["sdk"] | {"language": "Swift"}}, 'sdk.language: found "Swift", wanted'),
        ({"airflow_bundle_metadata_version": "2.0"}, 'found "2.0", wanted a text like "1.0"'),
        ({"source": ""}, 'metadata, source: found "", wanted the name'),
    ],
    ids=["no DAGs", "list", "tasks", "task", "no sdk", "schema", "language", "format", "source"],
)
def test_an_answer_that_lacks_something(script: Script, tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(BundleError) as raised:
        pack(script(ANSWER | changes), tmp_path / "out")
    assert message in str(raised.value)


def test_files_that_are_no_programs(script: Script, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_text("text")
    foreign = tmp_path / "foreign"
    foreign.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HH", 2, 0x16) + bytes(100))
    foreign.chmod(0o755)
    unknown = tmp_path / "unknown"
    unknown.write_bytes(b"\0\1\2\3")
    unknown.chmod(0o755)
    bundle = pack(script(), tmp_path / "bundle").path
    for path, message in [
        (tmp_path / "none", "none cannot be read: No such file or directory"),
        (tmp_path, "is a folder: name a file."),
        (plain, "plain is not executable: name a program that was built"),
        (foreign, f"foreign is for machines of s390x, and this is {os.uname().machine}: pack it on such a one"),
        (unknown, "cannot be started: Exec format error"),
        (bundle, "bundle is a bundle already: pack the program that it was made of."),
    ]:
        with pytest.raises(BundleError) as raised:
            pack(path, tmp_path / "out")
        assert message in str(raised.value)


def test_where_the_bundle_goes(script: Script, tmp_path: Path) -> None:
    program = script()
    (tmp_path / "folder").mkdir()
    assert pack(program, tmp_path / "folder").path == tmp_path / "folder" / "program"
    # A bundle is replaced, and nothing else.
    old = (tmp_path / "folder" / "program").read_bytes()
    pack(script(ANSWER | {"source": "Other.swift"}), tmp_path / "folder")
    assert (tmp_path / "folder" / "program").read_bytes() != old
    (tmp_path / "precious").write_text("data")
    for target, message in [
        (tmp_path / "precious", "precious is there already, and is no bundle"),
        (program, "program is the program itself: name another file with --output."),
        (tmp_path / "no" / "folder", "no is no folder: make it first."),
    ]:
        with pytest.raises(BundleError) as raised:
            pack(program, target)
        assert message in str(raised.value)
    assert (tmp_path / "precious").read_text() == "data"
    assert sorted(path.name for path in (tmp_path / "folder").iterdir()) == ["program"]


def test_nothing_is_left_of_a_bundle_that_cannot_be_written(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, folder = script(), tmp_path / "folder"
    folder.mkdir()
    old = pack(program, folder).path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(packing.os, "fsync", full)
    with pytest.raises(BundleError, match="program cannot be written: No space left on device"):
        pack(script(ANSWER | {"source": "Other.swift"}), folder)
    assert [path.name for path in folder.iterdir()] == ["program"]
    assert (folder / "program").read_bytes() == old


def test_a_program_that_says_something_else_each_time(script: Script, tmp_path: Path) -> None:
    texts = [json.dumps(ANSWER | {"source": name}) for name in ("a.swift", "b.swift")]
    for number, text in enumerate(texts):
        (tmp_path / f"answer{number}").write_text(text)
    body = f"cd {tmp_path}; if [ -e asked ]; then cat answer1; else touch asked; cat answer0; fi"
    with pytest.raises(BundleError, match="does not say the same as before"):
        pack(script(body=body), tmp_path / "out")


def test_a_source_that_is_no_text(script: Script, tmp_path: Path) -> None:
    source = tmp_path / "x.swift"
    source.write_bytes(b"ok\xff")
    with pytest.raises(BundleError, match=r"x\.swift is no text in UTF-8: see byte 2\."):
        pack(script(), tmp_path / "out", source=source)
    with pytest.raises(BundleError, match=r"none cannot be read: No such file"):
        pack(script(), tmp_path / "out", source=tmp_path / "none")


def test_a_folder_in_which_nothing_may_run(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = script()
    accessible = os.access
    monkeypatch.setattr(packing.os, "access", lambda path, mode: path == program and accessible(path, mode))
    with pytest.raises(
        BundleError, match=r"Nothing may be executed in .*: set TMPDIR to a folder where programs may run\."
    ):
        pack(program, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_warnings(script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = pack(script(name="other"), tmp_path / "x").path
    monkeypatch.setattr(packing, "LARGE", 100)
    packed = pack(script(ANSWER | {"dags": {"orders": {"tasks": []}}}), tmp_path / "y")
    assert packed.warnings == [
        f"{packed.path} has 0.0 MB, more than 0: import FoundationEssentials, not Foundation, which brings tables of languages"
        " along.",
        "DAG orders has no tasks.",
        f"{other} has DAG orders, too: Airflow takes either of them. Remove one.",
    ]


def test_symbols_are_stripped_from_a_copy(tmp_path: Path, script: Script) -> None:
    """By a program in C, which answers as Swift's do."""
    program = _compiled(tmp_path)
    before = program.read_bytes()
    small = pack(program, tmp_path / "small").path
    whole = pack(program, tmp_path / "whole", strip=False).path
    assert program.read_bytes() == before
    assert whole.read_bytes().startswith(before)
    assert b"a_function_of_its_own" in before and b"a_function_of_its_own" not in small.read_bytes()
    assert pack(program, tmp_path / "again").path.read_bytes() == small.read_bytes()


def _compiled(folder: Path, *options: str) -> Path:
    source = folder / "program.c"
    text = json.dumps(json.dumps(ANSWER))
    source.write_text(
        f"#include <stdio.h>\nvoid a_function_of_its_own(void) {{ puts({text}); }}\nint main(void) {{ a_function_of_its_own(); }}\n"
    )
    program = folder / "compiled"
    subprocess.run([os.environ.get("CC", "cc"), "-o", program, source, *options], check=True)
    return program


def test_a_program_that_needs_swifts_runtime(tmp_path: Path) -> None:
    library = tmp_path / "libswiftCore.so"
    (tmp_path / "empty.c").write_text("void none(void) {}\n")
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-o", library, tmp_path / "empty.c"], check=True)
    program = _compiled(tmp_path, "-Wl,--no-as-needed", str(library), f"-Wl,-rpath,{tmp_path}")
    with pytest.raises(BundleError) as raised:
        pack(program, tmp_path / "out")
    assert "compiled needs Swift's runtime where it runs (" in str(raised.value)
    assert "swift build -c release --static-swift-stdlib" in str(raised.value)
    assert pack(program, tmp_path / "out", allow_dynamic=True).path.is_file()
