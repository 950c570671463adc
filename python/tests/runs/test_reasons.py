"""A pull that finds nothing says why in the task's log, once, and gives what it gives in Airflow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Xcom

DAG = """
    from airflow.sdk import dag, task, task_group
    from airflow.sdk.exceptions import AirflowSkipException
    from airflow.sdk.execution_time.xcom import XCom

    @dag(schedule=None)
    def etl():
        @task_group
        def source():
            @task
            def extract(ti=None):
                ti.xcom_push("rows", 3)
                ti.xcom_push("empty", None)
                return [1, 2]

            @task
            def double(x):
                return x * 2

            return extract(), double.expand(x=[1, 2, 3])

        @task
        def skipped():
            raise AirflowSkipException

        @task
        def nothing():
            pass

        @task(trigger_rule="all_done")
        def use(expected, missing, ti=None):
            return [PULLS]

        source() >> use(nothing(), skipped())

    etl()
"""


def warnings(xcom: Xcom, pulls: str, **environment: str) -> tuple[list[object], list[str]]:
    """What the pulls gave, and what the log of the task warns of."""
    xcom.environment.update(environment)
    file = xcom.dag(DAG.replace("PULLS", pulls))
    done = xcom("run", file, "--run-id", "today")
    place = ("--dag-id", "etl", "--run-id", "today", "--task-id", "use")
    got = xcom("get", *place)
    assert got.returncode == 0, done.stdout + done.stderr
    log = next(Path(xcom.environment["XCOM_HOME"]).glob("logs/**/task_id=use/*.log"))
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    # The SDK has a warning of its own, without a reason, on the way through a backend.
    return json.loads(got.stdout), [line["event"] for line in lines if line["event"].startswith("No XCom '")]


ARGUMENT = "No XCom 'return_value' of task 'skipped': task 'skipped' was skipped"


@pytest.mark.parametrize(
    ("pull", "value", "warning"),
    [
        (
            "task_ids='extract'",
            None,
            "No XCom 'return_value' of task 'extract': task 'extract' is 'source.extract' here",
        ),
        (
            "task_ids='source.double', map_indexes=None",
            None,
            "No XCom 'return_value' of task 'source.double': task 'source.double' is mapped: 3 values under map"
            " indexes 0-2",
        ),
        (
            "task_ids='source.double', map_indexes=[1, 7, 8]",
            [4, None, None],
            "No XCom 'return_value' of task 'source.double' at map index 7 (and at 1 more): task 'source.double' is"
            " mapped: 3 values under map indexes 0-2",
        ),
        (
            "task_ids=['source.extract', 'source.extrakt']",
            [[1, 2], None],
            "No XCom 'return_value' of task 'source.extrakt': there is no task 'source.extrakt' in run 'today': did you"
            " mean 'source.extract'?",
        ),
        (
            "task_ids='source.extract', key='row'",
            None,
            "No XCom 'row' of task 'source.extract': key 'row': did you mean 'rows'?",
        ),
        (
            "key='rows'",
            None,
            "No XCom 'rows' of task 'use': task 'use' asks for its own XCom, as a pull without task_ids does, and has"
            " pushed none; task_ids='source.extract' would find one",
        ),
        (
            "task_ids='nothing'",
            None,
            "No XCom 'return_value' of task 'nothing': task 'nothing' succeeded, and returned None or has"
            " do_xcom_push=False",
        ),
        (
            "task_ids='source.extract', run_id='sunday'",
            None,
            "No XCom 'return_value' of task 'source.extract' in run 'sunday': DAG 'etl' has no run 'sunday'; its newest"
            " is 'today'; pushed in run 'today', this is run 'sunday'",
        ),
        ("task_ids='x', dag_id='elt'", None, "No XCom 'return_value' of task 'x' of DAG 'elt': there is no DAG 'elt'"),
    ],
    ids=lambda value: value if isinstance(value, str) and "task_ids" in value[:8] else "",
)
def test_what_is_missing_is_explained(xcom: Xcom, pull: str, value: object, warning: str) -> None:
    values, events = warnings(xcom, f"ti.xcom_pull({pull}), ti.xcom_pull({pull})")
    assert values == [value, value]
    assert events == [ARGUMENT, warning] or events == [ARGUMENT, warning + ": did you mean 'etl'?"]


def test_a_default_and_a_value_need_no_explanation(xcom: Xcom) -> None:
    values, events = warnings(
        xcom,
        "ti.xcom_pull(task_ids='extract', map_indexes=None, default=5),"
        " ti.xcom_pull(task_ids='source.extract', key='empty'),"
        " ti.xcom_pull(task_ids=['source.extract', 'source.double'])",
    )
    assert values == [5, None, [[1, 2], 2, 4, 6]]
    assert events == [ARGUMENT]


def test_a_pull_through_a_custom_backend_is_explained_too(xcom: Xcom) -> None:
    (xcom.folder / "own_backend.py").write_text(
        "from airflow.sdk.bases.xcom import BaseXCom\n\nclass Own(BaseXCom):\n    pass\n"
    )
    values, events = warnings(
        xcom,
        "ti.xcom_pull(task_ids='extract'), ti.xcom_pull(task_ids='source.extract')",
        AIRFLOW__CORE__XCOM_BACKEND="own_backend.Own",
        PYTHONPATH=str(xcom.folder),
    )
    assert values == [None, [1, 2]]
    assert events == [
        ARGUMENT,
        "No XCom 'return_value' of task 'extract': task 'extract' is 'source.extract' here",
    ]


def test_what_xcom_itself_does_not_find_is_explained_too(xcom: Xcom) -> None:
    place = "dag_id='etl', run_id='today', task_id"
    reads = (
        "XCom.get_one({0}='source.extract', key='row')",
        "XCom.get_one({0}='source.extract', key='empty')",
        "XCom.get_one({0}='source.double', key='return_value')",
        "XCom.get_one({0}='source.double', key='return_value', map_index=3)",
        "XCom.get_all({0}='extract', key='return_value')",
        "XCom.get_all({0}='extract', key='return_value')",
    )
    values, events = warnings(xcom, ", ".join(read.format(place) for read in reads))
    assert values == [None] * 6
    mapped = "task 'source.double' is mapped: 3 values under map indexes 0-2"
    assert events == [
        ARGUMENT,
        "No XCom 'row' of task 'source.extract': key 'row': did you mean 'rows'?",
        f"No XCom 'return_value' of task 'source.double': {mapped}",
        f"No XCom 'return_value' of task 'source.double' at map index 3: {mapped}",
        "No XCom 'return_value' of task 'extract': task 'extract' is 'source.extract' here",
    ]
