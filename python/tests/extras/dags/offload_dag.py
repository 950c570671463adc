"""A value that is large enough to be offloaded, pushed twice."""

from __future__ import annotations

from typing import Any

from airflow.sdk import dag, task


@dag
def offload() -> None:
    @task
    def rows() -> list[dict[str, Any]]:
        return [{"id": i, "name": f"customer {i}"} for i in range(20_000)]

    @task
    def same(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return rows

    @task
    def length(rows: list[dict[str, Any]]) -> int:
        return len(rows)

    length(same(rows()))


offload()
