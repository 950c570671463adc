"""Arguments that Airflow 3.2.1 refuses: of what is Airflow's, by whatever name."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "header",
    [
        "from airflow import DAG",
        "from airflow import DAG as D; DAG = D",
        "from airflow.models import DAG",
        "from airflow.sdk import DAG",
    ],
)
def test_arguments_of_a_dag(examine, header):
    name = "D" if " as D" in header else "DAG"
    found = examine(
        f"{header}\n{name}('a', schedule_interval=None, concurrency=3, orientation='LR', full_filepath='x')"
    )
    assert [(f.code, f.rewrite) for f in found] == [
        ("XD103", "schedule="),
        ("XD103", "max_active_tasks="),
        ("XD103", "without orientation="),
        ("XD103", "without full_filepath="),
    ]


def test_a_rename_that_would_clash_is_left_to_you(examine):
    (first, second) = examine("from airflow.sdk import DAG\nDAG('a', schedule_interval=None, timetable=None)")
    assert (first.fix, second.fix) == (None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("import airflow.models as m\nm.DAG('a', schedule_interval=1)", ["2 XD103"], id="module alias"),
        pytest.param("from airflow import models\nmodels.DAG('a', schedule_interval=1)", ["2 XD103"], id="module"),
        pytest.param("from mine import DAG\nDAG('a', schedule_interval=1)", [], id="somebody's DAG"),
        pytest.param("DAG = 1\ndef f(DAG): DAG(schedule_interval=1)", [], id="a parameter"),
        pytest.param("from airflow.sdk import DAG\nDAG('a')", ["2 XD408"], id="no schedule"),
        pytest.param("from airflow.sdk import DAG\nDAG('a', **given)", [], id="no schedule that is seen"),
        pytest.param("from airflow.sdk import dag\n@dag\ndef f(): ...", ["2 XD408"], id="no schedule, decorator"),
        pytest.param(
            "from airflow.sdk import DAG\nDAG('a', schedule=None, sla_miss_callback=f)", ["2 XD203"], id="sla"
        ),
    ],
)
def test_dags(codes, text, expected):
    assert codes(text) == expected


def test_arguments_of_operators(examine):
    found = examine("""
        from airflow.providers.standard.operators.python import PythonOperator as P
        from airflow.providers.standard.operators.bash import BashOperator
        from airflow.providers.standard.operators.trigger_dagrun import TriggerDagRunOperator
        P(task_id="a", provide_context=True, task_concurrency=1)
        BashOperator.partial(task_id="b", skip_exit_code=1)
        TriggerDagRunOperator(task_id="c", execution_date="x", python_callable=f)
        Mine(task_id="d", provide_context=True)
        """)
    assert [(f.line, f.code, f.rewrite) for f in found] == [
        (5, "XD104", "without provide_context="),
        (5, "XD104", "max_active_tis_per_dag="),
        (6, "XD104", "skip_on_exit_code="),
        (7, "XD104", "logical_date="),
        (7, "XD104", None),
    ]


def test_trigger_rules(codes):
    assert codes("""
        from airflow.sdk import task, TriggerRule
        from airflow.providers.standard.operators.empty import EmptyOperator
        EmptyOperator(task_id="a", trigger_rule="dummy")
        EmptyOperator(task_id="b", trigger_rule=TriggerRule.NONE_FAILED_OR_SKIPPED)
        EmptyOperator(task_id="c", trigger_rule="all_done")
        args = {"owner": "x", "trigger_rule": "none_failed_or_skipped"}
        other = {"trigger_rule": "dummy"}
        """) == ["4 XD105", "5 XD105", "7 XD105"]
