"""Whether Airflow takes a file for a bundle: its ExecutableCoordinator passes over one that breaks a rule, silently."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xcom_bundle import metadata as rules
from xcom_bundle.layout import Layout, opened
from xcom_bundle.problems import Problem


@dataclass
class Bundle:
    """What can be read of a bundle file, and what is wrong with it."""

    path: Path
    size: int
    mode: int
    #: Without one, nothing of the rest is there.
    layout: Layout | None = None
    #: The hash of the executable as it stands.
    digest: bytes = b""
    source: bytes = b""
    metadata_text: bytes = b""
    #: Nothing, where its text is no YAML.
    metadata: Any = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_rejected(self) -> bool:
        return any(problem.rejected for problem in self.problems)

    def dags(self) -> Iterator[tuple[str, list[Any]]]:
        """The DAGs with their tasks, as far as the metadata has them in the right form."""
        dags = self.metadata.get("dags") if isinstance(self.metadata, dict) else None
        for dag_id, dag in dags.items() if isinstance(dags, dict) else ():
            tasks = dag.get("tasks") if isinstance(dag, dict) else None
            if isinstance(dag_id, str):
                yield dag_id, tasks if isinstance(tasks, list) else []


def read(path: Path, *, hashing: bool = True) -> Bundle:
    """Reads a file as far as it is a bundle.

    Without `hashing` the executable is not read. Raises BundleError where the file cannot be read.
    """
    file, status = opened(path)
    with file:
        bundle = Bundle(path, status.st_size, status.st_mode & 0o7777)
        if not os.access(path, os.X_OK):
            found = f"the mode {bundle.mode:04o}"
            bundle.problems.append(Problem("file", found, "one that lets this user execute it: chmod +x"))
        layout = Layout.read(file, status.st_size)
        if isinstance(layout, Problem):
            bundle.problems.append(layout)
            return bundle
        bundle.layout = layout
        bundle.source = layout.source(file)
        bundle.metadata_text = layout.metadata(file)
        if hashing:
            bundle.digest = layout.hashed(file)
    _check(bundle, layout)
    return bundle


def _check(bundle: Bundle, layout: Layout) -> None:
    if bundle.digest and (problem := layout.digest_problem(bundle.digest)) is not None:
        # The lengths may be wrong as well as the executable: what they name means nothing then.
        bundle.problems.append(problem)
        return
    try:
        bundle.source.decode("utf-8")
    except UnicodeDecodeError as error:
        found = f"the byte 0x{bundle.source[error.start]:02x}"
        bundle.problems.append(
            Problem("source", found, "a text in UTF-8", layout.source_start + error.start, rejected=False)
        )
    metadata = rules.parsed(bundle.metadata_text, layout.metadata_start)
    if isinstance(metadata, Problem):
        bundle.problems.append(metadata)
        return
    bundle.metadata = metadata
    bundle.problems += rules.problems(metadata)
