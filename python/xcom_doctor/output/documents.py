"""The report for programs: JSON, and SARIF 2.1.0 for code hosts."""

from __future__ import annotations

import json
import os
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from xcom_doctor import tables
from xcom_doctor.examine import Report
from xcom_doctor.finding import Severity, pages

_LEVELS = {Severity.BREAKS: "error", Severity.DIFFERS: "warning", Severity.ADVICE: "note"}


def as_json(report: Report) -> str:
    """An object with the findings, the packages and the numbers."""
    findings = [
        {
            "path": finding.path,
            "line": finding.line,
            "column": finding.column,
            "code": finding.code,
            "name": pages()[finding.code].name,
            "severity": finding.severity.value,
            "text": finding.text,
            "rewrite": finding.rewrite,
            "ruff": finding.ruff,
            "fixable": finding.fix is not None,
        }
        for finding in report.findings
    ]
    packages = [
        {"name": name, "installed": tables.installed(name), "files": report.packages[name]}
        for name in sorted(report.packages)
    ]
    counts = {severity.value: sum(f.severity is severity for f in report.findings) for severity in Severity}
    return _dump({"files": report.files, "counts": counts, "findings": findings, "packages": packages})


def as_sarif(report: Report) -> str:
    """A log with one run; `results` are the findings."""
    codes = sorted({finding.code for finding in report.findings})
    rules = [
        {
            "id": code,
            "name": pages()[code].name,
            "shortDescription": {"text": pages()[code].name.replace("-", " ")},
            "fullDescription": {"text": pages()[code].summary},
            "help": {"text": pages()[code].text, "markdown": pages()[code].text},
            "defaultConfiguration": {"level": _LEVELS[pages()[code].severity]},
        }
        for code in codes
    ]
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": _LEVELS[finding.severity],
            "message": {"text": finding.text + (f" -> {finding.rewrite}" if finding.rewrite else "")},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(finding.path)},
                        "region": {"startLine": finding.line, "startColumn": finding.column},
                    }
                }
            ],
        }
        for finding in report.findings
    ]
    driver = {"name": "xcom-doctor", "informationUri": "https://airflow.apache.org", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dump({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def _uri(path: str) -> str:
    if os.path.isabs(path):
        inside = os.path.relpath(path)
        if inside.startswith(".."):
            return PurePath(path).as_uri()
        path = inside
    return quote(PurePath(path).as_posix())


def _dump(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
