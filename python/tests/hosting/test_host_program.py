"""A program that runs the command line in its own process stays an ordinary program of Python."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import PYTHON, Host

#: A task that waits until something else says so.
WAITING = """
import os
import time

from airflow.sdk import DAG, task

with DAG("waiting"):

    @task
    def wait():
        open("waits", "w").close()
        while not os.path.exists("released"):
            time.sleep(0.01)

    wait()
"""
ISOLATIONS = ["fork", "spawn", "inline"]
RUN = "_xcom.main(['run', 'dag.py', '--isolation', isolation, '-o', 'json'])"


def looked(lines: list[str]) -> dict[str, object]:
    """What the task saw."""
    report = json.loads("\n".join(lines))
    found: dict[str, object] = next(row["value"] for row in report["xcoms"] if row["key"] == "return_value")
    return found


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_a_task_sees_nothing_of_the_program(host: Host, isolation: str) -> None:
    found = looked(
        host.output(
            f"""
            import signal, sys, threading, _xcom
            isolation = {isolation!r}
            for number in (signal.SIGTERM, signal.SIGUSR1):
                signal.signal(number, lambda *_: None)
            stop = threading.Event()
            threading.Thread(target=stop.wait, name="of the program").start()
            code = {RUN}
            stop.set()
            sys.exit(code)
            """,
            "an argument",
        )
    )
    assert found["argv"] == ["xcom"]
    assert found["main"] == "__main__"
    assert found["threads"] == ["MainThread"]
    assert found["interrupt"] == "1"
    assert "lambda" not in str(found["terminate"])
    assert found["user"] == "0"
    assert "look" in found["stack"]  # type: ignore[operator]


@pytest.mark.parametrize("isolation", ISOLATIONS)
def test_the_program_keeps_what_it_has(host: Host, isolation: str) -> None:
    lines = host.output(
        f"""
        import atexit, ctypes, inspect, os, resource, signal, sys, threading, _xcom
        isolation = {isolation!r}
        me = os.getpid()
        atexit.register(lambda: print("exit of", "the program" if os.getpid() == me else "another", flush=True))

        def caught():
            status = open("/proc/self/status").read()
            return [line for line in status.splitlines() if line.startswith(("SigIgn", "SigCgt"))]

        def adopts_orphans():
            answer = ctypes.c_int()
            ctypes.CDLL(None).prctl(37, ctypes.byref(answer), 0, 0, 0)
            return answer.value

        def state():
            return os.listdir("/proc/self/fd"), adopts_orphans(), os.getpgrp(), resource.getrlimit(resource.RLIMIT_NOFILE), \
                [signal.getsignal(number) for number in signal.valid_signals()], caught(), sys.argv[:], sys.path[0], \\
                [f.function for f in inspect.stack()], sys.stdout, sys.modules["__main__"], threading.main_thread()

        signal.signal(signal.SIGTERM, lambda *_: print("terminated"))
        before = state()
        assert {RUN} == 0
        assert state() == before
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            print("interrupted")
        signal.raise_signal(signal.SIGTERM)
        """,
        "an argument",
    )
    assert lines[-3:] == ["interrupted", "terminated", "exit of the program"]
    assert lines.count("exit of the program") == 1
    assert "exit of another" not in lines


def test_threads_of_the_program_go_on(host: Host) -> None:
    """The task waits for a thread of the program, and the program for the task."""
    host.write("dag.py", WAITING)
    lines = host.output(
        """
        import os, threading, _xcom

        def release():
            while not os.path.exists("waits"):
                os.sched_yield()
            open("released", "w").close()

        threading.Thread(target=release).start()
        print(_xcom.main(["run", "dag.py"]))
        """
    )
    assert lines[-1] == "0"


def test_what_the_program_has_not_written_yet_is_written_once(host: Host) -> None:
    lines = host.output(
        """
        import sys, _xcom
        sys.stdout.write("before\\n")
        sys.exit(_xcom.main(["run", "dag.py", "-o", "json"]))
        """
    )
    assert lines.count("before") == 1
    assert lines[0] == "before"


def test_the_command_line_runs_again_and_again(host: Host) -> None:
    lines = host.output(
        """
        import _xcom
        print([_xcom.main(words) for words in (["list"], ["nonsense"], ["run", "dag.py"], ["list"], ["run", "dag.py"])])
        """
    )
    assert lines[-1] == "[0, 2, 0, 0, 0]"


def test_ctrl_c_ends_the_run_and_not_the_program(host: Host) -> None:
    host.write("dag.py", WAITING)
    lines = host.output(
        """
        import os, signal, threading, _xcom

        def interrupt():
            while not os.path.exists("waits"):
                os.sched_yield()
            os.kill(os.getpid(), signal.SIGINT)

        threading.Thread(target=interrupt).start()
        print(_xcom.main(["run", "dag.py"]))
        try:
            print("goes on")
        except KeyboardInterrupt:
            print("was interrupted")
        """
    )
    assert lines[-2:] == ["130", "goes on"]


def test_modules_beside_the_program_are_not_those_of_dag_files(host: Host) -> None:
    """`bin`, where a console script lies, or the folder that `-m` was started in: the executable has neither."""
    host.write("beside.py", "")
    host.write("dags/other.py", "import beside\nfrom airflow.sdk import DAG\n")
    done = subprocess.run(
        [PYTHON, "-m", "xcom_bridge", "dags", "list", "dags"],
        cwd=host.folder, env=host.environment, capture_output=True, text=True,
    )  # fmt: skip
    assert "No module named 'beside'" in done.stderr


def test_python_takes_the_place_of_the_program(host: Host) -> None:
    (host.folder / "airflow" / "dags").mkdir(parents=True)
    done = subprocess.run(
        [PYTHON, "-m", "xcom_bridge", "python", "-c",
         "import sys, os, airflow, airflow.sdk; print(sys.argv, sys.path[-3:], [v for v in os.environ if 'START' in v])", "a"],
        cwd=host.folder, env=host.environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    folders = [str(host.folder / "airflow" / name) for name in ("dags", "config", "plugins")]
    assert done.stdout == f"{['-c', 'a']} {folders} []\n"


PROGRAM = """
import sys
from airflow.sdk import DAG, task

with DAG("program") as dag:

    @task.external_python(python=sys.executable, expect_airflow=False)
    def look(value):
        from airflow.sdk import Variable

        return [value, Variable.get("unit")]

    look("5")

if __name__ == "__main__":
    import xcom

    with xcom.open() as store:
        store.use()
        run = dag.test()
        print(store.get(dag_id="program", run_id=run.run_id, task_id="look"))
"""


def test_a_dag_file_is_a_program(host: Host) -> None:
    """Of Python itself, with the wheel alone; in this tree the facade is on its path."""
    host.write("program.py", PROGRAM)
    host.environment["AIRFLOW_VAR_UNIT"] = "kg"
    for program in ([], ["-m", "xcom_bridge", "python"]):
        done = subprocess.run(
            [PYTHON, *program, "program.py"], cwd=host.folder, env=host.environment, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.splitlines()[-1] == "['5', 'kg']"


def test_another_environment_has_an_xcom_of_its_own_or_none(host: Host, tmp_path: Path) -> None:
    other = tmp_path / "other"
    (other / "bin").mkdir(parents=True)
    command = [PYTHON, "-m", "xcom_bridge", "run", "dag.py", "--python", str(other)]

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=host.folder, env=host.environment, capture_output=True, text=True)

    assert run().stderr == f"xcom: {other} is not a Python environment: it has no bin/python.\n"
    (other / "bin" / "python").symlink_to(PYTHON)
    assert run().stderr.endswith(f"{other} has none. Install it there: {other}/bin/python -m pip install swift-xcom\n")
    (other / "bin" / "xcom").write_text('#!/bin/sh\necho "$@"\n')
    (other / "bin" / "xcom").chmod(0o755)
    assert run().stdout == f"run dag.py --python {other}\n"
    # One that is this environment's after all.
    (other / "bin" / "xcom").write_text(f'#!/bin/sh\nexec {PYTHON} -m xcom_bridge "$@"\n')
    assert run().stderr.endswith(f"and runs nothing in {other}.\n")


def test_a_daemon_thread_that_pushes_ends_with_the_program(host: Host) -> None:
    """Python ends such a thread where it comes back from the store: its stack, with Swift on it, is given up."""
    assert host.run("import _xcom; _xcom.main(['run', 'dag.py', '--run-id', 'r'])").returncode == 0
    done = host.run(
        """
        import os, threading, _xcom
        _xcom.connect(f"sqlite:///{os.environ['XCOM_HOME']}/xcom.db")
        begun = threading.Barrier(5)

        def push(name):
            begun.wait()
            number = 0
            while True:
                number += 1
                _xcom.push("hosted", "r", "look", -1, f"{name}{number % 3}", number, None, False)

        for name in "abcd":
            threading.Thread(target=push, args=(name,), daemon=True).start()
        begun.wait()
        """
    )
    assert (done.returncode, done.stderr) == (0, "")


GIVEN = """
from airflow.sdk import DAG, BaseHook, Variable, task

with DAG("given"):

    @task
    def use():
        return [Variable.get("unit"), BaseHook.get_connection("api").host]

    use()
"""


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_what_a_run_is_given_is_not_the_programs(host: Host, isolation: str) -> None:
    host.write("dag.py", GIVEN)
    lines = host.output(
        f"""
        import os, sys, _xcom
        words = ["--var", "unit=kg", "--conn", "api=http://h", "--isolation", {isolation!r}]
        print(_xcom.main(["run", "dag.py", "-o", "json", *words]))
        print(sorted(name for name in os.environ if name.startswith(("AIRFLOW_VAR", "AIRFLOW_CONN"))))
        """
    )
    assert '["kg", "h"]' in lines[0]
    assert lines[1:] == ["0", "[]"]
