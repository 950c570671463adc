"""A task that is tried again, and one that is skipped, written in Swift: Feed.swift."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, dag, task


@dag(schedule=None)
def feed():
    @task.stub(queue="swift", retries=1, retry_delay=timedelta(seconds=1))
    def fetch(): ...

    @task.stub(queue="swift", outlets=[Asset("feed", uri="file:///feed")])
    def publish(): ...

    fetch() >> publish()


feed()
