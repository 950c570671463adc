"""Commands on stores with mutated rows; `scripts/mutate` alone runs 30,000."""

from __future__ import annotations

import subprocess
import sys

import pytest

from .conftest import ROOT


@pytest.mark.parametrize("seed", [1, 2])
def test_no_crash_and_every_failure_names_a_row(seed: int) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "mutate", "150", "--seed", str(seed)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1].endswith(", 0 findings")
