"""Tests of `XCOM_COMPAT=2` run in fresh interpreters, since it changes the whole process."""

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
PREAMBLE = f"""
import json, sys, warnings
sys.path.append({str(PYTHON_FOLDER)!r})
args = json.loads(sys.argv[1])
from xcom_bridge import environment
environment.prepare()
"""


@pytest.fixture
def compat(tmp_path: Path) -> Callable[..., Any]:
    """Runs code that sees its arguments as `args` under compat 2, or another value; gives what it leaves in `result`."""

    def run(code: str, *args: Any, value: str | None = "2", **environment: str) -> Any:
        out = tmp_path / "result.json"
        closing = f"\nwith open({str(out)!r}, 'w') as file: json.dump(result, file)\n"
        inherited = {key: text for key, text in os.environ.items() if not key.startswith(("AIRFLOW", "XCOM_"))}
        chosen = {} if value is None else {"XCOM_COMPAT": value}
        done = subprocess.run(
            [sys.executable, "-c", PREAMBLE + code + closing, json.dumps(args)],
            env={**inherited, "AIRFLOW_HOME": str(tmp_path), "TZ": "UTC", **chosen, **environment},
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(out.read_text())

    return run
