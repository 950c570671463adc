"""Messages and fields that a newer Task SDK might have: what is not known here is an error that names the SDK."""

from __future__ import annotations

import pytest

from .conftest import Xcom

SOURCE = """
    from typing import Literal

    from pydantic import BaseModel

    from airflow.sdk import DAG, Variable, task
    from airflow.sdk.execution_time import task_runner
    from airflow.sdk.execution_time.comms import PutVariable

    class GetShiny(BaseModel):
        key: str
        type: Literal["GetShiny"] = "GetShiny"

    class ShinyVariable(PutVariable):
        shiny: bool = False

    with DAG("newer", schedule=None):

        @task
        def field_that_says_nothing():
            task_runner.SUPERVISOR_COMMS.send(ShinyVariable(key="v", value="1", description=None))
            return Variable.get("v")

        @task
        def field():
            task_runner.SUPERVISOR_COMMS.send(ShinyVariable(key="v", value="1", description=None, shiny=True))

        @task
        def message():
            task_runner.SUPERVISOR_COMMS.send(GetShiny(key="v"))

        field_that_says_nothing(), field(), message()
"""


@pytest.fixture
def failures(xcom: Xcom) -> dict[str, str]:
    """What is said of each task that failed."""
    done = xcom("run", xcom.dag(SOURCE), "--run-id", "r")
    assert done.returncode == 1, done.stderr
    rows = xcom.json("tasks", "--dag-id", "newer", "--run-id", "r")
    return {row["task_id"]: row["failures"][0]["message"] for row in rows if row["failures"]}


def test_what_is_not_known_is_refused_by_the_name_of_the_sdk(failures: dict[str, str]) -> None:
    from airflow.sdk import __version__

    assert failures.keys() == {"field", "message"}
    assert failures["field"] == (
        f"PutVariable of Task SDK {__version__} has a field shiny, which this version of xcom does not know"
    )
    assert (
        f"cannot read the message: there is no message GetShiny (it is Task SDK {__version__}'s)" in failures["message"]
    )
