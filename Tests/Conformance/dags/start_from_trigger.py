"""A task that is to start from its trigger: 3.2.1's scheduler leaves that alone, and the task's own code begins."""

# conformance: {"expect_dag_state": "success"}

import datetime as dt

from airflow.sdk import DAG, BaseOperator
from airflow.triggers.base import StartTriggerArgs


class FromTrigger(BaseOperator):
    start_trigger_args = StartTriggerArgs(
        trigger_cls="airflow.providers.standard.triggers.temporal.TimeDeltaTrigger",
        trigger_kwargs={"delta": dt.timedelta(seconds=0)},
        next_method="execute_complete",
        next_kwargs=None,
        timeout=None,
    )
    start_from_trigger = True

    def execute(self, context):
        return "began here"

    def execute_complete(self, context, event=None):
        return "began with the trigger"


with DAG("start_from_trigger"):
    FromTrigger(task_id="plain")
    FromTrigger.partial(task_id="mapped").expand(doc=["a", "b"])
