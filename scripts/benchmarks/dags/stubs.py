"""Instances of a Swift task that does nothing, one after the other."""

from airflow.sdk import dag, task


@dag(schedule=None)
def trials():
    @task.stub(queue="swift", max_active_tis_per_dagrun=1)
    def nothing(number): ...

    nothing.expand(number=list(range(50)))


trials()
