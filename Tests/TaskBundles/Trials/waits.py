"""What a whole Airflow does for a task that is written in Swift besides running it: Trials.swift."""

from __future__ import annotations

from airflow.sdk import dag, task


@dag(schedule=None)
def called():
    @task
    def answer(dag_run=None):
        return dag_run.conf["question"]

    answer()


@dag(schedule=None)
def waits():
    @task.stub(queue="swift")
    def wait(): ...

    @task.stub(queue="swift")
    def wait_for_too_long(): ...

    @task.stub(queue="swift")
    def ask(): ...

    @task.stub(queue="swift")
    def call(): ...

    @task.stub(queue="swift", trigger_rule="all_done")
    def look(): ...

    [wait(), wait_for_too_long(), ask(), call()] >> look()


called()
waits()
