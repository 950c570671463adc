"""`xcom run --debug`: a task has the terminal, and stops where it fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from .conftest import BINARY, Xcom
from .pseudo_terminal import Terminal
from .pseudo_terminal import terminal as on_terminal


def terminal(xcom: Xcom, *arguments: object) -> AbstractContextManager[Terminal]:
    # Without readline's colours and brackets.
    return on_terminal([str(BINARY), *map(str, arguments)], xcom.folder, {**xcom.environment, "TERM": "dumb"})


OneTask = Callable[..., Path]


def test_a_breakpoint(xcom: Xcom, one_task: OneTask) -> None:
    # A task that is not debugged would be over before it begins.
    file = one_task(
        "found = 6\nbreakpoint()\nprint('found', found)\nreturn found",
        "execution_timeout=__import__('datetime').timedelta(seconds=-1)",
    )
    with terminal(xcom, "run", file, "--run-id", "r", "--debug", "work") as shown:
        shown.expect("(Pdb) ")
        shown.type("p found + 1\n")
        shown.expect("\n7\n")
        shown.expect("(Pdb) ")
        shown.type("found = 8\n")
        shown.expect("(Pdb) ")
        shown.type("c\n")
        shown.expect("found 8\n")
        code, rest = shown.end()
    assert code == 0, rest
    assert "work    | -1        | success" in rest
    assert xcom.json("list")[0]["value"] == 8


def test_a_failure_is_looked_at_where_it_is(xcom: Xcom, one_task: OneTask) -> None:
    file = one_task("rows = {'a': 1}\nreturn rows['b']")
    with terminal(xcom, "run", file, "--run-id", "r", "--debug", "work") as shown:
        before = shown.expect("(Pdb) ")
        assert "KeyError: 'b'" in before
        assert "The task has failed. The debugger is where it did" in before
        assert "-> return rows['b']" in before
        shown.type("p rows\n")
        shown.expect("\n{'a': 1}\n")
        shown.type("q\n")
        code, rest = shown.end()
    assert code == 1
    assert "work failed: KeyError: 'b'" in rest


def test_ctrl_c_is_the_tasks_and_a_debugger_that_is_left_says_so(xcom: Xcom, one_task: OneTask) -> None:
    file = one_task(
        "try:\n    print('waits', flush=True)\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    breakpoint()\n    pass"
    )
    with terminal(xcom, "run", file, "--run-id", "r", "--debug", "work") as shown:
        shown.expect("waits\n")
        shown.type("\x03")
        shown.expect("(Pdb) ")
        shown.type("q\n")
        code, rest = shown.end()
    assert code == 1
    assert "work failed: bdb.BdbQuit" in rest
    assert "The debugger was left before the task had ended" in rest


def test_without_a_terminal_it_is_refused(xcom: Xcom, one_task: OneTask) -> None:
    file = one_task("pass")
    done = xcom("run", file, "--debug", "work")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("xcom: --debug needs a terminal, and this command has none: ")
    assert xcom.json("runs") == []
    with terminal(xcom, "run", file, "--debug", "wrok") as shown:
        code, rest = shown.end()
    assert (code, rest) == (2, "xcom: there is no task wrok to debug; did you mean work?\n")


def test_a_breakpoint_without_a_terminal_says_what_to_do(xcom: Xcom, one_task: OneTask) -> None:
    done = xcom("run", one_task("breakpoint()\nprint('on')"), "--run-id", "r")
    assert done.returncode == 1
    assert "work failed: bdb.BdbQuit" in done.stderr
    assert "A debugger finds no terminal in a task: `xcom run FILE --debug TASK` gives it that" in done.stderr
