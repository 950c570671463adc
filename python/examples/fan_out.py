# conformance: {"expect_dag_state": "success"}
"""A mapped fan-out with a reduce: one task instance for each file that the first task finds."""

from __future__ import annotations

from datetime import datetime

from airflow.decorators import dag, task
from airflow.operators.python import get_current_context

FILES = {
    "2026-01-01.csv": "3,4,5",
    "2026-01-02.csv": "10",
    "2026-01-03.csv": "",
}


@dag(schedule=None, start_date=datetime(2026, 1, 1), catchup=False, tags=["example"])
def fan_out():
    @task
    def find_files() -> list:
        return sorted(FILES)

    @task(map_index_template="{{ name }}")
    def count(name: str, separator: str) -> dict:
        numbers = [int(number) for number in FILES[name].split(separator) if number]
        get_current_context()["name"] = name
        return {"name": name, "count": len(numbers), "sum": sum(numbers)}

    @task
    def reduce(counts) -> dict:
        counts = list(counts)
        return {
            "files": [count["name"] for count in counts],
            "count": sum(count["count"] for count in counts),
            "sum": sum(count["sum"] for count in counts),
        }

    reduce(count.partial(separator=",").expand(name=find_files()))


fan_out()
