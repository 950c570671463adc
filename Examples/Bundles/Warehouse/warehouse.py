"""A task that reads a variable and a connection, written in Swift: Warehouse.swift."""

from __future__ import annotations

from airflow.sdk import dag, task


@dag(schedule=None)
def warehouse():
    @task.stub(queue="swift")
    def plan(): ...

    plan()


warehouse()
