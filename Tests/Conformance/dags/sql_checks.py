"""The SQL operators that check, branch and wait, over an own hook."""

import os
import sqlite3
from datetime import datetime
from airflow import DAG
from airflow.decorators import task
from airflow.operators.empty import EmptyOperator
from airflow.providers.common.sql.hooks.sql import DbApiHook, fetch_one_handler
from airflow.providers.common.sql.operators.sql import (
    BranchSQLOperator, SQLCheckOperator, SQLColumnCheckOperator, SQLExecuteQueryOperator, SQLTableCheckOperator,
    SQLThresholdCheckOperator, SQLValueCheckOperator,
)
from airflow.providers.common.sql.sensors.sql import SqlSensor

DB = os.path.join(os.environ.get("TMPDIR", "/tmp"), "checks.db")


class LiteHook(DbApiHook):
    conn_name_attr = "lite_conn_id"
    default_conn_name = "lite"
    supports_autocommit = True

    def get_conn(self):
        return sqlite3.connect(DB)


class OnLite:
    def get_db_hook(self):
        return LiteHook()

    _hook = property(lambda self: LiteHook())


def on_lite(cls):
    return type(f"Lite{cls.__name__}", (OnLite, cls), {"__module__": __name__})


Exec, Branch, Check, ColCheck, TblCheck, Thr, Val = map(
    on_lite,
    (
        SQLExecuteQueryOperator, BranchSQLOperator, SQLCheckOperator, SQLColumnCheckOperator, SQLTableCheckOperator,
        SQLThresholdCheckOperator, SQLValueCheckOperator,
    ),
)


class Sens(SqlSensor):
    def _get_hook(self):
        return LiteHook()


with DAG("sql_checks", start_date=datetime(2024, 1, 1), schedule=None, params={"min": 2}, default_args={"conn_id": "lite"}) as dag:
    create = Exec(task_id="create", sql=["create table t (id int, name text, v real)", "insert into t values (1,'a',1.5),(2,'b',null),(3,'ü',3.25)"], autocommit=True)
    q = Exec(task_id="q", sql="select id, name, v from t where id >= {{ params.min }} order by id")
    one = Exec(task_id="one", sql="select count(*) c from t", handler=fetch_one_handler)
    par = Exec(task_id="par", sql="select name from t where id = :id", parameters={"id": 3})
    noh = Exec(task_id="noh", sql="select 1", handler=None)
    nox = Exec(task_id="nox", sql="select 1", do_xcom_push=False)
    multi = Exec(task_id="multi", sql="select 1; select 2, 'x';", split_statements=True, return_last=False)
    last = Exec(task_id="last", sql="select 1; select 2, 'x';", split_statements=True)
    from_x = Exec(task_id="from_x", sql="select * from t where id in ({{ ti.xcom_pull('q') | map(attribute=0) | join(',') }})", show_return_value_in_logs=True)
    br = Branch(task_id="br", sql="select count(*) > 2 from t", follow_task_ids_if_true="yes", follow_task_ids_if_false=["no"])
    chk = Check(task_id="chk", sql="select count(*), 1 from t")
    chk_bad = Check(task_id="chk_bad", sql="select 0")
    chk_none = Check(task_id="chk_none", sql="select id from t where id > 99")
    val = Val(task_id="val", sql="select max(id) from t", pass_value=3)
    val_tol = Val(task_id="val_tol", sql="select 10.4", pass_value=10, tolerance=0.01)
    col = ColCheck(task_id="col", table="t", column_mapping={"id": {"min": {"geq_to": 1}, "unique_check": {"equal_to": 0}}, "v": {"null_check": {"equal_to": 0}}})
    tbl = TblCheck(task_id="tbl", table="t", checks={"rows": {"check_statement": "count(*) = 3"}, "pos": {"check_statement": "id > 0", "partition_clause": "name != 'z'"}})
    thr = Thr(task_id="thr", sql="select avg(id) from t", min_threshold=1, max_threshold="select 3")
    thr_bad = Thr(task_id="thr_bad", sql="select 9", min_threshold=1, max_threshold=3)
    sen = Sens(task_id="sen", sql="select 1 from t", poke_interval=0, timeout=1)
    sen_s = Sens(task_id="sen_s", sql="select 5", success=lambda v: v == 5, poke_interval=0, timeout=1)
    sen_f = Sens(task_id="sen_f", sql="select 5", failure=lambda v: v == 5, poke_interval=0, timeout=1)
    bad = Exec(task_id="bad", sql="select * from nope")
    create >> [q, one, par, noh, nox, multi, last, br, chk, chk_bad, chk_none, val, val_tol, col, tbl, thr, thr_bad, sen, sen_s, sen_f, bad]
    q >> from_x
    br >> [EmptyOperator(task_id="yes"), EmptyOperator(task_id="no")]
    mapped = Exec.partial(task_id="mapped", sql="select name from t where id = :id").expand(parameters=[{"id": 1}, {"id": 2}])
    create >> mapped

    @task
    def use(rows, m):
        h = LiteHook()
        return [rows, [list(x) for x in m], h.get_records("select id from t"), h.get_first("select name from t"), repr(rows)]

    use(q.output, mapped.output)
