"""Mapped tasks that are written in Swift: Regions.swift."""

from __future__ import annotations

from airflow.sdk import dag, task


@dag(schedule=None)
def regions():
    @task.stub(queue="swift")
    def list_regions(): ...

    @task.stub(queue="swift")
    def score(region): ...

    @task.stub(queue="swift")
    def total(): ...

    score.expand(region=list_regions()) >> total()


regions()
