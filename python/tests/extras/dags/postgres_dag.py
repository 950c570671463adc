from airflow.providers.common.sql.operators.sql import SQLExecuteQueryOperator
from airflow.providers.postgres.hooks.postgres import PostgresHook
from airflow.sdk import DAG, task

with DAG("postgres", schedule=None):
    fill = SQLExecuteQueryOperator(
        task_id="fill",
        conn_id="postgres_default",
        sql=[
            "CREATE TABLE orders (id serial PRIMARY KEY, amount numeric(10, 2), placed date)",
            "INSERT INTO orders (amount, placed) VALUES (%(first)s, '2026-01-01'), (0.05, '2026-01-02')",
        ],
        parameters={"first": 10.25},
    )
    rows = SQLExecuteQueryOperator(
        task_id="rows", conn_id="postgres_default", sql="SELECT id, amount, placed FROM orders ORDER BY id"
    )

    @task
    def total(selected):
        hook = PostgresHook(postgres_conn_id="postgres_default")
        [(at_server,)] = hook.get_records("SELECT sum(amount) FROM orders")
        assert at_server == sum(amount for _, amount, _ in selected)
        return at_server

    fill >> rows
    total(rows.output)
