"""Examines files: one after the other, or by several processes."""

from __future__ import annotations

import multiprocessing
import os
import sys
import zipfile
import zlib
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from xcom_doctor import files
from xcom_doctor.finding import Finding, Severity
from xcom_doctor.rules import all_rules
from xcom_doctor.source import NotPython, Source
from xcom_doctor.walk import Walk


@dataclass(slots=True)
class Report:
    """What was found, and in how many files which package is needed."""

    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    packages: dict[str, int] = field(default_factory=dict)

    def add(self, other: Report) -> None:
        self.files += other.files
        self.findings += other.findings
        for name, count in other.packages.items():
            self.packages[name] = self.packages.get(name, 0) + count


def examine(paths: list[str], jobs: int) -> Report:
    """All findings of all files, in order; a finding in a shared template counts once."""
    found = files.find(paths)
    report = Report()
    if jobs < 2 or len(found) < 40:
        for path in found:
            report.add(examine_file(path))
    else:
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("fork")) as pool:
            for part in pool.map(examine_file, found, chunksize=max(1, min(32, len(found) // (4 * jobs)))):
                report.add(part)
    report.findings = sorted(set(report.findings), key=lambda finding: finding.order)
    return report


def examine_file(path: str) -> Report:
    """The findings of one file or archive."""
    report = Report()
    try:
        for where, data in files.contents(path):
            report.add(examine_text(where, data))
    except (OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        report.files = max(report.files, 1)
        report.findings.append(Finding(path, 1, 1, "XD002", f"cannot be read: {reason}", Severity.BREAKS))
    return report


def examine_text(where: str, data: bytes) -> Report:
    """The findings of one file's text."""
    report = Report(files=1)
    try:
        source = Source(where, data)
    except NotPython as error:
        report.findings.append(
            Finding(where, error.line, error.column, "XD001", f"the file is not Python 3: {error}", Severity.BREAKS)
        )
        return report
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(10_000)
    try:
        Walk(source, all_rules()).run()
    except RecursionError:
        source.findings.append(Finding(where, 1, 1, "XD002", "is nested too deep to be read", Severity.BREAKS))
    finally:
        sys.setrecursionlimit(limit)
    report.findings = source.findings
    report.packages = dict.fromkeys(source.packages, 1)
    return report


def processes() -> int:
    """How many there are to use."""
    return len(os.sched_getaffinity(0))
