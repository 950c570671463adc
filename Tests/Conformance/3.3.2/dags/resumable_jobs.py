"""Operators that come back to the job that an earlier try has begun, and the date on which a deferred task began."""

# conformance: {"expect_dag_state": "success", "env": {"AIRFLOW__STATE_STORE__CLEAR_ON_SUCCESS": "True"}}

from datetime import datetime, timedelta, timezone

from airflow.providers.standard.triggers.temporal import TimeDeltaTrigger
from airflow.sdk import DAG, BaseOperator, ResumableJobMixin, task

STATUSES = {1: "RUNNING", 2: "RUNNING", 3: "SUCCEEDED"}


class Job(ResumableJobMixin, BaseOperator):
    """A job whose status is that of its number, and whose polling fails in some tries."""

    external_id_key = "number"

    def __init__(self, *, number, failing_tries, **kwargs):
        super().__init__(**kwargs)
        self.number = number
        self.failing_tries = failing_tries

    def note(self, context, what):
        ti = context["ti"]
        ti.xcom_push(f"{what} of try {ti.try_number}", context["task_state_store"].get(self.external_id_key))

    def execute(self, context):
        return self.execute_resumable(context)

    def submit_job(self, context):
        self.note(context, "submitted")
        return self.number + context["ti"].try_number * 10

    def get_job_status(self, external_id, context):
        return STATUSES.get(external_id % 10, "FAILED")

    def is_job_active(self, status):
        return status == "RUNNING"

    def is_job_succeeded(self, status):
        return status == "SUCCEEDED"

    def poll_until_complete(self, external_id, context):
        self.note(context, "polled")
        if context["ti"].try_number in self.failing_tries:
            raise RuntimeError(f"no more of job {external_id}")

    def get_job_result(self, external_id, context):
        return [external_id, context["ti"].try_number]


class Deferring(BaseOperator):
    def execute(self, context):
        context["ti"].xcom_push("began", context["ti"].start_date.isoformat())
        self.defer(trigger=TimeDeltaTrigger(timedelta(0)), method_name="go_on")

    def go_on(self, context, event=None):
        ti = context["ti"]
        began = ti.xcom_pull(key="began")
        ti.xcom_push("began", "a date")
        return began == ti.start_date.isoformat()


with DAG(
    "resumable_jobs",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    default_args={"retries": 2, "retry_delay": timedelta(0)},
):
    jobs = [
        Job(task_id="at_once", number=1, failing_tries=[]),
        Job(task_id="comes_back", number=2, failing_tries=[1]),
        Job(task_id="has_ended", number=3, failing_tries=[1]),
        Job(task_id="has_failed", number=4, failing_tries=[1]),
        Job(task_id="not_durable", number=1, failing_tries=[1], durable=False),
        Job(task_id="in_vain", number=1, failing_tries=[1, 2, 3]),
    ]

    @task(trigger_rule="all_done")
    def left(ti=None):
        """Nothing of what tasks kept that succeeded."""
        return ti.xcom_pull(task_ids=[job.task_id for job in jobs])

    jobs >> left() >> Deferring(task_id="deferring", retries=0)
