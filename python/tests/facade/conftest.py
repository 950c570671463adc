"""Every test here is of the facade, so it has to be the `airflow` that is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PYTHON_FOLDER = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def _facade() -> None:
    import airflow

    assert Path(airflow.__file__).is_relative_to(PYTHON_FOLDER), "another Airflow is installed here"


@pytest.fixture
def in_new_process(tmp_path: Path) -> Callable[..., Any]:
    """Runs code in a fresh interpreter and gives what it leaves in `result`, by way of JSON."""

    def run(code: str, **environment: str) -> Any:
        out = tmp_path / "result.json"
        program = f"{code}\nimport json\nwith open({str(out)!r}, 'w') as out: json.dump(result, out)"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            env={**inherited, "AIRFLOW_HOME": str(tmp_path), **environment},
            cwd=tmp_path,
        )
        return json.loads(out.read_text())

    return run
