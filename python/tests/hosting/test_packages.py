"""Which folders `xcom` adds to the path of an environment, by what is installed there; a wheel's layout in small."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PYTHON = Path(__file__).resolve().parents[2]

WHOLE = ("airflow/__init__.py", "airflow/sdk/__init__.py")
SDK_ALONE = ("airflow/sdk/__init__.py", "airflow/providers/standard/__init__.py")
PROVIDER_ALONE = ("airflow/providers/standard/__init__.py",)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """`site-packages` as the wheel has it, with no more than a version in the place of the Task SDK."""
    site = tmp_path / "site-packages"
    ignore = shutil.ignore_patterns("__pycache__")
    for package in ("xcom_bridge", "xcom_compat2"):
        shutil.copytree(PYTHON / package, site / package, ignore=ignore)
    shutil.copytree(PYTHON / "airflow", site / "xcom_bridge" / "_facade" / "airflow", ignore=ignore)
    sdk = site / "xcom_bridge" / "_vendored" / "airflow" / "sdk"
    sdk.mkdir(parents=True)
    (sdk / "__init__.py").write_text('__version__ = "1.2.1"\n', encoding="utf-8")
    return site


def output(site: Path, code: str) -> list[str]:
    program = f"import sys; sys.path.append({str(site)!r})\n{code}"
    # Without this environment's packages.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def added(site: Path) -> list[str]:
    code = (
        "before = sys.path[:]\nimport xcom_bridge.airflow_packages\nassert sys.path[:len(before)] == before\n"
        "print(*sys.path[len(before):], sep='\\n')"
    )
    return [Path(folder).name for folder in output(site, code) if folder]


@pytest.mark.parametrize(
    ("installed", "folders"),
    [
        pytest.param((), ["_facade", "_vendored"], id="nothing"),
        pytest.param(PROVIDER_ALONE, ["_facade", "_vendored"], id="a provider alone"),
        pytest.param(SDK_ALONE, ["_facade"], id="the Task SDK alone"),
        pytest.param(WHOLE, [], id="a whole Airflow"),
    ],
)
def test_folders_are_added_for_what_is_not_there(site: Path, installed: tuple[str, ...], folders: list[str]) -> None:
    for name in installed:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).touch()
    assert added(site) == folders
    # Whatever comes later, or goes, counts from the next start on.
    shutil.rmtree(site / "airflow", ignore_errors=True)
    assert added(site) == ["_facade", "_vendored"]


def test_another_interpreter_finds_what_the_facade_needs_beside_it(site: Path) -> None:
    lines = output(
        site / "xcom_bridge" / "_facade",
        f"""
sys.path.append({str(site / "xcom_bridge" / "_vendored")!r})
import airflow
try:
    import airflow.contrib.operators
except ImportError as error:
    print(error)
import xcom_bridge, xcom_compat2
print(xcom_bridge.__file__)
""",
    )
    assert lines[0].startswith("No module named 'airflow.contrib")
    assert lines[-1] == str(site / "xcom_bridge" / "__init__.py")


def test_python_itself_finds_no_airflow(site: Path) -> None:
    assert output(site, "import importlib.util; print(importlib.util.find_spec('airflow'))") == ["None"]
