"""What a name is goes by its import."""

from __future__ import annotations

import pytest

from xcom_doctor.finding import Severity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("from airflow.operators.bash_operator import BashOperator", ["1 XD101"], id="moved"),
        pytest.param("import airflow.operators.bash_operator", ["1 XD102"], id="gone module"),
        pytest.param("from airflow.operators import bash_operator", ["1 XD102"], id="gone module of a package"),
        pytest.param("from airflow.operators.subdag import SubDagOperator", ["1 XD102"], id="nothing in its place"),
        pytest.param("from airflow.decorators import task", ["1 XD201"], id="deprecated"),
        pytest.param("from airflow.decorators import task_group", ["1 XD201"], id="a name that was a module too"),
        pytest.param("import airflow\nairflow.utils.dates.days_ago(2)", ["2 XD102"], id="by attributes"),
        pytest.param(
            "from airflow.utils import dates as d\nd.days_ago(2)", ["2 XD102"], id="by attributes of an alias"
        ),
        pytest.param("from airflow.contrib.operators.mine import X", ["1 XD102"], id="a package that is gone"),
        pytest.param("from airflow.operators.my_plugin import X", ["1 XD102"], id="a plugin of Airflow 1"),
        pytest.param("from airflow import DAG\nfrom airflow.models import Variable, XCom", [], id="still there"),
        pytest.param(
            "from airflow.sdk import DAG, task\nfrom airflow.macros.mine import f", [], id="new, and a plugin's"
        ),
        pytest.param("from dates import days_ago\nfrom .operators.dummy import DummyOperator", [], id="not Airflow's"),
        pytest.param("bash = 'airflow.operators.bash_operator.BashOperator'", [], id="a text"),
    ],
)
def test_what_is_imported(codes, text, expected):
    assert codes(text) == expected


def test_an_import_that_is_caught_breaks_nothing(codes):
    assert not codes("""
        try:
            from airflow.operators.empty_not import EmptyOperator
        except ImportError:
            from airflow.providers.standard.operators.empty import EmptyOperator
        """)
    assert not codes("""
        try:
            from airflow.sdk import Asset
        except ImportError:
            from airflow.datasets import Dataset as Asset
        """)


def test_what_is_done_instead_counts_where_the_first_import_fails(codes):
    assert codes("""
        try:
            from airflow.operators.dummy import DummyOperator
        except ImportError:
            from airflow.operators.dummy_operator import DummyOperator
        """) == ["5 XD101"]


def test_what_only_type_checkers_see_is_not_imported(codes):
    assert not codes("""
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from airflow.datasets import Dataset
        """)


def test_what_asks_for_the_version_knows_of_it(codes):
    assert not codes("""
        from mine import AIRFLOW_V_3_0_PLUS
        if AIRFLOW_V_3_0_PLUS:
            from airflow.sdk import Asset
        else:
            from airflow.datasets import Dataset as Asset
        def f():
            if AIRFLOW_V_3_0_PLUS:
                return None
            from airflow.utils.dates import days_ago
        """)


def test_the_texts(examine):
    moved, by_hand = examine("""
        from airflow.operators.dummy import DummyOperator
        from airflow.operators.postgres_operator import PostgresOperator
        """)
    assert moved.text.startswith(
        "airflow.operators.dummy.DummyOperator is not in Airflow 3.2.1: it is"
        " airflow.providers.standard.operators.empty.EmptyOperator (apache-airflow-providers-standard, installed: "
    )
    assert moved.rewrite == "from airflow.providers.standard.operators.empty import EmptyOperator"
    assert (moved.severity, moved.ruff, moved.fix is not None) == (Severity.BREAKS, "AIR302", True)
    assert by_hand.text.endswith("(apache-airflow-providers-common-sql, installed: 1.35.0); its arguments differ")
    assert by_hand.fix is None


def test_the_package_of_a_provider(examine):
    (finding,) = examine("""
        from airflow.providers.standard.operators.bash import BashOperator
        from airflow.providers.microsoft.azure.hooks.wasb import WasbHook
        """)
    assert finding.text == (
        "airflow.providers.microsoft.azure.hooks.wasb needs apache-airflow-providers-microsoft-azure,"
        " which is not installed here"
    )


def test_a_name_counts_as_the_import_up_to_where_it_is_bound_anew(codes):
    assert codes("""
        from airflow.sdk import dag

        @dag(schedule_interval=None)
        def etl(): ...

        dag = etl()
        dag(schedule_interval=None)
        """) == ["4 XD103"]
