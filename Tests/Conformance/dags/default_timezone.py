# conformance: {"expect_dag_state": "success", "env": {"AIRFLOW__CORE__DEFAULT_TIMEZONE": "Europe/Amsterdam"}, "dags": ["default_timezone", "default_timezone_cron", "default_timezone_later"]}
# conformance: {"logical_dates": ["2025-12-31T23:30:00+00:00", "2026-01-10T12:00:00+00:00"], "runs": 2}
"""Dates without an offset are in the default time zone: of DAGs, of tasks, of runs that a task triggers."""
import datetime as dt

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
from airflow.sdk import DAG, task
from airflow.timetables.interval import CronDataIntervalTimetable

with DAG("default_timezone", schedule=None, start_date=dt.datetime(2025, 1, 1)) as dag:

    @task
    def show(dag=None, data_interval_start=None, ds=None, ts=None):
        return [str(dag.start_date), str(dag.timezone), str(data_interval_start), ds, ts]

    show()
    EmptyOperator(task_id="starts_at_midnight", start_date=dt.datetime(2026, 1, 1))
    EmptyOperator(task_id="starts_half_past", start_date=dt.datetime(2026, 1, 1, 0, 30))
    EmptyOperator(task_id="starts_a_minute_later", start_date=dt.datetime(2026, 1, 1, 0, 31))
    TriggerDagRunOperator(
        task_id="trigger", trigger_dag_id="default_timezone_target", logical_date="2026-0{{ logical_date.month % 9 + 1 }}-01T00:00:00"
    )

    @task
    def triggered(ti=None):
        return ti.xcom_pull(task_ids="trigger", key="trigger_run_id")

    dag.get_task("trigger") >> triggered()

with DAG("default_timezone_cron", schedule="@daily", start_date=dt.datetime(2025, 1, 1)):

    @task
    def show(dag=None, data_interval_start=None):
        return [str(dag.timezone), str(dag.timetable.timezone), str(data_interval_start)]

    show()

with DAG("default_timezone_later", schedule=CronDataIntervalTimetable("@daily", "Europe/Amsterdam"), start_date=dt.datetime(2026, 1, 1, 0, 31)):

    @task
    def show(data_interval_start=None, data_interval_end=None):
        return [str(data_interval_start), str(data_interval_end)]

    show()

with DAG("default_timezone_target", schedule=None):
    EmptyOperator(task_id="target")
