"""What stands on a terminal of 80 columns: `screens/` keeps it, and README.md shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .conftest import BINARY, ROOT, Xcom
from .pseudo_terminal import screen, terminal

SCREENS = Path(__file__).with_name("screens")

DAG = """\
from datetime import timedelta

from airflow.sdk import dag, task


@dag
def orders():
    @task
    def extract(ti=None):
        ti.xcom_push("rows", {"n": 3})

    @task(retries=1, retry_delay=timedelta(0))
    def load(ti=None):
        rows = ti.xcom_pull(task_ids="extract", key="row")
        print("loading", rows)
        return helper(rows)

    extract() >> load()


def helper(rows):
    return rows["n"] + 1


orders()
"""


@pytest.fixture
def shown(xcom: Xcom) -> Xcom:
    (xcom.folder / "orders.py").write_text(DAG)
    return xcom


def look(xcom: Xcom, *arguments: str) -> str:
    """The screen after a command, with what is not the same twice replaced."""
    environment = {**xcom.environment, "TERM": "xterm", "NO_COLOR": "1"}
    with terminal([str(BINARY), *arguments], xcom.folder, environment) as started:
        text = screen(started.end()[1])
    text = text.replace(f"{xcom.folder}/", "")
    text = re.sub(r"\d+\.\d+ s\b", "0.01 s", text)
    # On a slow machine a task's line says how long it took.
    text = re.sub(r"(?m)  0\.01 s$", "", text)
    text = re.sub(r"\b\d{4}-\d\d-\d\dT[\d:]+\.\d+\+00:00", "2026-01-01T00:00:00.000000+00:00", text)
    text = re.sub(r"(?m)^\d\d:\d\d:\d\d ", "00:00:01 ", text)
    # What Python shows below a line is not the same in each of its versions, nor what the SDK calls.
    text = re.sub(r"(?m)^ +[~^]+\n", "", text)
    text = re.sub(r'(  File "[^"\n]*site-packages[^\n]*\n(    [^\n]*\n)*)+', "  ...\n", text)
    return re.sub(r"(?m)\| \d\.\d+$", "| 0.01", text)


def test_a_run_that_fails_and_what_is_asked_next(shown: Xcom) -> None:
    """All in one run: the screens are those that a person sees one after the other."""
    screens = {
        "failure": look(shown, "run", "orders.py", "--run-id", "monday"),
        "tasks": look(shown, "tasks"),
        "logs": look(shown, "logs", "load"),
        "run": look(shown, "run", str(ROOT / "python" / "examples" / "etl.py"), "--run-id", "first"),
    }
    kept = {name: (SCREENS / f"{name}.txt").read_text(encoding="utf-8") for name in screens}
    assert screens == kept
    assert all(len(line) <= 80 for name in ("failure", "run") for line in screens[name].splitlines())


@pytest.mark.parametrize("name", ["failure", "logs"])
def test_the_readme_shows_it(name: str) -> None:
    assert (SCREENS / f"{name}.txt").read_text(encoding="utf-8") in (ROOT / "README.md").read_text(encoding="utf-8")
