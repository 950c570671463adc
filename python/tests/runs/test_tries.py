"""Earlier tries, and what is left of dates and flags of tasks."""

from __future__ import annotations

from .conftest import Xcom


def test_tries_that_others_came_after_are_kept(xcom: Xcom) -> None:
    path = xcom.dag("""
        import datetime as dt
        from airflow.sdk import dag, task

        @dag(schedule="@daily")
        def tried():
            @task(retries=2, retry_delay=dt.timedelta(0))
            def work(ti=None):
                if ti.try_number < 3:
                    raise ValueError(ti.try_number)

            @task(retries=1, retry_delay=dt.timedelta(0))
            def mapped(x, ti=None):
                if x == 1 and ti.try_number == 1:
                    raise ValueError

            work()
            mapped.expand(x=[0, 1])
        tried()
    """)
    span = ["--from", "2026-01-01", "--to", "2026-01-01"]
    assert xcom("run", path, *span).returncode == 0
    columns = "task_id, map_index, try_number, state"
    query = f"SELECT {columns}, operator, end_date >= start_date FROM task_instance_history ORDER BY 1, 2, 3"
    assert xcom.sql(query) == [
        ("mapped", 1, 1, "failed", "_PythonDecoratedOperator", 1),
        ("work", -1, 1, "failed", "_PythonDecoratedOperator", 1),
        ("work", -1, 2, "failed", "_PythonDecoratedOperator", 1),
    ]
    # A run that is started anew has its last tries there too.
    assert xcom("run", path, *span, "--reprocess-behavior", "completed").returncode == 0
    assert xcom.sql(f"SELECT {columns} FROM task_instance_history ORDER BY 1, 2, 3") == [
        ("mapped", 0, 1, "success"),
        ("mapped", 1, 1, "failed"),
        ("mapped", 1, 2, "success"),
        ("work", -1, 1, "failed"),
        ("work", -1, 2, "failed"),
        ("work", -1, 3, "success"),
    ]


def test_an_expansion_to_too_many_instances_is_refused(xcom: Xcom) -> None:
    path = xcom.dag("""
        from airflow.sdk import dag, task

        @dag(schedule=None)
        def wide():
            @task
            def work(**kwargs):
                pass
            work.expand(**{f"x{number}": list(range(1000)) for number in range(8)})
        wide()
    """)
    done = xcom("run", path)
    assert done.returncode == 1
    words = "it would be expanded to more than 1000000 task instances; map over less"
    assert f"work failed: TooManyInstances: {words}\n" in done.stderr
