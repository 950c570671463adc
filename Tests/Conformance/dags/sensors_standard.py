# conformance: {"env": {"AIRFLOW_CONN_FS_DEFAULT": "fs:///?path=${WORK}"}}
"""Sensors in the manner of users."""
import os
from datetime import datetime, timedelta
import pendulum
from airflow import DAG
from airflow.decorators import task
from airflow.sensors.base import BaseSensorOperator, PokeReturnValue
from airflow.sensors.python import PythonSensor
from airflow.sensors.filesystem import FileSensor
from airflow.sensors.external_task import ExternalTaskSensor
from airflow.providers.standard.sensors.date_time import DateTimeSensor, DateTimeSensorAsync
from airflow.providers.standard.sensors.time_delta import TimeDeltaSensor
from airflow.providers.standard.sensors.bash import BashSensor
from airflow.providers.standard.sensors.weekday import DayOfWeekSensor
from airflow.providers.standard.operators.empty import EmptyOperator


class CountSensor(BaseSensorOperator):
    template_fields = ("path",)

    def __init__(self, *, path, times=2, **kw):
        super().__init__(**kw)
        self.path, self.times = path, times

    def poke(self, context):
        n = int(open(self.path).read()) if os.path.exists(self.path) else 0
        n += 1
        with open(self.path, "w") as f:
            f.write(str(n))
        context["ti"].xcom_push(key="poke", value=n)
        if n >= self.times:
            return PokeReturnValue(is_done=True, xcom_value={"pokes": n, "try": context["ti"].try_number})
        return False


with DAG("sensors_other", start_date=datetime(2024, 1, 1), schedule=None):
    EmptyOperator(task_id="done")

    @task
    def bad():
        raise RuntimeError("x")

    bad()

with DAG("sensors_standard", start_date=datetime(2024, 1, 1), schedule=None, default_args={"poke_interval": 0, "timeout": 20}) as dag:

    @task
    def make(ti=None):
        path = os.path.join(os.environ["TMPDIR"], "flag.txt")
        open(path, "w").write("x")
        return path

    m = make()
    FileSensor(task_id="file", filepath=m)
    FileSensor(task_id="file_glob", filepath=os.path.join(os.environ.get("TMPDIR", "/tmp"), "fl*.txt")) << m
    FileSensor(task_id="file_def", filepath=m, deferrable=True)
    FileSensor(task_id="file_missing", filepath="/nope/never", timeout=0.1, poke_interval=0.05)
    FileSensor(task_id="file_soft", filepath="/nope/never", timeout=0.1, poke_interval=0.05, soft_fail=True) >> EmptyOperator(task_id="after_soft")
    CountSensor(task_id="count_poke", path="{{ ti.xcom_pull('make') }}.poke") << m
    CountSensor(task_id="count_resched", path="{{ ti.xcom_pull('make') }}.res", mode="reschedule", times=3) << m
    PythonSensor(task_id="py_true", python_callable=lambda ds: ds == "2026-01-01")
    PythonSensor(task_id="py_args", python_callable=lambda a, b: PokeReturnValue(a == b, [a, b]), op_args=[1], op_kwargs={"b": 1})
    PythonSensor(task_id="py_truthy", python_callable=lambda: {"a": 1})
    PythonSensor(task_id="py_never", python_callable=lambda: False, timeout=0, poke_interval=0)
    PythonSensor(task_id="py_never_res", python_callable=lambda: False, timeout=0, poke_interval=0, mode="reschedule")
    PythonSensor(task_id="py_raise", python_callable=lambda: 1 / 0)
    PythonSensor(task_id="py_never_fail", python_callable=lambda: 1 / 0, never_fail=True)
    PythonSensor(task_id="py_silent", python_callable=lambda: 1 / 0, silent_fail=True, timeout=0.1, poke_interval=0.05)
    ExternalTaskSensor(task_id="ext_ok", external_dag_id="sensors_other", external_task_id="done")
    ExternalTaskSensor(task_id="ext_dag_any", external_dag_id="sensors_other", allowed_states=["success", "failed"])
    ExternalTaskSensor(task_id="ext_failed", external_dag_id="sensors_other", external_task_id="bad", failed_states=["failed"])
    ExternalTaskSensor(task_id="ext_skip", external_dag_id="sensors_other", external_task_id="bad", failed_states=["failed"], soft_fail=True)
    ExternalTaskSensor(task_id="ext_ids", external_dag_id="sensors_other", external_task_ids=["done", "bad"], allowed_states=["success", "failed"])
    ExternalTaskSensor(task_id="ext_delta", external_dag_id="sensors_other", external_task_id="done", execution_delta=timedelta(hours=1), timeout=0.1, poke_interval=0.05)
    ExternalTaskSensor(task_id="ext_fn", external_dag_id="sensors_other", external_task_id="done", execution_date_fn=lambda dt, ctx=None: dt)
    ExternalTaskSensor(task_id="ext_exist", external_dag_id="sensors_nope", external_task_id="done", check_existence=True, timeout=0.1)
    ExternalTaskSensor(task_id="ext_exist2", external_dag_id="sensors_other", external_task_id="nope", check_existence=True, timeout=0.1)
    DateTimeSensor(task_id="dt", target_time="{{ logical_date.subtract(days=1) }}")
    DateTimeSensorAsync(task_id="dta", target_time="2024-01-01T00:00:00+00:00")
    TimeDeltaSensor(task_id="td", delta=timedelta(seconds=-5))
    TimeDeltaSensor(task_id="tdd", delta=timedelta(seconds=-5), deferrable=True)
    BashSensor(task_id="bash", bash_command="test {{ ds }} = 2026-01-01")
    BashSensor(task_id="bash_rc", bash_command="exit 3", retry_exit_code=3, timeout=0, poke_interval=0)
    BashSensor(task_id="bash_bad", bash_command="exit 4", retry_exit_code=3)
    DayOfWeekSensor(task_id="dow", week_day="Thursday", use_task_logical_date=True)

    @task.sensor(poke_interval=0, timeout=5, mode="poke")
    def tf(x, ti=None) -> PokeReturnValue:
        return PokeReturnValue(is_done=True, xcom_value=[x, ti.task_id])

    @task.sensor(poke_interval=0, timeout=5)
    def tf_bool():
        return True

    @task
    def use(a, b):
        return [a, b]

    use(tf(m), tf_bool())
    CountSensor.partial(task_id="mapped", times=1).expand(path=m.map(lambda p: p) if False else [os.path.join(os.environ.get("TMPDIR", "/tmp"), n) for n in "ab"])
