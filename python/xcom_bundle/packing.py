"""Makes a bundle file of a program that says what it holds.

The same program and the same source make the same bytes, whoever packs them, when and where.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xcom_bundle import metadata as rules
from xcom_bundle import program, verifying
from xcom_bundle.asking import ask
from xcom_bundle.layout import is_bundle, joined
from xcom_bundle.problems import BundleError

#: What is larger links something that a bundle has no use for.
LARGE = 20_000_000


@dataclass
class Packed:
    """A bundle file that was written."""

    path: Path
    size: int
    metadata: dict[str, Any]
    warnings: list[str] = field(default_factory=list)


def pack(
    executable: Path,
    output: Path,
    *,
    source: Path | None = None,
    strip: bool = True,
    allow_dynamic: bool = False,
    timeout: float = 10,
) -> Packed:
    """Makes a bundle file of a program; in `output`, where that is a folder.

    Raises BundleError where the program is none that can be packed, or the file cannot be written.
    """
    # Before anything is made of it. A bundle is not packed again: what its program was stripped of, and which source
    # goes with it, is with whoever has built it.
    if is_bundle(executable):
        raise BundleError(f"{executable} is a bundle already: pack the program that it was made of.")
    target = output / executable.name if output.is_dir() else output
    _check_target(target, executable)
    _check_libraries(executable, allow_dynamic)
    metadata = ask(executable, timeout)
    text = b""
    if source is not None:
        text = _source(source)
        metadata["source"] = source.name
    if problems := list(rules.problems(metadata)):
        lines = "".join(f"\n  {problem}" for problem in problems)
        raise BundleError(f"What {executable} says that it holds is not what a bundle holds:{lines}")
    with tempfile.TemporaryDirectory(prefix="xcom-bundle-") as folder:
        trial = Path(folder, target.name)
        content = joined(_program(executable, trial, strip), text, rules.written(metadata))
        trial.write_bytes(content)
        trial.chmod(0o755)
        _check_trial(trial, executable, metadata, timeout, source is not None)
    _write(target, content)
    warnings = [*_warnings(target, len(content), metadata)]
    return Packed(target, len(content), metadata, warnings)


def _check_target(target: Path, executable: Path) -> None:
    if not target.parent.is_dir():
        raise BundleError(f"{target.parent} is no folder: make it first.")
    if not target.exists():
        return
    if target.samefile(executable):
        raise BundleError(f"{target} is the program itself: name another file with --output.")
    if not is_bundle(target):
        raise BundleError(f"{target} is there already, and is no bundle: remove it, or name another file.")


def _check_libraries(executable: Path, allow_dynamic: bool) -> None:
    libraries = program.read(executable).swift_libraries
    if libraries and not allow_dynamic:
        raise BundleError(
            f"{executable} needs Swift's runtime where it runs ({', '.join(libraries)}): build it with"
            " swift build -c release --static-swift-stdlib, or say --allow-dynamic where every worker has the runtime."
        )


def _source(path: Path) -> bytes:
    try:
        text = path.read_bytes()
    except OSError as error:
        raise BundleError(f"{path} cannot be read: {error.strerror}") from None
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BundleError(f"{path} is no text in UTF-8: see byte {error.start}.") from None
    return text


def _program(executable: Path, copy: Path, strip: bool) -> bytes:
    """The bytes of the program, without its symbols: those of a copy, the program stays as it is."""
    if not strip or program.read(executable).format != "ELF":
        return executable.read_bytes()
    tool = shutil.which("strip") or shutil.which("llvm-strip")
    if tool is None:
        raise BundleError("The program strip is missing: install binutils, or pack with --no-strip.")
    done = subprocess.run([tool, "-o", copy, os.path.abspath(executable)], capture_output=True, text=True)
    if done.returncode != 0:
        raise BundleError(f"{tool} has failed on {executable}: {done.stderr.strip()}; --no-strip packs without it.")
    return copy.read_bytes()


def _check_trial(trial: Path, executable: Path, metadata: dict[str, Any], timeout: float, has_source: bool) -> None:
    """That Airflow will take the file, and that its program still works."""
    if not os.access(trial, os.X_OK):
        raise BundleError(f"Nothing may be executed in {trial.parent}: set TMPDIR to a folder where programs may run.")
    problems = verifying.read(trial).problems
    if problems:
        raise BundleError(f"{executable} makes a bundle that is none: {problems[0]}")
    try:
        answer = ask(trial, timeout)
    except BundleError as error:
        raise BundleError(f"Packed, {executable} does not work any more: {error}") from None
    if has_source:
        answer["source"] = metadata["source"]
    if answer != metadata:
        raise BundleError(f"Packed, {executable} does not say the same as before: it has to, whenever it is asked.")


def _write(target: Path, content: bytes) -> None:
    """Writes all of a file, or nothing: whoever looks for bundles meanwhile sees the old one."""
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise BundleError(f"{target} cannot be written: {error.strerror}") from None
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # Only a whole file may be executable: Airflow looks at no other.
        os.chmod(name, 0o755)
        os.replace(name, target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise BundleError(f"{target} cannot be written: {error.strerror}") from None
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _warnings(target: Path, size: int, metadata: dict[str, Any]) -> Iterator[str]:
    if size > LARGE:
        yield (
            f"{target} has {size / 1e6:.1f} MB, more than {LARGE // 1_000_000}: import FoundationEssentials, not"
            " Foundation, which brings tables of languages along."
        )
    for dag_id, dag in sorted(metadata["dags"].items()):
        if not dag["tasks"]:
            yield f"DAG {dag_id} has no tasks."
    own = set(metadata["dags"])
    for other, ids in bundles_in(target.parent):
        for dag_id in sorted(own & ids):
            if other.name != target.name:
                yield f"{other} has DAG {dag_id}, too: Airflow takes either of them. Remove one."


def bundles_in(folder: Path, *, below: bool = False) -> Iterator[tuple[Path, set[str]]]:
    """The bundles of a folder, or also of those below it, that Airflow takes, each with the ids of its DAGs."""
    for base, folders, files in os.walk(folder):
        if not below:
            folders.clear()
        folders.sort()
        for name in sorted(files):
            path = Path(base, name)
            with suppress(BundleError):
                if os.access(path, os.X_OK) and is_bundle(path):
                    bundle = verifying.read(path, hashing=False)
                    if not bundle.is_rejected:
                        yield path, {dag_id for dag_id, _ in bundle.dags()}
