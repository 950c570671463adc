"""Runs whose processes are killed at random: the short form of `scripts/chaos`, which has the rules."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


def test_runs_under_kills_come_to_what_a_run_without_comes_to() -> None:
    done = subprocess.run([ROOT / "scripts" / "chaos", "runs", "6", "--seed", "42"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("6 passed, 0 failed, under ")
