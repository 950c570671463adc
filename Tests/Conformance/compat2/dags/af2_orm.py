# conformance: {"files": ["show2.py"], "pythonpath": ["."]}
"""Old task code that reads and writes the database: sessions, queries, updates, settings.Session, rows of every class."""
import pendulum
from airflow import DAG, settings
from airflow.models import Connection, DagRun, TaskInstance, Variable, XCom
from airflow.models.xcom import BaseXCom
from airflow.operators.python import PythonOperator
from airflow.utils.session import NEW_SESSION, create_session, provide_session
from airflow.utils.state import DagRunState, State
from show2 import show

START = pendulum.datetime(2026, 1, 1, tz="UTC")


def push(ti):
    ti.xcom_push("old", {"keep": False})
    ti.xcom_push("new", (1, 2))
    return [1, 2]


@provide_session
def keys(ti, session=NEW_SESSION):
    return sorted(row.key for row in session.query(XCom).filter_by(dag_id=ti.dag_id, run_id=ti.run_id, task_id="push"))


def use(ti, dag_run, logical_date):
    out = {"keys": show(keys, ti)}
    with create_session() as session:
        deleted = session.query(XCom).filter(XCom.dag_id == ti.dag_id, XCom.key == "old").delete()
        out["deleted"] = deleted
        session.add(Variable(key="added", val="by orm", description="words"))
        session.add_all([Variable("one", "1"), Variable("two", "2")])
    out["after"] = show(keys, ti)
    out["variables"] = show(lambda: [Variable.get(name) for name in ("added", "one", "two")])
    with create_session() as session:
        row = session.query(Variable).filter(Variable.key == "added").first()
        row.val = "changed"
        session.merge(row)
        session.query(Variable).filter(Variable.key.in_(["one", "nope"])).delete(synchronize_session=False)
        out["count"] = session.query(Variable).count()
        out["ordered"] = [v.key for v in session.query(Variable).order_by(Variable.key.desc()).all()]
        out["one_or_none"] = show(lambda: session.query(Variable).filter_by(key="nope").one_or_none())
        out["one"] = show(lambda: session.query(Variable).filter_by(key="nope").one())
    out["changed"] = show(Variable.get, "added")

    def failing():
        with create_session() as session:
            session.add(Variable("lost", "x"))
            session.flush()
            raise KeyError("stop")

    out["failing"] = show(failing)
    out["lost"] = show(Variable.get, "lost", default_var="rolled back")

    own = settings.Session()
    own.add(Connection(conn_id="own", conn_type="postgres", host="h", login="l", password="p", schema="s", port=5))
    own.commit()
    own.close()
    with create_session() as session:
        conn = session.query(Connection).filter(Connection.conn_id == "own").one()
        out["connection"] = [conn.get_uri(), conn.password, repr(conn)]
        tis = session.query(TaskInstance).filter(TaskInstance.dag_id == ti.dag_id, TaskInstance.run_id == ti.run_id)
        out["states"] = sorted([t.task_id, str(t.state)] for t in tis if t.task_id == "push")
        push_ti = tis.filter(TaskInstance.task_id == "push").one()
        out["ti"] = [push_ti.execution_date.isoformat(), push_ti.dag_run.run_id, push_ti.map_index, push_ti.try_number]
        out["ti pull"] = show(push_ti.xcom_pull, task_ids="push", key="new")
        runs = session.query(DagRun).filter(DagRun.dag_id == ti.dag_id, DagRun.execution_date <= logical_date)
        out["runs"] = [[r.run_id, r.run_type, r.conf, r.external_trigger] for r in runs]
        out["state filter"] = session.query(DagRun).filter(DagRun.state == DagRunState.RUNNING).count()
        out["join"] = [
            [x.key, r.run_id]
            for x, r in session.query(XCom, DagRun).join(DagRun, XCom.dag_run_id == DagRun.id).filter(XCom.key == "new")
        ]
        out["xcom columns"] = [
            tuple(row) == (ti.dag_id, "push", b"[1, 2]")
            for row in session.query(BaseXCom.dag_id, BaseXCom.task_id, BaseXCom.value).filter(BaseXCom.key == "return_value")
        ]
    out["find"] = show(lambda: [r.run_id for r in DagRun.find(dag_id=ti.dag_id, state=State.RUNNING)])
    out["find none"] = show(lambda: DagRun.find(dag_id="nope"))
    out["get_task_instance"] = show(lambda: dag_run.get_task_instance("push").state)
    out["get_task_instances"] = show(lambda: sorted(t.task_id for t in dag_run.get_task_instances(state="success")))
    out["previous"] = show(dag_run.get_previous_dagrun)
    row = XCom(dag_run_id=0, key="k", task_id="t", dag_id="d", run_id="r", map_index=2, value=b"1")
    out["repr"] = [repr(row), repr(Variable("k", "v")), show(lambda: XCom(nothing=1))]
    return out


with DAG("af2_orm", start_date=START, schedule=None) as dag:
    PythonOperator(task_id="push", python_callable=push) >> PythonOperator(task_id="use", python_callable=use)
