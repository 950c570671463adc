"""A task that writes without measure; CHAOS_MEGABYTES says how much, half of it in one line."""

import os

from airflow.sdk import DAG, Connection, task

os.environ.setdefault("AIRFLOW_CONN_BANK", "http://user:s3cr3t-w0rd@bank.example")

with DAG("output", schedule=None):

    @task
    def write():
        password = Connection.get("bank").password
        half = int(os.environ["CHAOS_MEGABYTES"]) * 500_000
        os.system(f"yes 'a line with {password} in it' | head -c {half}")
        os.system(f"yes 'no line with {password} in it' | tr -d '\\n' | head -c {half}")

    write()
