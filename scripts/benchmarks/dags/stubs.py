"""Instances of a Swift task that does nothing, one after the other with --jobs 1."""

from airflow.sdk import dag, task


@dag(schedule=None, max_active_tasks=1)
def trials():
    @task.stub(queue="swift")
    def nothing(number): ...

    nothing.expand(number=list(range(50)))


trials()
