"""Programs to pack: shell scripts that answer, and the examples with Swift's runtime in them."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
XCOM = Path(os.environ.get("XCOM_PROGRAM", ROOT / ".build" / "release" / "xcom"))

ANSWER: dict[str, Any] = {
    "airflow_bundle_metadata_version": "1.0",
    "sdk": {"language": "swift", "version": "0.1.0", "supervisor_schema_version": "2026-06-16"},
    "source": "Orders.swift",
    "dags": {"orders": {"tasks": ["transform", "load"]}, "alarms": {"tasks": ["ring"]}},
}

Script = Callable[..., Path]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def script(tmp_path: Path) -> Script:
    """An executable shell script: one that answers with ANSWER, or with another text; or that does something else."""

    def make(answer: Any = ANSWER, *, name: str = "program", body: str | None = None) -> Path:
        path = tmp_path / name
        text = answer if isinstance(answer, str) else json.dumps(answer)
        path.write_text(f"#!/bin/sh\n{body or f'printf %s {shlex.quote(text)}'}\nexit\n")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def xcom(tmp_path: Path) -> Run:
    """Runs `xcom bundle ARGUMENTS` in the test's folder."""

    def run(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM", "VIRTUAL_ENV"))}
        return subprocess.run(
            [str(XCOM), "bundle", *map(str, arguments)],
            env={**environment, "XCOM_HOME": str(tmp_path / "home"), **variables},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run
