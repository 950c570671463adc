"""What the doctor says of a text."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import pytest

from xcom_doctor.examine import examine_text
from xcom_doctor.finding import Finding


@pytest.fixture
def examine() -> Callable[[str], list[Finding]]:
    """The findings of a DAG file, in order."""

    def of(text: str) -> list[Finding]:
        report = examine_text("dag.py", textwrap.dedent(text).encode())
        return sorted(report.findings, key=lambda finding: finding.order)

    return of


@pytest.fixture
def codes(examine: Callable[[str], list[Finding]]) -> Callable[[str], list[str]]:
    """The findings of a DAG file as `LINE CODE`."""

    def of(text: str) -> list[str]:
        return [f"{finding.line} {finding.code}" for finding in examine(text)]

    return of
