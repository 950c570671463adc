"""How a run that goes on shows itself where its output is not a terminal."""

from __future__ import annotations

from .conftest import Xcom

DAG = """
    from datetime import timedelta
    from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
    from airflow.sdk import dag, task

    @dag
    def child():
        @task
        def slow():
            import time
            time.sleep(2.5)
        slow()

    @dag
    def parent():
        @task(retries=2, retry_delay=timedelta(seconds=2))
        def flaky(ti=None):
            if ti.try_number < 2:
                raise ValueError("not yet")

        @task
        def each(n):
            return n

        flaky()
        each.expand(n=[1, 2])
        TriggerDagRunOperator(
            task_id="wait", trigger_dag_id="child", trigger_run_id="kid", wait_for_completion=True, poke_interval=1
        )

    child()
    parent()
"""


def test_starts_ends_and_waits_are_told(xcom: Xcom) -> None:
    done = xcom("run", xcom.dag(DAG), "--dag-id", "parent", "--run-id", "r1", "--jobs", "4")
    assert done.returncode == 0, done.stderr
    lines = done.stderr.splitlines()
    assert "flaky started" in lines
    assert "flaky up_for_retry" in lines
    assert any(line.startswith("flaky: retry 1 of 2 in ") for line in lines)
    assert any(line.startswith("flaky success (try 2)") for line in lines)
    # What a task waits for, once; a mapped task's instances say how they ended, not that they began.
    assert [line for line in lines if "waits for" in line] == ["wait: waits for run kid of DAG child: running"]
    assert sum(line.startswith("each[0] success") for line in lines) == 1
    assert not any(line.startswith("each") and "started" in line for line in lines)


def test_a_retry_is_counted_from_when_the_task_was_cleared(xcom: Xcom) -> None:
    file = xcom.dag(
        """
        from datetime import timedelta
        from airflow.sdk import dag, task

        @dag
        def cleared():
            @task(retries=1, retry_delay=timedelta(seconds=2))
            def flaky():
                raise ValueError("never")
            flaky()

        cleared()
        """
    )
    assert "flaky: retry 1 of 1 in " in xcom("run", file, "--run-id", "r1").stderr
    again = xcom("run", file, "--run-id", "r1", "--again").stderr
    assert "flaky up_for_retry (try 3)" in again
    assert "flaky: retry 1 of 1 in " in again
