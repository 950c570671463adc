"""A package that `xcom bundle new` makes is tested, built, packed and run, by the commands of its README."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from .conftest import ROOT, XCOM
from .test_verifying import AIRFLOW

# Where it stays, so that only what has changed is built again.
PLACE = ROOT / ".build" / "new-package"


@pytest.fixture(scope="module")
def package() -> Path:
    folder = PLACE / "daily-sums"
    kept = PLACE / "build"
    if (folder / ".build").exists():
        shutil.rmtree(kept, ignore_errors=True)
        (folder / ".build").rename(kept)
    shutil.rmtree(folder, ignore_errors=True)
    PLACE.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [XCOM, "bundle", "new", "daily-sums", "--package", ROOT, "--folder", PLACE], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    if kept.exists():
        kept.rename(folder / ".build")
    return folder


def test_the_commands_of_its_readme(package: Path, tmp_path: Path) -> None:
    commands = re.findall("^    (.+)$", (package / "README.md").read_text(), re.M)
    assert [command.split()[:2] for command in commands] == [
        ["swift", "test"],
        ["swift", "build"],
        ["mkdir", "-p"],
        ["xcom", "bundle"],
        ["xcom", "run"],
    ]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "XCOM", "VIRTUAL_ENV"))}
    for command in commands:
        words = shlex.split(command)
        done = subprocess.run(
            [XCOM if words[0] == "xcom" else words[0], *words[1:]],
            cwd=package,
            capture_output=True,
            text=True,
            env=kept | {"XCOM_HOME": str(tmp_path / "home")},
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        if command == "swift test":
            assert 'Test "the numbers of extract are added" passed' in done.stdout
    # By the last one, which is the run.
    assert '"the sum is 6"' in done.stdout
    assert (package / "bundles" / "DailySums").stat().st_size <= 20_000_000
    _run_by_airflow(package / "bundles")


def _run_by_airflow(folder: Path) -> None:
    """Its task, by the ExecutableCoordinator of a real Airflow 3.3."""
    if not list(AIRFLOW.glob("lib/python*/site-packages/cadwyn")):
        pytest.skip(f"there is no whole Airflow 3.3.2 in {AIRFLOW}; scripts/setup --airflow33-whole makes it")
    results = PLACE / "results.json"
    trial = {"dag_id": "daily_sums", "task_id": "add", "xcoms": [["extract", "return_value", -1, [1, 2, 3]]]}
    done = subprocess.run(
        [AIRFLOW / "bin" / "python", ROOT / "Tests" / "LanguageSDK" / "harness.py", folder, results],
        input=json.dumps([trial]),
        capture_output=True,
        text=True,
        env=dict(os.environ),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    [outcome] = json.loads(results.read_text("utf-8"))
    assert [told["state"] for told in outcome["states"]] == ["success"]
    assert outcome["xcoms"]["add.return_value[-1]"] == 6
