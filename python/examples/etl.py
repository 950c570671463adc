# conformance: {"expect_dag_state": "success"}
"""A TaskFlow ETL: orders are extracted, cleaned and added up; the report takes its parts from several outputs."""

from __future__ import annotations

from datetime import datetime

from airflow.sdk import dag, task

ORDERS = [
    {"id": 1, "customer": "Ada", "amount": "12.50", "status": "paid"},
    {"id": 2, "customer": "Grace", "amount": "80.00", "status": "paid"},
    {"id": 3, "customer": "Ada", "amount": "not yet known", "status": "open"},
    {"id": 4, "customer": "Edsger", "amount": "7.25", "status": "paid"},
]


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False, tags=["example"])
def etl():
    @task
    def extract() -> list:
        return ORDERS

    @task(multiple_outputs=True)
    def transform(orders: list) -> dict:
        paid = [{**order, "amount": float(order["amount"])} for order in orders if order["status"] == "paid"]
        return {
            "total": sum(order["amount"] for order in paid),
            "customers": sorted({order["customer"] for order in paid}),
            "rejected": [order["id"] for order in orders if order["status"] != "paid"],
        }

    @task
    def load(total: float, customers: list, rejected: list) -> str:
        report = f"{total:.2f} from {len(customers)} customers, {len(rejected)} order(s) rejected"
        print(report)
        return report

    result = transform(extract())
    load(result["total"], result["customers"], result["rejected"])


etl()
