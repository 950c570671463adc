"""Sessions and models of Airflow 2 on the store: what old task code does with SQLAlchemy."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

FERNET = "81HqDtbqAywKSOumSha3BhWNOdQ26slT6K0YaZeZyPs="
Compat = Callable[..., Any]


def test_queries_of_every_class(orm: Compat) -> None:
    found = orm("""
result = {}
with create_session() as session:
    result["filter"] = [x.run_id for x in session.query(XCom).filter(XCom.task_id == "a", XCom.key == "k")]
    result["filter_by"] = session.query(XCom).filter_by(task_id="b", map_index=1).one().value
    result["order_by"] = [r.run_id for r in session.query(DagRun).order_by(DagRun.execution_date.desc()).limit(2)]
    result["first"] = session.query(DagRun).filter(DagRun.execution_date > datetime(2026, 1, 1, tzinfo=timezone.utc)
                                                   ).order_by(DagRun.id).first().run_id
    result["none"] = session.query(DagRun).filter(DagRun.run_id == "no").first()
    result["count"] = session.query(TaskInstance).filter(TaskInstance.state == "success").count()
    result["columns"] = [list(row) for row in session.query(TaskInstance.task_id, TaskInstance.map_index).filter(
        TaskInstance.run_id.in_(["r1"])).order_by(TaskInstance.task_id, TaskInstance.map_index)]
    result["scalar"] = session.query(DagRun.state).filter_by(run_id="r1").scalar()
    result["get"] = session.get(TaskInstance, ("a", "d", "r1", -1)).state
    result["join"] = session.query(XCom).join(XCom.dag_run).filter(DagRun.run_id == "r1").count()
    ti = session.query(TaskInstance).filter_by(run_id="r2", task_id="a").one()
    result["ti"] = [repr(ti), ti.execution_date.isoformat(), ti.dag_run.run_id, list(ti.key)]
    result["run"] = repr(session.query(DagRun).filter_by(run_id="r2").one())
    result["conf"] = session.query(DagRun).first().conf
    result["task_instances"] = sorted(t.task_id for t in session.query(DagRun).first().task_instances)
    row = session.query(XCom).filter_by(run_id="r1").one()
    result["xcom"] = [repr(row), row.value, row.execution_date.isoformat(), row.dag_run.run_id]
    result["dags"] = session.query(DagModel).filter(DagModel.is_active, ~DagModel.is_paused).count()
result["find"] = [r.run_id for r in DagRun.find(dag_id="d", state="running", execution_start_date=datetime(2026, 1, 2, tzinfo=timezone.utc))]
result["of run"] = [t.task_id for t in DagRun.find(run_id="r1")[0].get_task_instances(state="success")]
result["previous"] = DagRun.get_previous_dagrun(DagRun.find(run_id="r3")[0]).run_id
""")
    assert found == {
        "filter": ["r1", "r2"],
        "filter_by": "text",
        "order_by": ["r3", "r2"],
        "first": "r2",
        "none": None,
        "count": 9,
        "columns": [["a", -1], ["b", 0], ["b", 1]],
        "scalar": "running",
        "get": "success",
        "join": 1,
        "ti": ["<TaskInstance: d.a r2 [success]>", "2026-01-02T00:00:00+00:00", "r2", ["d", "a", "r2", 1, -1]],
        "run": "<DagRun d @ 2026-01-02 00:00:00+00:00: r2, state:running, queued_at: None. externally triggered: False>",
        "conf": {"n": 1},
        "task_instances": ["a", "b", "b"],
        "xcom": ['<XCom "k" (a @ r1)>', {"x": 1}, "2026-01-01T00:00:00+00:00", "r1"],
        "dags": 0,
        "find": ["r2", "r3"],
        "of run": ["a", "b", "b"],
        "previous": "r2",
    }


def test_what_is_written_is_in_the_store(orm: Compat, tmp_path: Path) -> None:
    found = orm("""
before = Variable("early", "made before any session")
with create_session() as session:
    session.add(before)
    session.add(Variable(key="late", val="x", description="words"))
    session.add(Connection(conn_id="c", conn_type="http", host="h", password="p", extra={"e": 1}))
    session.add(Connection(conn_id="u", uri="postgresql://me:s%40@db:5432/x?a=b"))
    session.query(TaskInstance).filter_by(run_id="r1", task_id="a").update({"state": "failed"})
    session.query(XCom).filter(XCom.run_id == "r2").delete()
    row = session.query(XCom).one()
    run = session.query(DagRun).filter_by(run_id="r3").one()
    run.set_state("success")
    session.merge(run)
with create_session() as session:
    session.query(Variable).filter(Variable.key == "late").one().val = "changed"
    session.get(TaskInstance, ("b", "d", "r1", 0)).set_state("skipped", session=session)
result = [Variable.get("early"), Variable.get("late")]
from airflow.hooks.base import BaseHook
for name in ("c", "u"):
    connection = BaseHook.get_connection(name)
    result.append([type(connection).__module__, isinstance(connection, Connection), connection.get_uri(), connection.extra_dejson])
""")
    assert found == [
        "made before any session",
        "changed",
        ["airflow.models.connection", True, "http://:p@h/?__extra__=%7B%22e%22%3A+1%7D", {"e": 1}],
        ["airflow.models.connection", True, "postgres://me:s%40@db:5432/x?a=b", {"a": "b"}],
    ]
    with closing(sqlite3.connect(tmp_path / "xcom.db")) as database:
        states = database.execute(
            "SELECT task_id, map_index, state FROM task_instance WHERE run_id = 'r1' ORDER BY 1, 2"
        )
        assert states.fetchall() == [("a", -1, "failed"), ("b", 0, "skipped"), ("b", 1, "success")]
        assert database.execute("SELECT run_id, typeof(value) FROM xcom").fetchall() == [("r1", "text")]
        assert database.execute("SELECT state FROM dag_run WHERE run_id = 'r3' AND end_date IS NOT NULL").fetchall()


def test_a_session_ends_as_its_block_does(orm: Compat) -> None:
    assert orm("""
from airflow import settings

def add_and_fail():
    with create_session() as session:
        session.add(Variable("lost", "1"))
        session.flush()
        raise KeyError("x")

@provide_session
def count(prefix, session=NEW_SESSION):
    return session.query(Variable).filter(Variable.key.startswith(prefix)).count()

def flushed_and_pushed():
    with create_session() as session:
        session.add(Variable("kept", "1"))
        session.flush()
        _xcom.push("d", "r1", "a", -1, "inside", 1, None, False)
        return count("kept", session=session)

own = settings.Session()
own.add(Variable("own", "1"))
own.commit()
result = [attempt(add_and_fail), count("lost"), flushed_and_pushed(), count("own"), settings.engine.dialect.name]
""") == ["KeyError: 'x'", 0, 1, 1, "sqlite"]


def test_sql_as_a_text_works_with_a_warning(orm: Compat) -> None:
    assert orm("""
with warnings.catch_warnings(record=True) as caught, create_session() as session:
    warnings.simplefilter("always")
    result = [session.execute("SELECT count(*) FROM dag_run WHERE dag_id = :dag", {"dag": "d"}).scalar()]
result += [str(w.message) for w in caught]
""") == [3, "SQL as a text is not in SQLAlchemy 2: use sqlalchemy.text(...)"]


def test_errors_name_what_was_refused_and_show_no_value(orm: Compat) -> None:
    found = orm("""
def twice():
    with create_session() as session:
        session.add_all([Variable("v", "a secret"), Variable("v", "another secret")])

def add(**values):
    with create_session() as session:
        session.add(XCom(dag_run_id=1, dag_id="d", run_id="r1", task_id="a", key="new", **values))

result = [attempt(twice), attempt(add, value={"a": 1}), attempt(add, valve=b"1"), attempt(add, value=b'[1, "ok"]')]
result.append(_xcom.pull("d", "r1", ["a"], "new", False, None, True, None))
result.append(attempt(lambda: XCom.get_all))
""")
    assert "secret" not in found[0]
    assert [text.split("\n")[0] if isinstance(text, str) else text for text in found] == [
        "IntegrityError: (sqlite3.IntegrityError) UNIQUE constraint failed: variable.key",
        "StatementError: (builtins.TypeError) XCom.value takes what XCom.serialize_value gives, not dict; XCom.set takes"
        " a value",
        "TypeError: 'valve' is an invalid keyword argument for BaseXCom",
        None,
        [1, "ok"],
        "AttributeError: type object 'BaseXCom' has no attribute 'get_all'",
    ]


def test_secrets_are_encrypted_and_read(orm: Compat, tmp_path: Path) -> None:
    assert orm(
        """
with create_session() as session:
    session.add(Variable("by orm", "one"))
    session.add(Connection(conn_id="c", conn_type="http", password="two", extra='{"three": 3}'))
Variable.set("by message", "four")
with create_session() as session:
    result = [v.val for v in session.query(Variable).order_by(Variable.key)]
    connection = session.query(Connection).one()
    result += [connection.password, connection.extra, connection.is_encrypted, Variable.get("by orm")]
""",
        AIRFLOW__CORE__FERNET_KEY=FERNET,
    ) == ["four", "one", "two", '{"three": 3}', True, "one"]
    with closing(sqlite3.connect(tmp_path / "xcom.db")) as database:
        stored = [
            value for (value,) in database.execute("SELECT val FROM variable UNION SELECT password FROM connection")
        ]
    assert len(stored) == 3 and all(value.startswith("gAAAAA") for value in stored)


def test_offloaded_values_are_read(orm: Compat, tmp_path: Path) -> None:
    assert orm(
        """
_xcom.push("d", "r3", "a", -1, "large", "x" * 5000, None, False)
with create_session() as session:
    row = session.query(XCom).filter_by(key="large").one()
    raw = session.query(XCom.value).filter_by(key="large").scalar()
result = [row.value == "x" * 5000, raw == b'"' + b"x" * 5000 + b'"', len(list(os.scandir("blobs"))) > 0]
""",
        XCOM_OFFLOAD=str(tmp_path / "blobs"),
        XCOM_OFFLOAD_THRESHOLD="1000",
    ) == [True, True, True]


def test_variables_as_in_airflow_2(orm: Compat) -> None:
    assert orm("""
Variable.set("n", 5)
Variable.set("j", {"a": 1}, serialize_json=True, description="words")
result = [Variable.get("n"), Variable.get("j"), Variable.get("j", deserialize_json=True)]
result += [attempt(Variable.get, "no"), Variable.get("no", default_var=None), Variable.get("no", "d")]
result += [attempt(Variable.get, "no", default=1)]
Variable.update("j", 6)
result += [Variable.setdefault("n", "x"), Variable.setdefault("s", "x"), attempt(Variable.setdefault, "t", None)]
result += [attempt(Variable.update, "no", 1), Variable.delete("n"), Variable.delete("n")]
with create_session() as session:
    result += [[v.key, v.val, v.description] for v in session.query(Variable).order_by(Variable.key)]
""") == [
        "5",
        '{\n  "a": 1\n}',
        {"a": 1},
        "KeyError: 'Variable no does not exist'",
        None,
        "d",
        "TypeError: Variable.get() got an unexpected keyword argument 'default'",
        "5",
        "x",
        "ValueError: Default Value must be set",
        "KeyError: 'Variable no does not exist'",
        1,
        0,
        ["j", "6", "words"],
        ["s", "x", None],
    ]


def test_variables_with_a_session_are_part_of_it(orm: Compat) -> None:
    assert orm("""
def change(fail):
    with create_session() as session:
        Variable.set("a", 1, session=session)
        Variable.set("b", {"x": 1}, serialize_json=True, session=session)
        Variable.delete("a", session=session)
        Variable.update("b", 2, session=session) if not fail else 1 / 0

result = [attempt(change, True), Variable.get("b", None), attempt(change, False), Variable.get("b", None)]
""") == ["ZeroDivisionError: division by zero", None, None, "2"]


def test_a_fork_has_sessions_of_its_own(orm: Compat) -> None:
    assert orm("""
from airflow import settings
session = settings.Session()
session.add(Variable("parent", "1"))
session.flush()
child = os.fork()
if child == 0:
    try:
        with create_session() as own:
            own.add(Variable("child", "1"))
            own.query(Variable).count()
    except BaseException:
        import traceback; traceback.print_exc(); os._exit(1)
    os._exit(0)
session.commit()
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
with create_session() as session:
    result = [status, sorted(v.key for v in session.query(Variable))]
""") == [0, ["child", "parent"]]


def test_a_store_in_memory_says_what_to_do(compat: Compat) -> None:
    said = compat("""
import _xcom
_xcom.connect("sqlite://")
from airflow.models import DagRun
from airflow.utils.session import create_session
try:
    with create_session() as session:
        session.query(DagRun).all()
except Exception as error:
    result = str(error)
""")
    assert (
        "a store in memory has one connection only, and SQL in tasks needs a second one; name a store in a file" in said
    )


def test_a_file_that_is_loaded_has_no_session(compat: Compat) -> None:
    said = compat("""
from airflow.models import DagRun
from airflow.utils.session import create_session
try:
    with create_session() as session:
        session.query(DagRun).all()
except Exception as error:
    result = str(error)
""")
    assert "no XCom store is connected" in said and "a DAG file has none while it is loaded: do it in a task" in said


def test_models_and_their_names_import_no_sqlalchemy(compat: Compat) -> None:
    assert (
        compat("""
from airflow.models import Connection, DagRun, TaskInstance, Variable, XCom
from airflow.models.xcom import BaseXCom
from airflow.utils.session import create_session, provide_session
Variable("k", "v"), Connection("c", "http", password="p").get_uri()
result = [m for m in sys.modules if m.startswith("sqlalchemy")]
""")
        == []
    )


def test_without_sqlalchemy_the_message_names_the_package(compat: Compat) -> None:
    said = compat("""
sys.modules["sqlalchemy"] = None
from airflow.utils.session import create_session
try:
    with create_session():
        pass
except ImportError as error:
    result = str(error)
""")
    assert said == (
        "Airflow 2's sessions and models (create_session, provide_session, session.query) need SQLAlchemy, which this"
        " environment is without: pip install sqlalchemy"
    )


@pytest.mark.parametrize("value", [None, "2"])
def test_only_compat_2_has_them(value: str | None, compat: Compat) -> None:
    code = "from airflow.models import DagRun, Variable\nresult = [DagRun.__module__, hasattr(Variable, '__columns__')]"
    assert compat(code, value=value) == ["airflow.models.dagrun", value == "2"]


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_large_values_of_a_session_are_offloaded_and_what_is_taken_back_is_removed(
    end: str, orm: Compat, tmp_path: Path
) -> None:
    folder = tmp_path / "blobs"
    found = orm(
        f"""
place = dict(key="large", task_id="a", dag_id="d", run_id="r1")
with create_session() as session:
    XCom.set(value="x" * 100, session=session, **place)
    result = [XCom.get_one(session=session, **place) == "x" * 100]
    session.{end}()
result.append(XCom.get_one(**place) == "x" * 100)
""",
        XCOM_OFFLOAD=str(folder),
        XCOM_OFFLOAD_THRESHOLD="64",
    )
    assert found == [True, end == "commit"]
    assert len([path for path in folder.rglob("*") if path.is_file()]) == (end == "commit")


def test_a_session_of_another_database_is_refused(orm: Compat) -> None:
    said = orm("""
from sqlalchemy import create_engine
from sqlalchemy.orm import Session
from xcom_compat2 import sessions
with Session(create_engine("sqlite://")) as session:
    result = attempt(sessions.connection_of, session)
""")
    assert said == "TypeError: a session of Airflow's store is needed, and this one is connected to Engine(sqlite://)"
