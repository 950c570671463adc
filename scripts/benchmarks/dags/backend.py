"""Values of 10 MB: two tasks push the same, one pushes another and fails, one is killed after its push."""

import os
import signal
from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task

RECORDS = [{"id": i, "name": f"name {i}", "amount": i / 7, "tags": ["a", "b"], "ok": None} for i in range(100_000)]


@dag(schedule=None)
def backend():
    @task
    def first():
        return RECORDS

    @task
    def second():
        return RECORDS

    @task(retries=1, retry_delay=timedelta(0))
    def again(ti=None):
        if ti.try_number == 1:
            ti.xcom_push("rows", RECORDS[1:])
            raise ValueError("again")

    @task
    def killed(ti=None):
        ti.xcom_push("rows", RECORDS[2:])
        if os.environ.get("KILL_WORKER"):
            os.kill(os.getpid(), signal.SIGKILL)
        return len(ti.xcom_pull("first")) + len(ti.xcom_pull("second"))

    first() >> second() >> again() >> killed()


the_dag = backend()

if __name__ == "__main__":
    the_dag.test(logical_date=datetime(2026, 1, 1, tzinfo=UTC))
