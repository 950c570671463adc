"""Tasks that ask a person: answered by a command, on a terminal, or by their default."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import time
from pathlib import Path

import pytest

from .conftest import BINARY, Xcom

DAGS = """
    import datetime as dt
    from airflow.sdk import DAG, Param
    from airflow.providers.standard.operators.hitl import ApprovalOperator, HITLOperator

    with DAG("asks"):
        HITLOperator(
            task_id="ask", subject="Which?", options=["a", "b", "c"], multiple=True, params={"n": Param(1, type="integer")}
        )
    with DAG("times_out"):
        HITLOperator(
            task_id="ask", subject="Which?", options=["a", "b"], defaults="b", response_timeout=dt.timedelta(seconds=1)
        )
    with DAG("fails"):
        HITLOperator(task_id="ask", subject="Which?", options=["a"], response_timeout=dt.timedelta(seconds=1))
    with DAG("approves"):
        ApprovalOperator(task_id="approve", subject="Ship it?", assigned_users=[{"id": "ann", "name": "Ann"}])
"""


def wait_for_question(xcom: Xcom, process: subprocess.Popen[str]) -> dict:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        done = xcom("hitl", "list", "-o", "json")
        if done.returncode == 0 and (found := xcom.json("hitl", "list")):
            return found[0]
    raise AssertionError("nobody asks")


def test_an_answer_by_command(xcom: Xcom) -> None:
    process = xcom.start("run", xcom.dag(DAGS), "--dag-id", "asks", "--run-id", "r", "-o", "json")
    question = wait_for_question(xcom, process)
    assert {name: question[name] for name in ("dag_id", "run_id", "task_id", "map_index", "subject", "options")} == {
        "dag_id": "asks",
        "run_id": "r",
        "task_id": "ask",
        "map_index": -1,
        "subject": "Which?",
        "options": ["a", "b", "c"],
    }
    task = ["--dag-id", "asks", "--run-id", "r", "--task-id", "ask"]
    wrong = xcom("hitl", "answer", *task, "d")
    assert (wrong.returncode, wrong.stderr) == (
        1,
        "xcom: ask of DAG asks, run r: d is none of the options; choose some of: a, b, c\n",
    )
    assert xcom("hitl", "answer", *task, "c", "a", "--params", '{"n": 7}', "--user", "ann").returncode == 0
    assert xcom("hitl", "answer", *task, "c").stderr == "xcom: ask of DAG asks, run r: it has an answer already\n"
    assert xcom.json("hitl", "list") == []
    assert [row["chosen_options"] for row in xcom.json("hitl", "list", "--all", "--limit", "1")] == [["c", "a"]]
    assert xcom("hitl", "list", "--limit", "0").returncode == 2
    process.communicate(timeout=60)
    assert process.returncode == 0
    value = xcom.json("get", *task)
    assert (value["chosen_options"], value["params_input"]) == (["c", "a"], {"n": 7})
    assert value["responded_by_user"] == {"id": "ann", "name": "ann"}


@pytest.mark.parametrize(("dag_id", "code"), [("times_out", 0), ("fails", 1)])
def test_a_timeout(xcom: Xcom, dag_id: str, code: int) -> None:
    done = xcom("run", xcom.dag(DAGS), "--dag-id", dag_id, "--run-id", "r")
    assert done.returncode == code, done.stderr
    if code == 0:
        value = xcom.json("get", "--dag-id", dag_id, "--run-id", "r", "--task-id", "ask")
        assert (value["chosen_options"], value["responded_by_user"]) == (["b"], None)
    else:
        assert "ask failed: airflow.providers.standard.exceptions.HITLTimeoutError: " in done.stderr


def test_who_may_answer(xcom: Xcom) -> None:
    process = xcom.start("run", xcom.dag(DAGS), "--dag-id", "approves", "--run-id", "r")
    wait_for_question(xcom, process)
    task = ["--dag-id", "approves", "--run-id", "r", "--task-id", "approve"]
    refused = xcom("hitl", "answer", *task, "Approve", "--user", "bob")
    assert refused.stderr == "xcom: approve of DAG approves, run r: bob may not answer; those who may: ann\n"
    assert xcom("hitl", "answer", *task, "Approve", "--user", "ann").returncode == 0
    process.communicate(timeout=60)
    assert process.returncode == 0
    missing = xcom("hitl", "answer", "--dag-id", "approves", "--run-id", "r", "--task-id", "nobody", "Approve")
    assert missing.returncode == 1 and "there is no task instance nobody in run r of DAG approves" in missing.stderr


def test_an_answer_on_a_terminal(xcom: Xcom, tmp_path: Path) -> None:
    main, side = pty.openpty()
    command = [BINARY, "run", xcom.dag(DAGS), "--dag-id", "asks", "--run-id", "r"]
    with (tmp_path / "out").open("w") as out:
        process = subprocess.Popen(
            command, cwd=xcom.folder, env=xcom.environment, stdin=side, stdout=out, stderr=side, start_new_session=True
        )
    os.close(side)
    seen = ""

    def until(text: str) -> None:
        nonlocal seen
        deadline = time.monotonic() + 60
        while text not in seen:
            assert time.monotonic() < deadline, seen
            if select.select([main], [], [], 1)[0]:
                seen += os.read(main, 4096).decode()

    until("Numbers or texts, with commas between: ")
    assert "Task ask of DAG asks asks: Which?\r\n  1  a\r\n  2  b\r\n  3  c\r\n" in seen
    os.write(main, b"4\n")
    until("4 is none of the options; choose some of: a, b, c")
    os.write(main, b"1, c\n")
    until("n [1]: ")
    os.write(main, b"\n")
    assert process.wait(timeout=60) == 0
    os.close(main)
    value = xcom.json("get", "--dag-id", "asks", "--run-id", "r", "--task-id", "ask")
    assert (value["chosen_options"], value["params_input"]) == (["a", "c"], {"n": 1})
