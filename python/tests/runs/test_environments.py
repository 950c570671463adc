"""Virtual environments of the user's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT, Xcom

VERSION = f"python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture
def other_build(tmp_path: Path) -> Path:
    """An environment of another build of the same Python, whose standard library does not fit the embedded one."""
    base = tmp_path / "base"
    library = base / "lib" / VERSION
    library.mkdir(parents=True)
    for module in ("os.py", "site.py", "ssl.py"):
        (library / module).write_text("raise ImportError('undefined symbol: _Of_Another_Build')\n")
    (base / "bin").mkdir()
    (base / "bin" / "python").symlink_to(sys.executable)
    venv = tmp_path / "venv"
    subprocess.run([ROOT / ".venv" / "bin" / "python", "-m", "venv", "--without-pip", venv], check=True)
    kept = [line for line in (venv / "pyvenv.cfg").read_text().splitlines() if not line.startswith("home")]
    (venv / "pyvenv.cfg").write_text("\n".join([f"home = {base}/bin", *kept]) + "\n")
    for site in (venv, base):
        packages = site / "lib" / VERSION / "site-packages"
        packages.mkdir(exist_ok=True)
        (packages / "of_the_user.py").write_text("import ssl\nWORD = 'mine'\n")
    return venv


USES_SSL = """
    from of_the_user import WORD
    from airflow.sdk import DAG, task

    with DAG("uses_ssl"):
        @task
        def work():
            import ssl, sys
            return [WORD, sys.prefix]
        work()
"""


@pytest.mark.parametrize("isolation", ["fork", "spawn"])
def test_another_build_gets_the_embedded_standard_library(xcom: Xcom, other_build: Path, isolation: str) -> None:
    done = xcom("run", xcom.dag(USES_SSL), "--python", other_build, "--isolation", isolation)
    assert done.returncode == 0, done.stderr
    assert [row["value"] for row in xcom.json("list", "--dag-id", "uses_ssl")] == [["mine", str(other_build)]]


def test_so_does_an_installation(xcom: Xcom, other_build: Path) -> None:
    done = xcom("run", xcom.dag(USES_SSL), "--python", other_build.parent / "base")
    assert done.returncode == 0, done.stderr


def test_packages_of_another_kind_are_refused(xcom: Xcom, other_build: Path) -> None:
    debug = f"build_time_vars = {{'SOABI': 'cpython-{sys.version_info.major}{sys.version_info.minor}d-x',\n}}\n"
    (other_build.parent / "base" / "lib" / VERSION / "_sysconfigdata_d_linux.py").write_text(debug)
    done = xcom("run", xcom.dag(USES_SSL), "--python", other_build)
    assert done.returncode == 1
    assert f"The environment {other_build} was made by a Python whose compiled packages are cpython-" in done.stderr
    assert f"Make it again with `{VERSION} -m venv {other_build}`" in done.stderr
