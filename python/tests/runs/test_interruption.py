"""A run that a person stops, and takes up again."""

from __future__ import annotations

import signal

import pytest

from .conftest import Xcom

DAG = """
    import os, time
    from airflow.providers.standard.sensors.python import PythonSensor
    from airflow.providers.standard.triggers.file import FileTrigger
    from airflow.sdk import BaseOperator, dag, task

    GO = {go!r}

    class Waits(BaseOperator):
        def execute(self, context):
            self.defer(trigger=FileTrigger(filepath=GO, poke_interval=0.05), method_name="resume")

        def resume(self, context, event=None):
            return "resumed"

    @dag(schedule=None)
    def stopped():
        @task(retries=1, retry_delay=0, priority_weight=5)
        def slow(ti=None):
            while not os.path.exists(GO):
                time.sleep(0.05)
            return "done"

        @task
        def after(x):
            return x

        @task.short_circuit(retries=1, retry_delay=0, priority_weight=5)
        def gate():
            while not os.path.exists(GO):
                time.sleep(0.05)
            return False

        @task
        def skipped():
            return "never"

        @task
        def each(x):
            return x

        @task
        def no_slot(a, b):
            return [a, b]

        waits = Waits(task_id="waits", priority_weight=9)
        sensor = PythonSensor(
            task_id="sensor", python_callable=lambda: os.path.exists(GO), mode="reschedule", poke_interval=0.05,
            priority_weight=8,
        )
        s = slow()
        a = after(s)
        gate() >> skipped()
        no_slot(waits.output, a) << sensor
        each.expand(x=[1, 2])

    stopped()
"""

STATES = {
    "slow": "up_for_retry",
    "after": None,
    "gate": "up_for_retry",
    "skipped": None,
    "waits": "deferred",
    "no_slot": None,
}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_what_has_not_begun_stays_as_it_is_and_the_run_can_be_taken_up(xcom: Xcom, number: signal.Signals) -> None:
    go = xcom.folder / "go"
    file = xcom.dag(DAG.format(go=str(go)))

    process = xcom.start("run", file, "--run-id", "r", "--jobs", "2", start_new_session=True)
    # Two that do not end have taken all slots, and the others are where they stay.
    xcom.until(
        lambda: (
            xcom("runs").returncode == 0
            and xcom.json("runs")
            and {"slow": "running", "gate": "running", "waits": "deferred"}.items() <= xcom.states().items()
        )
    )
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert "The run was stopped. Take it up again by xcom resume r." in err
    assert [run["state"] for run in xcom.json("runs")] == ["running"]
    states = xcom.states()
    assert STATES.items() <= states.items()
    # The sensor was poked or waits to be, and what was ready had no slot.
    assert states["sensor"] in ("up_for_reschedule", "scheduled", "queued")
    assert [states[f"each[{index}]"] for index in range(2)] == ["scheduled", "scheduled"]

    go.touch()
    done = xcom("resume", "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    unbroken = xcom("run", file, "--run-id", "unbroken", "--jobs", "2")
    assert unbroken.returncode == 0, unbroken.stderr
    rows = {run: xcom.json("tasks", "--dag-id", "stopped", "--run-id", run) for run in ("r", "unbroken")}
    found = {run: {(r["task_id"], r["map_index"]): r["state"] for r in tasks} for run, tasks in rows.items()}
    assert found["r"] == found["unbroken"]
    tries = {row["task_id"]: row["try_number"] for row in rows["r"]}
    assert tries == {"slow": 2, "after": 1, "gate": 2, "skipped": 0, "waits": 1, "sensor": 1, "no_slot": 1, "each": 1}
    values = [
        {(x["task_id"], x["map_index"], x["key"]): x["value"] for x in xcom.json("list", "--run-id", run)}
        for run in ("r", "unbroken")
    ]
    assert values[0] == values[1] != {}
