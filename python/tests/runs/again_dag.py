"""A DAG whose second execution does something else: the file that ``AGAIN`` names says how long its list is then."""

import os

from airflow.sdk import TriggerRule, dag, setup, task, teardown


def _length() -> int:
    try:
        with open(os.environ["AGAIN"]) as file:
            return int(file.read())
    except FileNotFoundError:
        return 3


@dag(schedule=None)
def again():
    @task
    def extract():
        return list(range(1, _length() + 1))

    @task
    def each(n, ti=None):
        if n == 2 and not os.path.exists(os.environ["AGAIN"]):
            raise ValueError("bad")
        return [n, ti.try_number]

    @task
    def total(found):
        return sum(n for n, _ in found)

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def after(ti=None):
        ti.xcom_push("tries", ti.try_number)

    @task(retries=2)
    def other(ti=None):
        return ti.try_number

    @setup
    def make(ti=None):
        return ti.try_number

    @task
    def use(ti=None):
        return ti.try_number

    @teardown
    def drop(ti=None):
        return ti.try_number

    total(each.expand(n=extract())) >> after()
    other()
    made = make()
    made >> use() >> drop().as_teardown(setups=made)


again()
