"""Everything that goes wrong for users."""
import os
import sys
import time
from datetime import datetime, timedelta
from airflow import DAG
from airflow.decorators import task
from airflow.operators.bash import BashOperator
from airflow.operators.python import PythonOperator
from airflow.operators.empty import EmptyOperator
from airflow.exceptions import (
    AirflowException, AirflowFailException, AirflowNotFoundException, AirflowSensorTimeout, AirflowSkipException, AirflowTaskTimeout,
)


class MyErr(Exception):
    def __init__(self, code, *, why):
        super().__init__(code, why)
        self.code, self.why = code, why

    def __str__(self):
        return f"[{self.code}] {self.why}"


class NoStr(Exception):
    def __str__(self):
        raise TypeError("no str")


def chained():
    try:
        {}["a"]
    except KeyError as e:
        raise RuntimeError("outer") from e


def raiser(e):
    def f():
        raise e
    return f


def unpicklable():
    return open(os.devnull)


def pull_before(ti):
    ti.xcom_push("n", ti.try_number)
    prev = ti.xcom_pull(task_ids="retry_pull", key="n")
    if ti.try_number < 3:
        raise ValueError(f"try {ti.try_number} prev {prev}")
    return prev


with DAG("failures", start_date=datetime(2024, 1, 1), schedule=None, default_args={"retry_delay": timedelta(0)}) as dag:
    P = lambda tid, fn, **k: PythonOperator(task_id=tid, python_callable=fn, **k)
    P("chained", chained)
    P("myerr", lambda: (_ for _ in ()).throw(MyErr(5, why="w")))
    P("multi_args", raiser(ValueError("a", 2, {"k": [1]})))
    P("empty_msg", raiser(RuntimeError()))
    P("multiline", raiser(ValueError("line1\nline2\n  é")))
    P("group", raiser(ExceptionGroup("eg", [ValueError(1), KeyError("k")])))
    P("notes", raiser(ValueError("n")))
    P("assertion", raiser(AssertionError("x != y")))
    P("stop", raiser(StopIteration(3)))
    P("unicode", lambda: b"\xff".decode())
    P("attr", lambda: None.x)
    P("import_err", lambda: __import__("no_such_module_x"))
    P("exit0", lambda: sys.exit(0))
    P("exit_text", lambda: sys.exit("bye"))
    P("skip_msg", raiser(AirflowSkipException("skip it")))
    P("fail_retry", raiser(AirflowFailException("f")), retries=2)
    P("retry_pull", pull_before, retries=2)
    P("retry_exp", raiser(ValueError("again")), retries=1, retry_exponential_backoff=True, max_retry_delay=timedelta(seconds=0))
    P("timeout", lambda: time.sleep(5), execution_timeout=timedelta(milliseconds=300))
    P("caught_timeout", lambda: [time.sleep(0.01)] and "ok", execution_timeout=timedelta(seconds=5))
    P("bad_return", unpicklable)
    P("bad_push", lambda ti: ti.xcom_push("f", object()))
    P("lambda_ret", lambda: (lambda: 1))
    P("deep", lambda: {"a": [{"b": object()}]})
    P("keys", lambda: {("a", 1): 2})
    P("nan", lambda: float("nan"))
    P("bytes", lambda: b"abc")
    P("complex", lambda: 1 + 2j)
    P("cls", lambda: MyErr)
    P("bad_args", lambda a: a)
    P("bad_args2", lambda a: a, op_args=[1, 2])
    P("bad_kw", lambda: 1, op_kwargs={"zz": 1})
    P("not_found", raiser(AirflowNotFoundException("nf")))
    P("sensor_to", raiser(AirflowSensorTimeout("st")))
    P("task_to", raiser(AirflowTaskTimeout("tt")))
    BashOperator(task_id="bash_127", bash_command="nonexistent_cmd_zz")
    BashOperator(task_id="bash_fail", bash_command="echo out; echo err >&2; exit 2", retries=1)
    BashOperator(task_id="bash_skip", bash_command="exit 42", skip_on_exit_code=[42, 43])
    BashOperator(task_id="bash_tmpl", bash_command="{{ 1/0 }}")
    BashOperator(task_id="bash_pipe", bash_command="false | true; echo $?")
    BashOperator(task_id="bash_cwd", bash_command="pwd", cwd="/nope")
    BashOperator(task_id="bash_file", bash_command="missing.sh ")
    BashOperator(task_id="bash_file2", bash_command="missing.sh")

    @task(retries=1)
    def flaky(ti=None, **c):
        c["task"].retries
        if ti.try_number == 1:
            ti.xcom_push("try1", 1)
            raise AirflowException("first")
        return [ti.xcom_pull(task_ids="flaky", key="try1"), ti.max_tries, ti.try_number]

    @task
    def uses(v):
        return v

    uses(flaky())

    @task
    def miss(v):
        return v

    bad = P("bad_up", raiser(ValueError("up")))
    m = miss(bad.output)
    m >> EmptyOperator(task_id="after") >> EmptyOperator(task_id="after_always", trigger_rule="always")
    P("one_failed", lambda: "alert", trigger_rule="one_failed") << bad
    P("all_failed", lambda: "alert", trigger_rule="all_failed") << [bad, m]
