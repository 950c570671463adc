"""Long tasks that are cancelled, written in Swift: Marathon.swift."""

from __future__ import annotations

from airflow.sdk import dag, task


@dag(schedule=None)
def marathon():
    @task.stub(queue="swift")
    def run(): ...

    @task.stub(queue="swift")
    def sprint(): ...

    [run(), sprint()]


marathon()
