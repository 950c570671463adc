from airflow.hooks.base import BaseHook
from airflow.sdk import dag, task


@dag(schedule=None)
def own_provider():
    @task.acme
    def by_decorator():
        return {"item": "rocket"}

    @task
    def by_connection():
        hook = BaseHook.get_hook("acme_default")
        return hook.order(item=type(hook).__name__)

    by_decorator()
    by_connection()


own_provider()
