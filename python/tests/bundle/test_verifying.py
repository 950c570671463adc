"""What is said of a file that is no bundle, and that nothing breaks the reader."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from xcom_bundle import inspecting, program
from xcom_bundle.problems import BundleError
from xcom_bundle.verifying import read

from . import mutations
from .conftest import ROOT

AIRFLOW = Path(os.environ.get("XCOM_TEST_AIRFLOW33", ROOT / ".build" / "airflow33-whole"))

WHOLE = len(mutations.joined())
END = WHOLE - 64


def write(path: Path, content: bytes, mode: int = 0o755) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (mutations.joined(), []),
        (b"x" * 63, ["file: found 63 bytes, wanted at least the 64 bytes of a trailer"]),
        (
            mutations.joined(magic=b"AFBNDL02"),
            [f'trailer, magic at byte {END + 56}: found "AFBNDL02", wanted "AFBNDL01": this is no bundle'],
        ),
        (mutations.joined(version=2), [f"trailer, footer_ver at byte {END + 8}: found 2, wanted 1"]),
        (
            mutations.joined(reserved=bytes(11) + b"\7"),
            [f"trailer, reserved at byte {END + 44}: found {'00' * 11}07, wanted twelve bytes that are zero"],
        ),
        (
            mutations.joined(lengths=(END, 7)),
            [
                f"trailer, source_len and metadata_len at byte {END}: found {END} and 7 bytes, of a file of {WHOLE},"
                f" wanted fewer than {END} together: the executable is before them"
            ],
        ),
        (
            mutations.joined(digest=bytes(32)),
            [
                f"trailer, binary_sha256 at byte {END + 12}: found {'00' * 32}, wanted"
                f" {hashlib.sha256(mutations.PROGRAM).hexdigest()}, the hash of the 15 bytes of the executable"
            ],
        ),
        (
            mutations.joined(metadata=b"x: \xff"),
            [f"metadata at byte {15 + 17 + 3}: found the byte 0xff, wanted a text in UTF-8"],
        ),
        (
            mutations.joined(metadata=b"a: b\nc: [d"),
            ["metadata, line 2, column 6: found expected ',' or ']', but got '<stream end>', wanted YAML"],
        ),
        (
            mutations.joined(metadata=mutations.METADATA_TEXTS["a date for a schema"]),
            [
                'metadata, sdk.supervisor_schema_version: found a date, wanted "2026-06-16" (Airflow 3.3), in quotes',
                "metadata, sdk.language: found nothing, wanted the name of a language in small letters",
                "metadata, sdk.version: found nothing, wanted a text",
                'metadata, dags["d"].tasks: found nothing, wanted a list of task ids',
                'metadata, airflow_bundle_metadata_version: found nothing, wanted a text like "1.0"',
                "metadata, source: found nothing, wanted the name of the file that the source is",
            ],
        ),
        (
            mutations.joined(source=b"\xc3("),
            ["source at byte 15: found the byte 0xc3, wanted a text in UTF-8"],
        ),
    ],
    ids=[
        "right", "short", "magic", "version", "reserved", "lengths", "hash", "UTF-8", "YAML", "date", "source",
    ],
)  # fmt: skip
def test_each_rule_says_where_what_was_found_and_wanted(tmp_path: Path, content: bytes, problems: list[str]) -> None:
    bundle = read(write(tmp_path / "bundle", content))
    assert [str(problem) for problem in bundle.problems] == problems


def test_a_file_that_may_not_be_executed(tmp_path: Path) -> None:
    bundle = read(write(tmp_path / "bundle", mutations.joined(), 0o644))
    assert [str(problem) for problem in bundle.problems] == [
        "file: found the mode 0644, wanted one that lets this user execute it: chmod +x"
    ]
    assert bundle.is_rejected


def test_what_only_the_format_asks_for_does_not_reject(tmp_path: Path) -> None:
    text = mutations.METADATA_TEXTS["what Airflow reads, and no more"]
    bundle = read(write(tmp_path / "bundle", mutations.joined(metadata=text)))
    assert bundle.problems and not bundle.is_rejected


def every_mutation() -> Iterator[tuple[str, bytes]]:
    yield from mutations.trailers()
    yield from mutations.sizes()
    yield from mutations.metadata_texts()
    yield from mutations.random_mutations(600, seed=1)


def test_airflow_takes_and_passes_over_the_same_files(tmp_path: Path) -> None:
    """The functions of the real ExecutableCoordinator, on each file."""
    names, paths = [], []
    for number, (name, content) in enumerate(every_mutation()):
        names.append(name)
        paths.append(write(tmp_path / f"bundle{number}", content))
    names += ["not executable", "a link", "a folder"]
    paths.append(write(tmp_path / "plain", mutations.joined(), 0o644))
    (tmp_path / "link").symlink_to(write(tmp_path / "target", mutations.joined()))
    (tmp_path / "folder").mkdir()
    paths += [tmp_path / "link", tmp_path / "folder"]
    taken = taken_by_airflow(paths)
    ours = [_is_taken(path) for path in paths]
    different = [(name, was) for name, was, mine in zip(names, taken, ours, strict=True) if was != mine]
    assert different == []
    assert 20 < sum(taken) < len(taken) - 100


def taken_by_airflow(paths: list[Path]) -> list[bool]:
    if not list(AIRFLOW.glob("lib/python*/site-packages/cadwyn")):
        pytest.skip(f"there is no whole Airflow 3.3.2 in {AIRFLOW}; scripts/setup --airflow33-whole makes it")
    done = subprocess.run(
        [AIRFLOW / "bin" / "python", Path(__file__).with_name("asked_of_airflow.py")],
        input=json.dumps([str(path) for path in paths]),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def _is_taken(path: Path) -> bool:
    try:
        return not read(path).is_rejected
    except BundleError:
        return False


def test_nothing_breaks_the_reader(tmp_path: Path) -> None:
    chance = random.Random(2)
    contents = [content for _, content in every_mutation()]
    contents += [content for _, content in mutations.random_mutations(1500, seed=3)]
    contents += [chance.randbytes(chance.randrange(300)) for _ in range(300)]
    # Of which no trailer is wrong, whatever stands before.
    contents += [
        mutations.joined(chance.randbytes(20), b"", chance.randbytes(chance.randrange(60))) for _ in range(300)
    ]
    path = tmp_path / "bundle"
    for content in contents:
        write(path, content)
        bundle = read(path)
        for show in (inspecting.as_text, inspecting.as_json):
            try:
                assert show(bundle)
            except BundleError as error:
                assert str(error).startswith("The metadata says more than")


def test_nothing_breaks_the_reader_of_programs(tmp_path: Path) -> None:
    original = Path(shutil.which("true") or "/bin/true").read_bytes()
    assert any(name.startswith("libc.") for name in program.read(write(tmp_path / "true", original)).libraries)
    chance = random.Random(4)
    for _ in range(1000):
        # Where the headers are, mostly.
        place = chance.randrange(1024)
        data = bytearray(original[: chance.choice((len(original), chance.randrange(1, len(original))))])
        data[place : place + 8] = chance.choice((b"\xff" * 8, bytes(8), chance.randbytes(8)))
        found = program.read(write(tmp_path / "true", bytes(data)))
        assert len(found.libraries) <= 4096
