"""`xcom dags show`: operators by the names that Airflow shows, and the states of a run."""

from __future__ import annotations

from .conftest import Xcom

DAG = """
    from airflow.sdk import DAG, task
    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.providers.standard.operators.python import PythonOperator

    with DAG("drawn"):
        @task
        def extract(x):
            if x == 2:
                raise ValueError(x)

        @task.bash
        def shell(): return "true"

        shell() >> extract.expand(x=[1, 2, 3]) >> PythonOperator(task_id="after", python_callable=print)
        EmptyOperator(task_id="alone")
"""


def test_operators_have_the_names_that_airflow_shows(xcom: Xcom) -> None:
    assert xcom("dags", "show", xcom.dag(DAG)).stdout.splitlines() == [
        "drawn",
        "  shell        @task.bash -> extract",
        "  alone        EmptyOperator",
        "  extract [ ]  @task -> after",
        "  after        PythonOperator",
    ]


def test_the_states_of_a_run(xcom: Xcom) -> None:
    file = xcom.dag(DAG)
    assert xcom("run", file, "--run-id", "r").returncode == 1
    show = ("dags", "show", file, "--run", "r")
    assert xcom(*show).stdout.splitlines() == [
        "drawn",
        "  shell        @task.bash: success -> extract",
        "  alone        EmptyOperator: success",
        "  extract [ ]  @task: 2 success, 1 failed -> after",
        "  after        PythonOperator: upstream_failed",
    ]
    assert "\x1b[38;5;28msuccess\x1b[0m" in xcom(*show, "--color", "always").stdout
    drawn = xcom(*show, "-o", "mermaid").stdout.splitlines()
    assert drawn[-6:] == [
        "    classDef success fill:green,color:white",
        "    class t0,t3 success",
        "    classDef failed fill:red,color:white",
        "    class t1 failed",
        "    classDef upstream_failed fill:orange,color:black",
        "    class t2 upstream_failed",
    ]
    (dag,) = xcom.json(*show)
    assert [task["states"] for task in dag["tasks"]] == [
        {"success": 1},
        {"success": 2, "failed": 1},
        {"upstream_failed": 1},
        {"success": 1},
    ]
    table = xcom(*show, "-o", "plain").stdout.splitlines()
    assert table[0].split()[:5] == ["dag_id", "task_id", "operator", "state", "trigger_rule"]
    assert "there is no run s" in xcom("dags", "show", file, "--run", "s").stderr
    assert "states" not in xcom.json("dags", "show", file)[0]["tasks"][0]


def test_so_many_dags_at_most(xcom: Xcom) -> None:
    for name in ("a", "b"):
        xcom.dag(f"from airflow.sdk import DAG\ndag = DAG({name!r})", f"{name}.py")
    assert [row["dag_id"] for row in xcom.json("dags", "list", xcom.folder, "--limit", "1")] == ["a"]
    assert xcom("dags", "list", xcom.folder, "--limit", "0").returncode == 2
