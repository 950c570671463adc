"""`xcom logs`, and how a failed task shows itself at the end of a run."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from .conftest import Xcom
from .test_faults import wait_for

DAG = """
    import logging
    from datetime import timedelta
    from airflow.sdk import dag, task

    def inner(rows):
        return rows["n"]

    @dag
    def orders():
        @task
        def extract():
            return {"rows": 1}

        @task(retries=1, retry_delay=timedelta(0))
        def load(data, ti=None):
            print("printed")
            logging.getLogger("mine").info("told", extra={"more": 1})
            try:
                int("x")
            except ValueError:
                logging.exception("caught")
            return inner(ti.xcom_pull(task_ids="extract", key="row"))

        @task
        def each(n):
            if n in (2, 3):
                raise ValueError("first line\\nsecond line") from KeyError("cause")
            return n

        load(extract())
        each.expand(n=[1, 2, 3])

    orders()
"""


@pytest.fixture
def ran(xcom: Xcom) -> tuple[Xcom, subprocess.CompletedProcess[str]]:
    return xcom, xcom("run", xcom.dag(DAG), "--run-id", "r1")


def test_a_failed_task_shows_itself(ran: tuple[Xcom, subprocess.CompletedProcess[str]]) -> None:
    xcom, done = ran
    file = xcom.folder / "dag.py"
    text = file.read_text().splitlines()
    line = {words: number for number, row in enumerate(text, 1) for words in (row.strip(),) if words}
    inner, load = line['return rows["n"]'], line['return inner(ti.xcom_pull(task_ids="extract", key="row"))']
    each = line['raise ValueError("first line\\nsecond line") from KeyError("cause")']
    assert done.returncode == 1
    assert (
        "\nload failed (try 2 of 2): TypeError: 'NoneType' object is not subscriptable\n"
        f"  {file}:{load}, in load\n"
        '    return inner(ti.xcom_pull(task_ids="extract", key="row"))\n'
        f"  {file}:{inner}, in inner\n"
        '    return rows["n"]\n'
        "  No XCom 'row' of task 'extract': task 'extract' pushed nothing under key 'row', but under 'return_value'\n"
        "  xcom logs r1 load\n"
        "\neach[1] failed: ValueError: first line\n"
        "    second line\n"
        f"  {file}:{each}, in each\n"
        '    raise ValueError("first line\\nsecond line") from KeyError("cause")\n'
        "  from KeyError: 'cause'\n"
        "  xcom logs r1 each --map-index 1\n"
    ) in done.stderr


def test_instances_of_a_mapped_task_stand_in_one_row(ran: tuple[Xcom, subprocess.CompletedProcess[str]]) -> None:
    rows = [re.split(r" *\| ", row)[:4] for row in ran[1].stdout.splitlines()]
    assert ["each", "3 instances", "1 success, 2 failed", "1"] in rows
    assert ["each", "1", "failed", "1"] in rows
    assert ["each", "0", "success", "1"] not in rows


def test_a_log_as_text(ran: tuple[Xcom, subprocess.CompletedProcess[str]]) -> None:
    xcom, _ = ran
    shown = xcom("logs", "load")
    assert (shown.returncode, shown.stderr) == (0, "")
    title, *lines = shown.stdout.splitlines()
    assert title == "load, try 2, DAG orders, run r1: failed"
    assert all(re.match(r"\d\d:\d\d:\d\d [A-Z]", line) for line in lines[:3])
    assert [line[9:] for line in lines[:3]] == ["INFO     printed", "INFO     told", "ERROR    caught"]
    # Of an exception that was logged, and of the one that the task ends with, each once.
    assert shown.stdout.count("Traceback (most recent call last)") == 2
    assert shown.stdout.count("invalid literal for int()") == 1
    assert shown.stdout.count("TypeError: 'NoneType' object is not subscriptable") == 2
    assert lines[-1] == "TypeError: 'NoneType' object is not subscriptable"


def test_which_log(ran: tuple[Xcom, subprocess.CompletedProcess[str]]) -> None:
    xcom, _ = ran
    first = xcom("logs", "r1", "load", "--try", "1")
    assert first.stdout.startswith("load, try 1, DAG orders, run r1\n")
    mapped = xcom("logs", "each").stdout
    assert [line.partition(",")[0] for line in mapped.splitlines() if ", try " in line] == [
        "each[0]",
        "each[1]",
        "each[2]",
    ]
    assert xcom("logs", "each", "--map-index", "2").stdout.startswith("each[2], try 1")
    raw = xcom("logs", "extract", "-o", "json").stdout.splitlines()
    assert all({"timestamp", "level", "event"} <= json.loads(line).keys() for line in raw)
    (file,) = Path(xcom.environment["XCOM_HOME"]).glob("logs/**/task_id=extract/attempt=1.log")
    assert raw == file.read_text().splitlines()
    assert "\x1b[" in xcom("logs", "load", "--color", "always").stdout
    assert "\x1b[" not in first.stdout


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (["lod"], "run r1 of DAG orders has no task lod; did you mean load?", 1),
        (["other", "load"], "there is no run other; `xcom runs` lists the runs", 1),
        (["load", "--dag-id", "order"], "there is no DAG order in the store; did you mean orders?", 1),
        (["load", "--try", "7"], "there is no log of try 7 of load; there are logs of these: 1, 2", 1),
        (["each", "--map-index", "7"], "task each has no map index 7; it has 0 to 2", 1),
        (["each", "--follow"], "one log can be followed: choose with --map-index, 0 to 2", 2),
    ],
)
def test_what_is_not_there(
    ran: tuple[Xcom, subprocess.CompletedProcess[str]], words: list[str], said: str, code: int
) -> None:
    done = ran[0]("logs", *words)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"xcom: {said}\n")


def test_a_store_without_runs(xcom: Xcom) -> None:
    assert xcom("logs", "load").stderr == "xcom: the store has no runs; `xcom run FILE` makes one\n"


def test_a_log_is_followed_until_the_task_has_ended(xcom: Xcom) -> None:
    file = xcom.dag("""
        import os, time
        from airflow.sdk import dag, task

        @dag
        def slow():
            @task
            def work():
                print("begun", flush=True)
                while not os.path.exists("go"):
                    time.sleep(0.05)
                print("over", flush=True)
            work()

        slow()
    """)
    run = xcom.start("run", file, "--run-id", "r")
    try:
        wait_for(lambda: list(Path(xcom.environment["XCOM_HOME"]).glob("logs/**/attempt=1.log")))
        follower = xcom.start("logs", "work", "--follow")
        assert follower.stdout is not None
        seen = []
        while not seen or "begun" not in seen[-1]:
            seen.append(follower.stdout.readline())
        (xcom.folder / "go").touch()
        rest, _ = follower.communicate(timeout=30)
        assert "over" in rest
        assert follower.returncode == 0
    finally:
        run.communicate(timeout=30)


def test_what_ends_a_task_without_an_exception_is_shown(xcom: Xcom) -> None:
    done = xcom(
        "run",
        xcom.dag("""
            from airflow.sdk import dag, task
            from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator

            @dag
            def bad():
                @task
                def fails():
                    raise ValueError
                fails()

            @dag
            def waits():
                TriggerDagRunOperator(
                    task_id="trigger", trigger_dag_id="bad", wait_for_completion=True, poke_interval=0.1
                )

            bad(), waits()
        """),
        "--dag-id",
        "waits",
    )
    assert "\ntrigger failed: DagRun finished with failed state.\n" in done.stderr
    assert "\nfails failed: ValueError\n" in done.stderr
