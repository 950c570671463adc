"""The result of a DAG, and keys of variables: Airflow 3.3."""

# conformance: {"expect_dag_state": "success", "dags": ["dag_results", "decorated_result"]}

from datetime import datetime, timezone

from airflow.sdk import DAG, Variable, dag, get_current_context, result, task

START = datetime(2026, 1, 1, tzinfo=timezone.utc)

with DAG("dag_results", schedule=None, start_date=START):

    @result
    @task
    def answer():
        get_current_context()["ti"].xcom_push(key="beside", value=1)
        return {"answer": 42}

    @task
    def variables():
        for key in ("kb", "ka", "k%", "other"):
            Variable.set(key, "1")
        Variable.delete("kb")
        found = {prefix: sorted(Variable.keys(prefix=prefix)) for prefix in ("k", "k%", "zzz")}
        return found | {"all": [key for key in Variable.keys() if key in ("ka", "k%", "other")]}

    answer() >> variables()


@dag(schedule=None, start_date=START)
def decorated_result():
    @task
    def last():
        return [1, 2]

    @task
    def before():
        return 0

    before()
    return last()


decorated_result()
