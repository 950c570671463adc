"""Retry policies of Airflow 3.3: whether a task is tried again, and when."""

# conformance: {"expect_dag_state": "failed"}

from datetime import datetime, timedelta, timezone

from airflow.sdk import (
    DAG,
    ExceptionRetryPolicy,
    RetryAction,
    RetryDecision,
    RetryPolicy,
    RetryRule,
    get_current_context,
    task,
)

SOON = timedelta(seconds=0)


class ByText(RetryPolicy):
    def evaluate(self, exception, try_number, max_tries, context=None):
        text = str(exception)
        if "give up" in text:
            return RetryDecision(action=RetryAction.FAIL, reason="it says so")
        if "soon" in text:
            return RetryDecision(action=RetryAction.RETRY, retry_delay=SOON, reason="r" * 600)
        if "broken" in text:
            raise ValueError("the policy fails")
        return RetryDecision(action=RetryAction.DEFAULT)


with DAG(
    "retry_policies",
    schedule=None,
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    default_args={"retry_delay": timedelta(0)},
):

    def raising(text, until=2):
        number = get_current_context()["ti"].try_number
        if number < until:
            raise RuntimeError(f"{text} {number}")
        return number

    @task(retries=3, retry_delay=timedelta(hours=1), retry_policy=ByText())
    def soon():
        return raising("soon", until=3)

    @task(retries=3, retry_policy=ByText())
    def give_up():
        return raising("give up")

    @task(retries=1, retry_policy=ByText())
    def default():
        return raising("as always")

    @task(retries=1, retry_policy=ByText())
    def broken():
        return raising("broken")

    @task(retries=1, retry_delay=timedelta(hours=1), retry_policy=ByText())
    def no_tries_left():
        return raising("soon", until=9)

    @task(
        retries=2,
        retry_delay=timedelta(hours=1),
        retry_policy=ExceptionRetryPolicy(
            rules=[
                RetryRule(exception=RuntimeError, action=RetryAction.RETRY, retry_delay=SOON),
                RetryRule(exception=KeyError, action=RetryAction.FAIL, reason="a key"),
            ]
        ),
    )
    def by_rules():
        if get_current_context()["ti"].try_number == 1:
            raise RuntimeError("again")
        raise KeyError("no more")

    soon(), give_up(), default(), broken(), no_tries_left(), by_rules()
