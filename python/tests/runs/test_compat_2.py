"""`XCOM_COMPAT=2` in runs: backends, and sessions that end in the middle of something."""

from __future__ import annotations

import json

import pytest

from .conftest import Xcom


@pytest.fixture
def compat(xcom: Xcom) -> Xcom:
    xcom.environment["XCOM_COMPAT"] = "2"
    xcom.environment["PYTHONPATH"] = str(xcom.folder)
    return xcom


def _values(xcom: Xcom) -> dict[str, object]:
    return {f"{row['task_id']}.{row['key']}": row["value"] for row in xcom.json("list")}


HEAD = """
    import os
    from airflow import DAG, settings
    from airflow.models import Variable, XCom
    from airflow.operators.python import PythonOperator
    from airflow.utils.session import create_session
"""


@pytest.mark.parametrize("isolation", ["fork", "spawn", "inline"])
def test_a_session_that_is_left_open_is_not_the_next_tasks(compat: Xcom, isolation: str) -> None:
    dag = compat.dag(
        HEAD
        + """
    def leaves():
        session = settings.Session()
        session.add(Variable("flushed", "1"))
        session.flush()
        session.add(Variable("pending", "1"))

    def looks():
        return [len(settings.Session().new), sorted(v.key for v in settings.Session().query(Variable))]

    with DAG("d", schedule=None):
        PythonOperator(task_id="leaves", python_callable=leaves) >> PythonOperator(task_id="looks", python_callable=looks)
    """
    )
    assert compat("run", dag, "--isolation", isolation).returncode == 0
    assert _values(compat) == {"looks.return_value": [0, ["flushed"]]}


def test_nothing_is_half_written_where_a_task_dies_within_a_session(compat: Xcom) -> None:
    dag = compat.dag(
        HEAD
        + """
    def dies():
        with create_session() as session:
            session.add_all([Variable(f"v{index}", "1") for index in range(100)])
            session.query(XCom).delete()
            session.flush()
            os._exit(1)

    def looks():
        with create_session() as session:
            return [session.query(Variable).count(), session.query(XCom).count()]

    with DAG("d", schedule=None, default_args={"retries": 0}):
        first = PythonOperator(task_id="first", python_callable=lambda: 1)
        dies_ = PythonOperator(task_id="dies", python_callable=dies)
        first >> dies_ >> PythonOperator(task_id="looks", python_callable=looks, trigger_rule="all_done")
    """
    )
    compat("run", dag)
    assert _values(compat) == {"first.return_value": 1, "looks.return_value": [0, 1]}


def test_many_tasks_write_by_sessions_and_pushes_at_once(compat: Xcom) -> None:
    dag = compat.dag(
        HEAD
        + """
    from airflow.decorators import task

    with DAG("d", schedule=None):

        @task
        def writes(x, ti=None):
            for index in range(5):
                with create_session() as session:
                    session.add(Variable(f"{x}-{index}", "1"))
                    session.flush()
                    ti.xcom_push(f"k{index}", index)
            return x

        @task
        def counts(xs):
            with create_session() as session:
                return [len(xs), session.query(Variable).count(), session.query(XCom).filter(XCom.key != "return_value").count()]

        counts(writes.expand(x=list(range(8))))
    """
    )
    assert compat("run", dag, "--jobs", 8).returncode == 0
    assert _values(compat)["counts.return_value"] == [8, 40, 40]


def test_a_backend_is_given_the_rows_of_a_failed_try(compat: Xcom) -> None:
    (compat.folder / "own.py").write_text(
        "from airflow.models.xcom import BaseXCom\n"
        "class Own(BaseXCom):\n"
        "    @staticmethod\n"
        "    def serialize_value(value, key=None, **kwargs):\n"
        "        return BaseXCom.serialize_value({'ref': value})\n"
        "    @staticmethod\n"
        "    def deserialize_value(result):\n"
        "        return BaseXCom.deserialize_value(result)['ref']\n"
        "    @staticmethod\n"
        "    def purge(xcom, session):\n"
        "        with open('purged', 'a') as file:\n"
        "            file.write(f'{xcom.key} {xcom.value} {session is not None}\\n')\n"
    )
    compat.environment["AIRFLOW__CORE__XCOM_BACKEND"] = "own.Own"
    dag = compat.dag(
        HEAD
        + """
    def fails_once(ti):
        ti.xcom_push("k", (1, 2))
        if ti.try_number == 1:
            raise ValueError
        return XCom.get_one(run_id=ti.run_id, dag_id=ti.dag_id, task_id=ti.task_id, key="k")

    with DAG("d", schedule=None, default_args={"retries": 1, "retry_delay": 0.0}):
        PythonOperator(task_id="t", python_callable=fails_once)
    """.replace('"retry_delay": 0.0', '"retry_delay": __import__("datetime").timedelta(0)')
    )
    assert compat("run", dag).returncode == 0
    assert (compat.folder / "purged").read_text() == "k {'ref': [1, 2]} True\n"
    assert _values(compat) == {"t.k": {"ref": [1, 2]}, "t.return_value": {"ref": [1, 2]}}


def test_a_backend_of_airflow_3_works_too(compat: Xcom) -> None:
    (compat.folder / "new.py").write_text(
        "from airflow.sdk.bases.xcom import BaseXCom\n"
        "class New(BaseXCom):\n"
        "    @staticmethod\n"
        "    def serialize_value(value, *, key=None, **place):\n"
        "        return BaseXCom.serialize_value({key: value})\n"
        "    @staticmethod\n"
        "    def deserialize_value(result):\n"
        "        return list(BaseXCom.deserialize_value(result).values())[0]\n"
    )
    compat.environment["AIRFLOW__CORE__XCOM_BACKEND"] = "new.New"
    dag = compat.dag(
        HEAD
        + """
    def pulls(ti):
        row = dict(run_id=ti.run_id, dag_id=ti.dag_id, task_id="a", key="return_value")
        return [ti.xcom_pull(task_ids="a"), list(ti.xcom_pull(task_ids=["a"])), XCom.get_one(**row)]

    with DAG("d", schedule=None):
        a = PythonOperator(task_id="a", python_callable=lambda: {"x": 1})
        a >> PythonOperator(task_id="b", python_callable=pulls)
    """
    )
    assert compat("run", dag).returncode == 0
    assert _values(compat)["b.return_value"] == {"return_value": [{"x": 1}, [{"x": 1}], {"x": 1}]}
    assert json.loads(json.dumps(_values(compat)["a.return_value"])) == {"return_value": {"x": 1}}
