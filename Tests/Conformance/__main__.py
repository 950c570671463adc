"""The conformance suite: `python3 Tests/Conformance [NAME...]`.

Runs each case through the `xcom` command line, and compares the runs, task instances, XComs, errors, rendered fields and
structure in its store with what real Airflow 3.2.1 recorded (golden/, with decisions.json applied).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from driver import report
from driver.cases import HERE, ROOT, compat_cases, project_cases
from driver.releases import FIRST, Release, examples_of, for_python, for_release, release_of
from driver.scratch import Machine


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="Tests/Conformance", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="cases to run (default: all)")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="the same as NAME")
    parser.add_argument("--examples", action="store_true", help="run Airflow's own example DAGs instead")
    parser.add_argument("--compat", action="store_true", help="run the cases of Airflow 2.11.2 instead, by its rules")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="cases at a time (default 2)")
    parser.add_argument(
        "--python", type=Path, metavar="VENV", help="run the tasks in this environment: a whole Airflow, or a Task SDK alone"
    )
    parser.add_argument(
        "--installed", type=Path, metavar="VENV", help="test the xcom that is installed in this environment, in its Python"
    )
    parser.add_argument("--xcom", type=Path, default=ROOT / ".build" / "release" / "xcom", help="the program to test")
    parser.add_argument("--verbose", action="store_true", help="show the differences")
    parser.add_argument("--keep", action="store_true", help="keep the scratch folders, and print where they are")
    options = parser.parse_args()

    venv = options.python.absolute() if options.python else None
    machine = Machine(options.xcom.absolute(), venv)
    if options.installed:
        machine = Machine.installed(options.installed.absolute())
    # The wheel brings its own Task SDK.
    release = Release(FIRST, is_whole=False) if options.installed else release_of(machine.python)
    if options.compat:
        cases = compat_cases()
    elif options.examples:
        cases = examples_of(release, ROOT / ".cache")
    elif release.version != FIRST:
        cases = for_release(project_cases(), release)
    else:
        cases = for_python(project_cases(), machine.python_version)
    print(f"Airflow {release.name}")
    names = {*options.names, *options.only}
    unknown = names - {case.name for case in cases}
    if unknown:
        parser.error(f"no such case: {', '.join(sorted(unknown))}")
    if not machine.xcom.exists():
        parser.error(f"{machine.xcom} is not there; scripts/setup builds it")
    kind = "compat" if options.compat else "installed" if options.installed else release.name
    return report.run(
        [case for case in cases if not names or case.name in names],
        machine,
        known=report.known_failures(HERE / "known_failures.json", kind),
        jobs=options.jobs,
        verbose=options.verbose,
        keep=options.keep,
    )


if __name__ == "__main__":
    sys.exit(main())
