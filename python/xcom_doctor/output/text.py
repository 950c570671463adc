"""The report for people: a line per finding, and what it comes to."""

from __future__ import annotations

from xcom_doctor import tables
from xcom_doctor.examine import Report
from xcom_doctor.finding import Finding, Severity


def render(report: Report) -> str:
    """The whole report."""
    lines = [_line(finding) for finding in report.findings]
    if lines:
        lines.append("")
    for name in sorted(report.packages):
        version = tables.installed(name)
        number = _count(report.packages[name], "file")
        lines.append(f"{number} need{'s' * (report.packages[name] == 1)} {name} ({version or 'not installed here'})")
    lines.append(_summary(report))
    return "\n".join(lines) + "\n"


def _line(finding: Finding) -> str:
    rewrite = f" -> {finding.rewrite}" if finding.rewrite else ""
    ruff = f" [ruff {finding.ruff}]" if finding.ruff else ""
    return (
        f"{printable(finding.path)}:{finding.line}:{finding.column}: {finding.code} {finding.severity}:"
        f" {printable(finding.text)}{printable(rewrite)}{ruff}"
    )


def printable(text: str) -> str:
    """Text without what a terminal would obey."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape", "replace").decode() for char in text)


def _summary(report: Report) -> str:
    counts = [(severity, sum(f.severity is severity for f in report.findings)) for severity in Severity]
    if not report.findings:
        return f"{_count(report.files, 'file')}: nothing found."
    words = {Severity.BREAKS: "would break", Severity.DIFFERS: "would differ", Severity.ADVICE: "advice"}
    told = ", ".join(f"{count} {words[severity]}" for severity, count in counts if count)
    broken = len({f.path for f in report.findings if f.severity is Severity.BREAKS})
    fixable = sum(finding.fix is not None for finding in report.findings)
    text = f"{_count(report.files, 'file')}, {_count(len(report.findings), 'finding')}: {told}."
    if broken:
        text += f" {_count(broken, 'file')} would break."
    if fixable:
        text += f" --fix rewrites {fixable}."
    return text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
