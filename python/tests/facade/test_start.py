"""What importing the facade loads, and which Airflow is found where there are several."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PYTHON_FOLDER = Path(__file__).parents[2]
# Large packages that nothing needs before a task uses them.
HEAVY = {"yaml", "jsonschema", "sqlalchemy", "httpx", "libcst", "pandas", "numpy", "requests", "smtplib"}


def test_airflow_itself_loads_next_to_nothing(in_new_process: Callable[..., Any]) -> None:
    code = "import sys\nbefore = set(sys.modules)\nimport airflow\nresult = sorted(set(sys.modules) - before)"
    loaded = in_new_process(code)
    assert [name for name in loaded if name.startswith("airflow")] == [
        "airflow",
        "airflow._facade",
        "airflow._facade.names",
        "airflow._facade.release",
    ]
    assert not HEAVY & set(loaded)


def test_the_facade_adds_no_heavy_package_to_the_sdk(in_new_process: Callable[..., Any]) -> None:
    code = (
        "import sys\nfrom airflow import settings\nfrom airflow.triggers import base\n"
        "from airflow.models import Variable\n"
        "from airflow.configuration import conf\nconf.get('core', 'dags_folder')\n"
        "from airflow.sdk.providers_manager_runtime import ProvidersManagerTaskRuntime\n"
        "ProvidersManagerTaskRuntime().initialize_providers_list()\n"
        "result = sorted(sys.modules)"
    )
    assert not HEAVY & {name.partition(".")[0] for name in in_new_process(code)}


def test_no_option_is_read_from_yaml(in_new_process: Callable[..., Any]) -> None:
    code = "import sys\nfrom airflow.sdk import DAG, task\ntask.bash\nresult = 'yaml' in sys.modules"
    assert in_new_process(code) is False


def test_a_whole_airflow_comes_first(tmp_path: Path) -> None:
    (tmp_path / "airflow").mkdir()
    (tmp_path / "airflow" / "__init__.py").write_text("__version__ = 'whole'\n")
    code = f"import sys; sys.path.remove({str(PYTHON_FOLDER)!r}); sys.path.append({str(PYTHON_FOLDER)!r}); "
    code += "import airflow; print(airflow.__version__, hasattr(airflow, '_facade'))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["whole", "False"]


def test_the_error_for_a_missing_module_is_not_made_while_python_holds_its_import_lock(
    in_new_process: Callable[..., Any],
) -> None:
    """A finder is asked under it, and what that imports can wait for a thread that waits for the lock."""
    code = (
        "import traceback\nimport airflow\n"
        "try:\n    import airflow.www\n"
        "except ModuleNotFoundError as error:\n"
        "    result = [frame.name for frame in traceback.extract_tb(error.__traceback__)]\n"
    )
    frames = in_new_process(code)
    assert "create_module" in frames
    assert "find_spec" not in frames


def test_find_spec_answers_without_an_error(in_new_process: Callable[..., Any]) -> None:
    code = (
        "from importlib.util import find_spec\nimport airflow\n"
        "result = [find_spec(n) is not None for n in"
        " ('airflow.operators.bash', 'airflow.datasets', 'airflow.providers.nobody', 'airflow.sdk.nothing')]"
    )
    assert in_new_process(code) == [True, False, False, False]


def test_a_missing_provider_says_which_package() -> None:
    with pytest.raises(ModuleNotFoundError, match="--no-deps apache-airflow-providers-google "):
        import airflow.providers.google.cloud.hooks.gcs
    with pytest.raises(ModuleNotFoundError, match="--no-deps apache-airflow-providers-cncf-NAME "):
        import airflow.providers.cncf.kubernetes.operators.pod


@pytest.fixture
def provider(tmp_path: Path) -> Callable[..., str]:
    """Installs a provider with one module into a folder, and says what happens when it is imported and called."""

    def fails_with(source: str, package: str = "airflow/providers/acme", use: str = "") -> str:
        module = f"{package}/hooks.py"
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / module).write_text(source)
        metadata = tmp_path / "apache_airflow_providers_acme-2.1.0.dist-info"
        metadata.mkdir()
        (metadata / "RECORD").write_text(f"{module},sha256=0,1\nother.py,,\n")
        name = module.removesuffix(".py").replace("/", ".")
        code = f"import airflow, sys\ntry:\n    import {name} as hooks\n    {use or 'pass'}\nexcept Exception as e:\n    print(e)"
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    return fails_with


@pytest.mark.parametrize(
    ("source", "start"),
    [
        ("from airflow.www.app import create_app", "No module named 'airflow.www'{by}: "),
        ("import airflow.cli.cli_parser", "No module named 'airflow.cli'{by}: "),
        ("from airflow.models import NoSuchModel", "cannot import name 'NoSuchModel' from 'airflow.models'{by}: "),
        ("import airflow.models as m\nm.NoSuchModel", "module 'airflow.models' has no attribute 'NoSuchModel'{by}: "),
        ("import importlib\nimportlib.import_module('airflow.cli')", "No module named 'airflow.cli'{by}: "),
        (
            "from airflow.models import DagRun\nDagRun.find()",
            "airflow.models.dagrun.DagRun.find cannot be used here{by}: ",
        ),
        (
            "from airflow.utils.session import create_session\nwith create_session(): pass",
            "airflow.utils.session.create_session cannot be used here{by}: ",
        ),
        (
            "from airflow.providers.common.compat.sdk import NoSuchName",
            "cannot import name 'NoSuchName' from 'airflow.providers.common.compat.sdk'",
        ),
    ],
    ids=["module", "import", "name", "attribute", "import_module", "machinery", "session", "common compat"],
)
@pytest.mark.parametrize("package", ["airflow/providers/acme", "acme_airflow"])
def test_a_provider_that_asks_for_more_is_named(
    provider: Callable[..., str], source: str, start: str, package: str
) -> None:
    said = provider(source, package)
    assert said.startswith(start.format(by=" (asked for by apache-airflow-providers-acme 2.1.0)")), said


def test_a_dag_file_that_asks_for_more_is_nobody() -> None:
    with pytest.raises(ModuleNotFoundError, match="No module named 'airflow.www': "):
        import airflow.www.app


@pytest.mark.parametrize("code", ["from airflow import version", "import airflow\nversion = airflow.version"])
def test_the_version_module_is_there_before_anything_else_is(in_new_process: Callable[..., Any], code: str) -> None:
    assert in_new_process(f"{code}\nresult = version.version") == "3.2.1"


@pytest.mark.parametrize(
    ("uri", "normal"), [("file:a", "file:///a"), ("file:///a b", "file:///a b"), ("HTTP://x/y", "http://x/y")]
)
def test_providers_normalize_the_uris_of_assets(uri: str, normal: str) -> None:
    from airflow.sdk import Asset

    assert Asset(uri).uri == normal
