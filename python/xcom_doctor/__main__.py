"""`python -m xcom_doctor PATH...`, and what `xcom doctor` starts."""

from __future__ import annotations

import argparse
import os
import sys

from xcom_doctor.finding import Finding, Severity, pages

_EPILOG = """exit codes:
  0  nothing would break
  1  something would break in Airflow 3.2.1
  2  wrong usage
"""


def main(arguments: list[str] | None = None) -> int:
    """Reads the files and prints the report; gives the exit code."""
    parser = argparse.ArgumentParser(
        prog="xcom doctor",
        description="Say, line by line, what Airflow 3.2.1 makes of DAG files. They are read, never run.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="DAG files, archives of them (.zip), and folders")
    parser.add_argument("-o", "--output", choices=["text", "json", "sarif"], default="text", help="form of the report")
    parser.add_argument("--fix", action="store_true", help="rewrite what is mechanical, in the files")
    parser.add_argument("--diff", action="store_true", help="show what --fix would change, and change nothing")
    parser.add_argument("--explain", metavar="CODE", help="print the page of a code, like XD401")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at a time (default: as many as processors)")
    options = parser.parse_args(arguments)
    if options.explain is not None:
        page = pages().get(options.explain.upper())
        if page is None:
            parser.error(f"there is no code {options.explain}; the codes are {', '.join(pages())}")
        return _print(page.text, 0)
    if not options.paths:
        parser.error("name a file or a folder")
    if options.jobs is not None and options.jobs < 1:
        parser.error("--jobs takes a number from 1 on")
    if options.fix and options.diff:
        parser.error("--fix changes files and --diff does not: one of them")
    if options.diff and options.output != "text":
        parser.error("--diff prints a diff, not a report: without --output")
    for path in options.paths:
        if not os.path.exists(path):
            parser.error(f"{path} is not there")
    return _examine(options)


def _examine(options: argparse.Namespace) -> int:
    # Only now: the page of a code needs nothing of it.
    from xcom_doctor.examine import examine, processes
    from xcom_doctor.output import documents, text

    jobs = options.jobs or processes()
    report = examine(options.paths, jobs)
    if options.fix or options.diff:
        from xcom_doctor import fixing

        written = fixing.fix(report.findings, write=options.fix)
        if options.diff:
            return _print(written, _code(report.findings))
        report = examine(options.paths, jobs)
    render = {"text": text.render, "json": documents.as_json, "sarif": documents.as_sarif}[options.output]
    return _print(render(report), _code(report.findings))


def _code(findings: list[Finding]) -> int:
    return int(any(finding.severity is Severity.BREAKS for finding in findings))


def _print(text: str, code: int) -> int:
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


if __name__ == "__main__":
    sys.exit(main())
