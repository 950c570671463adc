from airflow.providers.http.operators.http import HttpOperator
from airflow.providers.http.sensors.http import HttpSensor
from airflow.sdk import DAG

with DAG("http", schedule=None):
    ready = HttpSensor(
        task_id="ready", http_conn_id="http_default", endpoint="ready", poke_interval=0.1, response_check=lambda r: r.ok
    )
    get = HttpOperator(
        task_id="get",
        http_conn_id="http_default",
        method="GET",
        endpoint="orders",
        data={"limit": "2"},
        response_filter=lambda response: response.json()["orders"],
    )
    post = HttpOperator(
        task_id="post",
        http_conn_id="http_default",
        endpoint="sum",
        data="{{ ti.xcom_pull(task_ids='get') | tojson }}",
        headers={"Content-Type": "application/json"},
        deferrable=True,
    )
    ready >> get >> post
