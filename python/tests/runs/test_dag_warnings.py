"""What Airflow warns of for DAGs is shown."""

from __future__ import annotations

from .conftest import Xcom

POOL = (
    "xcom: DAG warned has tasks in the pool small, which is not there: they run without its limit. In Airflow they wait until "
    "somebody makes the pool, as xcom pools set small SLOTS does.\n"
)
ASSET = (
    "xcom: DAG warned has an asset same (x://two/) whose name same belongs to another one: same (x://one/). Tasks with it fail; "
    "name it as the other one, or give it a name and a URI of its own.\n"
)


def test_pools_and_assets(xcom: Xcom) -> None:
    path = xcom.dag("""
        from airflow.sdk import DAG, Asset, task

        with DAG("first"):
            @task(outlets=[Asset("same", uri="x://one")])
            def one():
                pass
            one()
        with DAG("warned"):
            @task(pool="small", outlets=[Asset("same", uri="x://two")])
            def two():
                pass
            two()
    """)
    assert xcom("dags", "list", path).stderr == POOL + ASSET
    assert xcom("run", path, "--dag-id", "warned").stderr.startswith(POOL + ASSET)
    assert "warned" not in xcom("run", path, "--dag-id", "first").stderr
    assert xcom("pools", "set", "small", "1").returncode == 0
    assert xcom("dags", "list", path).stderr == ASSET
