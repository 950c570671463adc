"""What an environment has for an Airflow, for `xcom` and for Python itself, by what is installed there.

With a wheel's layout in small.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
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
    shutil.copytree(PYTHON / "wheel", site, dirs_exist_ok=True, ignore=ignore)
    sdk = site / "xcom_bridge" / "_vendored" / "airflow" / "sdk"
    sdk.mkdir(parents=True)
    (sdk / "__init__.py").write_text('__version__ = "1.2.1"\n', encoding="utf-8")
    return site


def install(site: Path, *names: str) -> None:
    for name in names:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).touch()


def output(folder: Path, code: str, *, starts: str = "sys.path.append(folder)") -> list[str]:
    program = f"import sys; folder = {str(folder)!r}; {starts}\n{textwrap.dedent(code)}"
    # Without this environment's packages.
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def plain(site: Path, code: str) -> list[str]:
    """What a Python prints that has started with the `.pth` file of the wheel."""
    return output(site, code, starts="import site; site.addsitedir(folder)")


ADDED = """
before = sys.path[:]
import xcom_bridge.airflow_packages
assert sys.path[:len(before)] == before
print(*sys.path[len(before):], sep='\\n')
"""


def added(site: Path) -> list[str]:
    lines = plain(site, ADDED)
    assert output(site, ADDED) == lines
    return [Path(folder).name for folder in lines if folder]


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
    install(site, *installed)
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


# Python itself

LOOK = """
import importlib.util
before = sys.path[:]
spec = importlib.util.find_spec("airflow")
print(spec.origin or list(spec.submodule_search_locations))
assert sys.path == before
import airflow
print(*(path.removeprefix(folder) for path in sys.path[len(before):]))
"""
TRY_SETTINGS = """
try:
    import airflow.settings
except ImportError as error:
    print(error)
"""


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("AIRFLOW", "XCOM"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AIRFLOW_HOME", "/home/airflow")


def test_python_finds_what_stands_in_for_an_airflow(site: Path) -> None:
    assert plain(site, LOOK) == [
        str(site / "xcom_bridge" / "_facade" / "airflow" / "__init__.py"),
        "/xcom_bridge/_facade /xcom_bridge/_vendored /home/airflow/dags /home/airflow/config /home/airflow/plugins",
    ]
    lines = plain(
        site, "import airflow.sdk, airflow; print(airflow.sdk.__file__.removeprefix(folder), airflow.__version__)"
    )
    assert lines == ["/xcom_bridge/_vendored/airflow/sdk/__init__.py 3.2.1"]


def test_python_starts_with_one_module_more_and_no_other(site: Path) -> None:
    lines = output(
        site,
        """
        import site
        before, finders = set(sys.modules), sys.meta_path[:]
        site.addsitedir(folder)
        print(set(sys.modules) - before, len(sys.meta_path) - len(finders), sys.meta_path[:-1] == finders)
        try:
            import airflows
        except ImportError as error:
            print(error)
        print(set(sys.modules) - before)
        """,
    )
    assert lines == ["{'_xcom_airflow'} 1 True", "No module named 'airflows'", "{'_xcom_airflow'}"]


@pytest.mark.parametrize(
    ("installed", "found"),
    [
        pytest.param(SDK_ALONE, "[{site}/airflow]", id="the Task SDK alone"),
        pytest.param(WHOLE, "{site}/airflow/__init__.py", id="a whole Airflow"),
    ],
)
def test_what_is_installed_is_all_that_python_finds(site: Path, installed: tuple[str, ...], found: str) -> None:
    install(site, *installed)
    lines = plain(site, LOOK + TRY_SETTINGS + LOOK)
    assert [line.replace("'", "") for line in lines] == [
        found.format(site=site), "", "No module named airflow.settings", found.format(site=site), "",
    ]  # fmt: skip
    # Removed, with folders left.
    for name in installed:
        (site / name).unlink()
    shutil.rmtree(site / "airflow" / "sdk")
    lines = plain(
        site, "from airflow.sdk import __version__; import airflow.sdk; print(airflow.__version__, __version__)"
    )
    assert lines == ["3.2.1 1.2.1"]


def test_an_airflow_that_a_later_finder_has_comes_first(site: Path, tmp_path: Path) -> None:
    install(tmp_path / "elsewhere", *WHOLE)
    lines = plain(
        site,
        f"""
        from importlib.machinery import PathFinder

        class Editable:
            @staticmethod
            def find_spec(name, path=None, target=None):
                return PathFinder.find_spec(name, [{str(tmp_path / "elsewhere")!r}]) if name == "airflow" else None

        sys.meta_path.append(Editable)
        before = sys.path[:]
        import airflow, airflow.sdk
        print(airflow.__file__, airflow.sdk.__file__)
        import xcom_bridge.airflow_packages
        assert sys.path == before
        """,
    )
    package = tmp_path / "elsewhere" / "airflow"
    assert lines == [f"{package / '__init__.py'} {package / 'sdk' / '__init__.py'}"]


def test_a_folder_of_that_name_is_a_part_of_the_package(site: Path, tmp_path: Path) -> None:
    """Repositories have one, with the DAG files in it; beside a real Airflow it is a part of that, too."""
    install(tmp_path / "repository", "airflow/dags/mine.py")
    lines = plain(
        site,
        f"""
        sys.path.insert(0, {str(tmp_path / "repository")!r})
        import airflow.dags.mine, airflow as first
        print(getattr(airflow, "__file__", None))
        from airflow.sdk import __version__
        import airflow, airflow.dags.mine
        print(airflow is first, airflow.__version__, airflow.__spec__.origin.removeprefix(folder), __version__)
        del sys.modules["airflow.dags.mine"], sys.modules["airflow.dags"]
        import airflow.dags.mine
        """,
    )
    assert lines == ["None", "True 3.2.1 /xcom_bridge/_facade/airflow/__init__.py 1.2.1"]


def test_threads_may_be_the_first_to_import_it(site: Path) -> None:
    lines = plain(
        site,
        """
        import importlib, threading
        begun = threading.Barrier(8)
        found = []

        def look(name):
            begun.wait()
            found.append(importlib.import_module(name).__name__)

        names = ["airflow", "airflow.sdk", "logging.config", "asyncio"] * 2
        threads = [threading.Thread(target=look, args=(name,), daemon=True) for name in names]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        print(sorted(found), len([path for path in sys.path if "_facade" in path]))
        """,
    )
    assert lines == [f"{sorted(['airflow', 'airflow.sdk', 'logging.config', 'asyncio'] * 2)} 1"]
