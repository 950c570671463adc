"""DAGs that the listener of `plugins/telling.py` is told of."""

from airflow.exceptions import AirflowSkipException
from airflow.sdk import DAG, Asset, AssetAlias, task

orders = Asset("orders", uri="file://localhost/data/orders.csv", extra={"of": "asset"})

with DAG("listened", schedule=None):

    @task(outlets=[orders])
    def write(outlet_events=None):
        outlet_events[orders].extra = {"rows": 3}

    @task(outlets=[AssetAlias("alias")])
    def through_alias(outlet_events=None):
        outlet_events[AssetAlias("alias")].add(Asset("late", uri="file://localhost/late"), extra={"n": 1})

    @task
    def skips():
        raise AirflowSkipException

    @task
    def each(x):
        return x

    write() >> through_alias()
    skips()
    each.expand(x=[1, 2])

with DAG("listened_failed", schedule=None):

    @task
    def fails():
        raise ValueError("no")

    fails()
