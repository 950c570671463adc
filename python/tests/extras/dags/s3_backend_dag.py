from datetime import timedelta

from airflow import DAG
from airflow.decorators import task
from airflow.operators.bash import BashOperator

with DAG("s3_backend", schedule=None):

    @task
    def extract(ti=None):
        ti.xcom_push(key="summary", value={"rows": 3, "name": "été"})
        return [{"id": 1}, {"id": 2}, {"id": 3}]

    @task
    def double(row):
        return row["id"] * 2

    @task
    def total(values, ti=None):
        assert ti.xcom_pull(task_ids="extract", key="summary") == {"rows": 3, "name": "été"}
        assert ti.xcom_pull(task_ids=["extract"]) == [[{"id": 1}, {"id": 2}, {"id": 3}]]
        return sum(values)

    @task(retries=1, retry_delay=timedelta(0))
    def flaky(ti=None):
        ti.xcom_push(key="attempt", value=ti.try_number)
        if ti.try_number == 1:
            raise ValueError("the first try fails")

    rows = extract()
    total(double.expand(row=rows))
    rows >> BashOperator(
        task_id="bash", bash_command='echo \'{{ ti.xcom_pull(task_ids="extract", key="summary")["rows"] }} rows\''
    )
    flaky()
