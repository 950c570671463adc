"""Branches that meet again inside a mapped task group, and what comes after it."""

# conformance: {"expect_dag_state": "success"}

from __future__ import annotations

import pendulum

from airflow.sdk import dag, task, task_group


@dag(schedule=None, start_date=pendulum.datetime(2024, 1, 1, tz="UTC"))
def map_group_join():
    @task
    def numbers():
        return [1, 2, 3]

    @task_group
    def each(n):
        @task
        def check(n):
            if n == 3:
                raise ValueError("three")
            return n

        @task.short_circuit(ignore_downstream_trigger_rules=False)
        def is_odd(n):
            return n % 2 == 1

        @task
        def odd(n, ti=None):
            return [n, ti.xcom_pull(task_ids="each.is_odd", map_indexes=ti.map_index)]

        @task(trigger_rule="none_failed_min_one_success")
        def join(ti=None):
            return [ti.map_index, ti.xcom_pull(task_ids="each.odd", map_indexes=ti.map_index, default="even")]

        @task(trigger_rule="all_done_min_one_success")
        def settled(ti=None):
            return ti.map_index

        @task(trigger_rule="one_success")
        def early(ti=None):
            return ti.map_index

        @task(trigger_rule="all_done")
        def last(ti=None):
            return ti.map_index

        checked, gate = check(n), is_odd(n)
        found = odd(n)
        gate >> found
        [checked, found] >> join() >> last()
        [checked, gate] >> settled()
        [checked, found] >> early()

    each_group = each.expand(n=numbers())

    @task(trigger_rule="all_done")
    def after(ti=None):
        return {
            key: ti.xcom_pull(task_ids=f"each.{key}", map_indexes=[0, 1, 2])
            for key in ("check", "odd", "join", "settled", "early", "last")
        }

    each_group >> after()


map_group_join()
