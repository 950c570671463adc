"""DAGs with a task whose process is lost. What is called for it writes to the file that ``LOST`` names."""

from __future__ import annotations

import datetime as dt
import json
import os
import signal

from airflow.sdk import Param, dag, task


def _attempt(ask):
    try:
        return ask()
    except Exception as error:
        return f"! {type(error).__name__}"


def _note(kind, **more):
    with open(os.environ["LOST"], "a") as told:
        print(json.dumps({"kind": kind, **more}, default=str), file=told)


def _described(context):
    ti = context["ti"]
    own = {"task_ids": ti.task_id, "key": "pushed", "map_indexes": ti.map_index}
    return {
        "dag_id": context["dag"].dag_id,
        "keys": sorted(context),
        "task_id": ti.task_id,
        "map_index": ti.map_index,
        "try_number": ti.try_number,
        "max_tries": ti.max_tries,
        "missing": [name for name in ("start_date", "end_date", "state") if not hasattr(ti, name)],
        "values": {name: str(getattr(ti, name, None)) for name in ("end_date", "state", "is_mapped")},
        "has_hostname": bool(ti.hostname),
        "params": dict(context["params"]),
        "types": [type(ti).__name__, type(context["task"]).__name__, type(context["dag_run"]).__name__],
        "run_state": str(context["dag_run"].state),
        "reschedules": context["task_reschedule_count"],
        "upstream": _attempt(lambda: ti.xcom_pull(task_ids="up")),
        "own": _attempt(lambda: ti.xcom_pull(**own)),
        "variable": _attempt(lambda: context["var"]["value"].get("missing", "none")),
        "rendered": _attempt(lambda: context["task"].render_template("{{ ti.task_id }} {{ run_id }}", context)),
        "first_reschedule": _attempt(lambda: ti.get_first_reschedule_date(context)),
    }


def retried(context):
    _note("retry", **_described(context))


def failed(context):
    _note("failure", **_described(context))


def raising(context):
    _note("raising", dag_id=context["dag"].dag_id)
    raise ValueError("of a callback")


def run_failed(context):
    _note("run", dag_id=context["dag"].dag_id, reason=context["reason"])


def _kill(*processes):
    for process in processes:
        os.kill(process, signal.SIGKILL)


ENDS = {
    "kill": lambda: _kill(os.getpid()),
    "exit_7": lambda: os._exit(7),
    "exit_0": lambda: os._exit(0),
    "supervisor": lambda: _kill(os.getppid(), os.getpid()),
}


def make(name, end, retries, mapped=False, **options):
    options = {
        "on_retry_callback": [raising, retried],
        "on_failure_callback": [raising, failed],
        "email": ["a@example.org", "b@example.org"],
        "email_on_retry": True,
        "email_on_failure": True,
        **options,
    }

    @dag(
        dag_id=name,
        schedule="@once",
        start_date=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        params={"p": Param(5)},
        on_failure_callback=run_failed,
        catchup=False,
    )
    def lost():
        @task
        def up():
            return {"a": 1}

        @task(retries=retries, retry_delay=dt.timedelta(seconds=float(os.environ.get("LOST_DELAY", "0"))), **options)
        def dies(x=0, ti=None):
            ti.xcom_push("pushed", f"by try {ti.try_number}")
            if x == 0 and ti.try_number == 1:
                ENDS[end]()
            return x

        up() >> (dies.expand(x=[1, 0]) if mapped else dies())

    lost()


for how in ENDS:
    make(f"{how}_without_retry", how, 0)
    make(f"{how}_with_retry", how, 1)
make("mapped", "kill", 1, mapped=True)
make("without_mail", "exit_0", 0, email_on_failure=False)
make("on_retry_only", "exit_0", 0, on_failure_callback=None)
make("mail_only", "kill", 1, on_failure_callback=None, on_retry_callback=None)
