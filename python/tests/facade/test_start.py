"""What importing the facade loads, and which Airflow is found where there are several."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def test_find_spec_answers_without_an_error(in_new_process: Callable[..., Any]) -> None:
    code = (
        "from importlib.util import find_spec\nimport airflow\n"
        "result = [find_spec(n) is not None for n in"
        " ('airflow.operators.bash', 'airflow.datasets', 'airflow.providers.nobody', 'airflow.sdk.nothing')]"
    )
    assert in_new_process(code) == [True, False, False, False]


def test_a_missing_provider_says_which_package() -> None:
    import pytest

    with pytest.raises(ModuleNotFoundError, match="--no-deps apache-airflow-providers-google "):
        import airflow.providers.google.cloud.hooks.gcs
    with pytest.raises(ModuleNotFoundError, match="--no-deps apache-airflow-providers-cncf-NAME "):
        import airflow.providers.cncf.kubernetes.operators.pod
