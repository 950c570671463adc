# conformance: {"dags": ["af2_sessions"]}
"""Pushes and pulls with a session of the task: what is committed, and what the session sees."""

from datetime import datetime

from airflow import DAG
from airflow.models import XCom
from airflow.operators.python import PythonOperator
from airflow.utils.session import create_session, provide_session


def keys(ti):
    with create_session() as session:
        rows = session.query(XCom.key).filter(XCom.dag_id == ti.dag_id, XCom.run_id == ti.run_id)
        return sorted(str(key) for (key,) in rows)


def rolled_back(ti):
    seen = {}
    with create_session() as session:
        ti.xcom_push("kept", 1, session=session)
        session.commit()
        ti.xcom_push("lost", {"a": 1}, session=session)
        ti.xcom_push("kept", 2, session=session)
        seen["own"] = ti.xcom_pull("rolled_back", key="lost", session=session)
        seen["changed"] = ti.xcom_pull("rolled_back", key="kept", session=session)
        seen["list"] = list(ti.xcom_pull(["rolled_back"], key="lost", session=session))
        seen["get_one"] = XCom.get_one(key="lost", task_id="rolled_back", dag_id=ti.dag_id, run_id=ti.run_id, session=session)
        session.rollback()
        seen["after"] = ti.xcom_pull("rolled_back", key="lost", session=session)
        seen["changed after"] = ti.xcom_pull("rolled_back", key="kept", session=session)
    return seen


def class_set(ti):
    place = {"task_id": ti.task_id, "dag_id": ti.dag_id, "run_id": ti.run_id}
    seen = {}
    with create_session() as session:
        XCom.set(key="kept", value="x" * 40, session=session, **place)
        session.commit()
        XCom.set(key="lost", value=[1, 2], session=session, **place)
        seen["own"] = XCom.get_one(key="lost", session=session, **place)
        session.rollback()
        seen["after"] = XCom.get_one(key="lost", session=session, **place)
        seen["kept"] = XCom.get_one(key="kept", session=session, **place)
    return seen


def committed_by_another(ti):
    """The session of a thread is one: a push without it commits what it has changed."""
    with create_session() as session:
        ti.xcom_push("first", 1, session=session)
        ti.xcom_push("second", 2)
        session.rollback()
    return keys(ti)


def pulled_by_another(ti):
    with create_session() as session:
        ti.xcom_push("first", 1, session=session)
        seen = ti.xcom_pull("pulled_by_another", key="first")
        session.rollback()
    return [seen, keys(ti)]


def error_inside(ti):
    try:
        with create_session() as session:
            ti.xcom_push("lost", 1, session=session)
            raise KeyError("inside")
    except KeyError:
        pass
    return ti.xcom_pull("error_inside", key="lost", default="none")


@provide_session
def with_provided(ti, session=None):
    ti.xcom_push("provided", 1, session=session)
    return ti.xcom_pull("with_provided", key="provided", session=session)


def lazy_after(ti):
    """A sequence is read by the session that it was pulled with."""
    with create_session() as session:
        ti.xcom_push("lazy", 1, session=session)
        pulled = ti.xcom_pull(["lazy_after"], key="lazy", session=session)
        seen = [len(pulled), list(pulled)]
        session.rollback()
        seen.append(list(pulled))
    return seen


def positional(ti):
    with create_session() as session:
        ti.xcom_push("p", 5, None, session)
        seen = ti.xcom_pull("positional", None, "p", False, session)
        session.rollback()
    return [seen, ti.xcom_pull("positional", key="p")]


def bytes_key(ti):
    seen = {}
    ti.xcom_push(b"raw", 1)
    ti.xcom_push("text", 2)
    ti.xcom_push(b"text", 3)
    for key in (b"raw", "raw", b"text", "text", "b'raw'"):
        seen[repr(key)] = ti.xcom_pull("bytes_key", key=key)
    seen["list"] = list(ti.xcom_pull(["bytes_key"], key=b"text"))
    seen["get_one"] = XCom.get_one(key=b"raw", task_id="bytes_key", dag_id=ti.dag_id, run_id=ti.run_id)
    seen["any"] = sorted(ti.xcom_pull(["bytes_key"], key=None))
    with create_session() as session:
        rows = session.query(XCom.key).filter(XCom.task_id == "bytes_key", XCom.run_id == ti.run_id)
        seen["keys"] = sorted(repr(key) for (key,) in rows)
        seen["filter"] = session.query(XCom.key).filter(XCom.task_id == "bytes_key", XCom.key == b"text").count()
    ti.xcom_push(b"raw", 4)
    seen["again"] = ti.xcom_pull("bytes_key", key=b"raw")
    return seen


def later(ti):
    return [ti.xcom_pull("bytes_key", key=b"raw"), ti.xcom_pull("bytes_key", key="raw"), ti.xcom_pull("bytes_key", key=bytearray(b"raw"))]


with DAG("af2_sessions", start_date=datetime(2024, 1, 1), schedule=None) as dag:
    steps = [
        PythonOperator(task_id=function.__name__, python_callable=function)
        for function in (
            rolled_back, class_set, committed_by_another, pulled_by_another, error_inside, with_provided, lazy_after,
            positional, bytes_key,
        )
    ]
    for before, after in zip(steps, steps[1:]):
        before >> after
    last = PythonOperator(task_id="later", python_callable=later, trigger_rule="all_done")
    steps >> last
