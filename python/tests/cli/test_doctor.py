"""`xcom doctor` is the doctor, with its arguments, output and exit codes."""

from __future__ import annotations

from pathlib import Path

from .conftest import Run


def test_the_report_and_its_exit_code(xcom: Run, tmp_path: Path) -> None:
    (tmp_path / "dag.py").write_text('from airflow.sdk import DAG\nDAG("a", schedule_interval=None)\n')
    done = xcom("doctor", "dag.py")
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("dag.py:2:10: XD103 breaks: DAG has no argument schedule_interval in Airflow 3.2.1")
    assert xcom("doctor", "dag.py", "--fix").returncode == 0
    assert (tmp_path / "dag.py").read_text().endswith('DAG("a", schedule=None)\n')


def test_many_files(xcom: Run, tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"dag_{number}.py").write_text("x = 1\n")
    done = xcom("doctor", ".", "--jobs", "2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "60 files: nothing found.\n", "")


def test_help_and_wrong_usage(xcom: Run) -> None:
    assert xcom("doctor", "--help").stdout.startswith("usage: xcom doctor ")
    assert xcom("doctor", "--explain", "XD401").stdout.startswith("# XD401 pull-without-task-ids (differs)\n")
    done = xcom("doctor", "no-such-file.py")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, "xcom doctor: error: no-such-file.py is not there")
