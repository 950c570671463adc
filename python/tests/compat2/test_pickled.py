"""Pickled XComs: written and read only where the user has said that reading one runs what is in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

Compat = Callable[..., Any]
ON = {"AIRFLOW__CORE__ENABLE_XCOM_PICKLING": "True"}
ALLOWED = {"XCOM_ALLOW_PICKLE": "runs-code-from-the-store"}
REFUSED = (
    " To read a pickle runs the code that is in it, whoever has put it into the store: set"
    " XCOM_ALLOW_PICKLE=runs-code-from-the-store if you trust all that write there, or turn core.enable_xcom_pickling"
    " off and push what JSON can say"
)
PLACE = 'dict(key="p", dag_id="d", task_id="a", run_id="r1")'


def test_pickles_come_back_as_what_they_were(orm: Compat, tmp_path: Path) -> None:
    assert (
        orm(
            f"""
from collections import Counter
from decimal import Decimal
values = [(1, (2,)), {{1, 2}}, Counter("aab"), Decimal("1.10"), {{(1, 2): 3}}, float("inf"), None]
result = []
for value in values:
    XCom.set(value=value, **{PLACE})
    got = XCom.get_one(**{PLACE})
    with create_session() as session:
        row = session.query(XCom).filter_by(key="p").one().value
    result.append([type(got) is type(value), got == value, row == value])
""",
            **ON,
            **ALLOWED,
        )
        == [[True, True, True]] * 7
    )
    with closing(sqlite3.connect(tmp_path / "xcom.db")) as database:
        # The store has JSON in every row.
        ((kind, value),) = database.execute("SELECT typeof(value), value FROM xcom WHERE \"key\" = 'p'").fetchall()
    assert kind == "text" and value.startswith('{"__classname__": "xcom.bytes", "__version__": 1, "__data__": "gAR')


def test_json_is_read_as_before(orm: Compat) -> None:
    code = 'result = XCom.get_one(run_id="r1", dag_id="d", task_id="a", key="k")'
    assert orm(code, **ON, **ALLOWED) == {"x": 1}


def test_nothing_is_pickled_without_the_users_word(orm: Compat) -> None:
    assert orm(f"result = attempt(XCom.set, value=1, **{PLACE})", **ON) == (
        f"PickleNotAllowed: core.enable_xcom_pickling is on.{REFUSED}"
    )
    assert orm(f"result = attempt(XCom.set, value=1, **{PLACE})", **ON, XCOM_ALLOW_PICKLE="1") == (
        "ValueError: XCOM_ALLOW_PICKLE is '1': it takes runs-code-from-the-store, or nothing"
    )


def test_a_pickle_in_the_store_is_not_run(orm: Compat) -> None:
    code = f"""
import pickle
from xcom_compat2 import backends, pickled

class Evil:
    def __reduce__(self):
        return os.mkdir, ("run",)

with create_session() as session:
    session.add(XCom(dag_run_id=1, dag_id="d", run_id="r1", task_id="a", key="p", value=pickle.dumps(Evil())))

def row():
    with create_session() as session:
        return session.query(XCom).filter_by(key="p").one()

text = pickled.to_text(pickle.dumps(Evil()))
result = [attempt(XCom.get_one, **{PLACE}), attempt(row), attempt(backends.loads, text), os.path.exists("run")]
"""
    assert orm(code) == [f"PickleNotAllowed: The stored value is no JSON but a pickle.{REFUSED}"] * 3 + [False]
    # With the word it is.
    assert orm(code, **ALLOWED)[-1] is True
