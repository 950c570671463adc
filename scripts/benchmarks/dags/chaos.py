"""Tasks of many kinds, that can lose many tries, and say in a journal when each try begins and ends."""

import os
import time
from datetime import timedelta
from pathlib import Path

from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
from airflow.sdk import DAG, BaseOperator, get_current_context, task

JOURNAL = os.environ["CHAOS_JOURNAL"]


def note(what, text):
    with open(JOURNAL, "a") as file:
        file.write(f"{what} {text}\n")


def is_alive(pid):
    try:
        return Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def begin():
    """Notes that a try begins; gives what to note at its end."""
    ti = get_current_context()["ti"]
    name = f"{ti.task_id}[{ti.map_index}]"
    beside = Path(f"{JOURNAL}.{name}")
    if beside.exists() and is_alive(beside.read_text()):
        note("overlap", f"{name} try {ti.try_number}")
    # Whole or not at all: it may be killed meanwhile.
    fresh = Path(f"{beside}.{os.getpid()}")
    fresh.write_text(str(os.getpid()))
    fresh.replace(beside)
    note("begin", f"{name} try {ti.try_number}")
    return f"{name} try {ti.try_number}"


class Waits(BaseOperator):
    def execute(self, context):
        begin()
        self.defer(trigger=TimeDeltaTrigger(timedelta(seconds=0.3)), method_name="resume")

    def resume(self, context, event=None):
        time.sleep(0.05)
        return "resumed"


with DAG("chaos", schedule=None, default_args={"retries": 100, "retry_delay": timedelta(0)}):

    @task
    def numbers():
        at = begin()
        time.sleep(0.1)
        note("end", at)
        return list(range(6))

    @task
    def square(number, ti=None):
        at = begin()
        ti.xcom_push("before", number)
        time.sleep(0.15)
        ti.xcom_push("after", [number] * 1000)
        note("end", at)
        return number * number

    @task
    def total(squares):
        at = begin()
        result = sum(squares)
        note("end", at)
        return result

    @task.branch
    def choose(result):
        begin()
        time.sleep(0.05)
        return ["chosen"]

    @task
    def last(**context):
        at = begin()
        ti = context["ti"]
        pulled = ti.xcom_pull(task_ids=["bash", "waits"])
        note("end", at)
        return [pulled, len(ti.xcom_pull(task_ids="square", key="after", map_indexes=[3])[0])]

    result = total(square.expand(number=numbers()))
    bash = BashOperator(task_id="bash", bash_command="sleep 0.2; echo from a shell")
    waits = Waits(task_id="waits")
    chosen = EmptyOperator(task_id="chosen")
    choose(result) >> [chosen, EmptyOperator(task_id="left_out")]
    [chosen, bash, waits] >> last()
