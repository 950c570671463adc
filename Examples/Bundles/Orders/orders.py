"""An ETL whose transformation is written in Swift: Orders.swift."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

from airflow.sdk import dag, task


@dag(schedule=None)
def orders():
    @task
    def extract():
        placed = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
        return [
            {"id": 1, "customer": "Ada", "total": Decimal("12.50"), "placed_at": placed},
            {"id": 2, "customer": "Bob", "total": Decimal("7.25"), "placed_at": placed + timedelta(days=1)},
        ]

    @task.stub(queue="swift")
    def transform(): ...

    @task
    def report(ti=None):
        summary = ti.xcom_pull(task_ids="transform")
        return f"{summary['total']} from {len(summary['customers'])} customers up to {summary['newest']:%Y-%m-%d}"

    extract() >> transform() >> report()


orders()
