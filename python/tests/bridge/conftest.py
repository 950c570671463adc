"""Tests of the bridge run it in fresh interpreters: what is imported when is a part of what they are about."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
PYTHON_FOLDER = HERE.parents[1]

Fresh = Callable[..., Any]


@pytest.fixture(scope="session")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """Runs code that sees its arguments as ``args`` and leaves a JSON value in ``result``; gives that value."""
    default_home = tmp_path_factory.mktemp("home")

    def run(code: str, *args: Any, env: dict[str, str] | None = None) -> Any:
        preamble = (
            f"import json, sys\nsys.path.insert(0, {str(HERE / 'stand_in')!r})\n"
            f"sys.path.append({str(PYTHON_FOLDER)!r})\n"
            "args = json.loads(sys.argv[1]); result = None\n"
        )
        out = default_home / f"result-{os.getpid()}.json"
        out.unlink(missing_ok=True)
        closing = f"\nwith open({str(out)!r}, 'w') as file: json.dump(result, file)\n"
        full = {key: value for key, value in os.environ.items() if not key.startswith(("AIRFLOW", "PYTHONPATH"))}
        full |= {"AIRFLOW_HOME": str(default_home), "TZ": "UTC", **(env or {})}
        done = subprocess.run(
            [sys.executable, "-c", preamble + code + closing, json.dumps(args)],
            env=full,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr[-6000:]
        return json.loads(out.read_text())

    return run


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty Airflow home of its own."""
    return {"AIRFLOW_HOME": str(tmp_path / "home")}
