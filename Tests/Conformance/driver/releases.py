"""Which Airflow an environment has, and what it did in the cases in which it differs from 3.2.1."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from driver import compare
from driver.cases import HERE, Case, airflow_examples, in_folders

#: The release that `golden/` is of.
FIRST = "3.2.1"
_VERSIONS = """
from importlib import metadata
for name in ("apache-airflow-core", "apache-airflow-task-sdk"):
    try:
        print(metadata.version(name))
    except metadata.PackageNotFoundError:
        print()
"""


@dataclass(frozen=True)
class Release:
    """An Airflow, whole or by its Task SDK alone."""

    version: str
    is_whole: bool

    @property
    def name(self) -> str:
        """As `known_failures.json` calls it."""
        return self.version if self.is_whole else f"{self.version}, Task SDK alone"

    @property
    def folder(self) -> Path:
        return HERE / self.version


def release_of(python: Path) -> Release:
    """What an environment has."""
    done = subprocess.run([python, "-c", _VERSIONS], check=True, capture_output=True, text=True)
    core, task_sdk = done.stdout.split("\n")[:2]
    # Task SDK 1.2.1 is that of Airflow 3.2.1.
    return Release(core or f"3{task_sdk[1:]}", bool(core))


def for_release(cases: list[Case], release: Release) -> list[Case]:
    """The cases with what that release did in them, where it is something else, and its own: what is new in it."""
    goldens = release.folder / "golden"
    return [_for_release(case, goldens / f"{case.name}.json") for case in cases] + in_folders(
        release.folder / "dags", goldens
    )


def examples_of(release: Release, cache: Path) -> list[Case]:
    """The example DAGs in that release's wheel; those of 3.2.1 where nothing was recorded of them."""
    if (release.folder / "airflow_examples.json").exists():
        return airflow_examples(cache, release.version, release.folder)
    return airflow_examples(cache, FIRST)


def for_python(cases: list[Case], version: str) -> list[Case]:
    """The cases with what 3.2.1 did in them in that Python, where it is something else than in 3.11."""
    goldens = HERE / f"python{version}" / "golden"
    return [_for_release(case, goldens / f"{case.name}.json") for case in cases]


def _for_release(case: Case, golden: Path) -> Case:
    if not golden.exists():
        return case
    return replace(case, golden_file=golden, golden=compare.load_golden(golden, HERE / "decisions.json"))
