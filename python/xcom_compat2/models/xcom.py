"""`airflow.models.xcom` as in Airflow 2: the class XCom, by run id and by date, with rows (X1-X5, X9)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from airflow.utils.helpers import exactly_one, is_container
from airflow.utils.log.logging_mixin import LoggingMixin
from airflow.utils.session import NEW_SESSION, provide_session
from xcom_compat2 import pickled, pushes, values
from xcom_compat2.models.on_demand import Model
from xcom_compat2.sequences import LazySelectSequence
from xcom_compat2.telling import tell

XCOM_RETURN_KEY = "return_value"
_ONE_OF_THEM = "Exactly one of run_id or execution_date must be passed"


class BaseXCom(Model, LoggingMixin):
    """What a task has pushed under a key; backends derive from it."""

    __module__ = "airflow.models.xcom"
    dag_run_id: Any
    task_id: Any
    map_index: Any
    key: Any
    dag_id: Any
    run_id: Any
    value: Any
    timestamp: Any
    dag_run: Any
    execution_date: Any
    logical_date: Any

    def __repr__(self) -> str:
        index = "" if self.map_index < 0 else f"[{self.map_index}]"
        return f'<XCom "{self.key}" ({self.task_id}{index} @ {self.run_id})>'

    @classmethod
    def set(
        cls,
        key: str,
        value: Any,
        task_id: str,
        dag_id: str,
        execution_date: Any = None,
        session: Any = NEW_SESSION,
        *,
        run_id: str | None = None,
        map_index: int = -1,
    ) -> None:
        """Store a value, in place of one that is there: as a push does, or as a row of the session that is given."""
        of_session = {} if session is None else {"session": session}
        run_id = _run("set", dag_id, execution_date, run_id, **of_session)
        place: dict[str, Any] = {"key": key, "task_id": task_id, "dag_id": dag_id, "run_id": run_id}
        place["map_index"] = map_index
        stored = cls.serialize_value(value=list(value) if isinstance(value, LazySelectSequence) else value, **place)
        if session is not None:
            from sqlalchemy import delete

            # It begins the session's transaction, and the session forgets the row that it had.
            session.execute(delete(cls).filter_by(**place))
            session.flush()
        pushes.store_at(stored=stored, session=session, **place)

    @staticmethod
    @provide_session
    def get_value(*, ti_key: Any, key: str | None = None, session: Any = NEW_SESSION) -> Any:
        """The value of a task instance."""
        return BaseXCom.get_one(
            key=key,
            task_id=ti_key.task_id,
            dag_id=ti_key.dag_id,
            run_id=ti_key.run_id,
            map_index=ti_key.map_index,
            session=session,
        )

    @staticmethod
    @provide_session
    def get_one(
        execution_date: Any = None,
        key: str | None = None,
        task_id: str | None = None,
        dag_id: str | None = None,
        include_prior_dates: bool = False,
        session: Any = NEW_SESSION,
        *,
        run_id: str | None = None,
        map_index: int | None = None,
    ) -> Any:
        """The newest value that fits, or None; what is not given may be any."""
        if not exactly_one(execution_date is not None, run_id is not None):
            raise ValueError(_ONE_OF_THEM)
        query = BaseXCom.get_many(
            execution_date=execution_date,
            run_id=run_id,
            key=key,
            task_ids=task_id,
            dag_ids=dag_id,
            map_indexes=map_index,
            include_prior_dates=include_prior_dates,
            limit=1,
            session=session,
        )
        row = query.with_entities(BaseXCom.value).first()
        return backend().deserialize_value(row) if row else None

    @staticmethod
    @provide_session
    def get_many(
        execution_date: Any = None,
        key: str | None = None,
        task_ids: str | Iterable[str] | None = None,
        dag_ids: str | Iterable[str] | None = None,
        map_indexes: int | Iterable[int] | None = None,
        include_prior_dates: bool = False,
        limit: int | None = None,
        session: Any = NEW_SESSION,
        *,
        run_id: str | None = None,
    ) -> Any:
        """A query of the rows that fit, the newest first."""
        from xcom_compat2.models.runs import DagRun

        _one_of_them(execution_date, run_id)
        if execution_date is not None:
            _tell_of_date("get_many")
        query = session.query(BaseXCom).join(BaseXCom.dag_run)
        if key:
            query = query.filter(BaseXCom.key == key)
        for column, wanted in ((BaseXCom.task_id, task_ids), (BaseXCom.dag_id, dag_ids)):
            if is_container(wanted):
                query = query.filter(column.in_(wanted))
            elif wanted is not None:
                query = query.filter(column == wanted)
        if isinstance(map_indexes, range) and map_indexes.step == 1:
            query = query.filter(BaseXCom.map_index >= map_indexes.start, BaseXCom.map_index < map_indexes.stop)
        elif is_container(map_indexes):
            query = query.filter(BaseXCom.map_index.in_(map_indexes))
        elif map_indexes is not None:
            query = query.filter(BaseXCom.map_index == map_indexes)
        if include_prior_dates and execution_date is not None:
            query = query.filter(DagRun.execution_date <= execution_date)
        elif include_prior_dates:
            bound = session.query(DagRun.execution_date).filter(DagRun.run_id == run_id).subquery()
            query = query.filter(DagRun.execution_date <= bound.c.logical_date)
        elif execution_date is not None:
            query = query.filter(DagRun.execution_date == execution_date)
        else:
            query = query.filter(BaseXCom.run_id == run_id)
        query = query.order_by(DagRun.execution_date.desc(), BaseXCom.timestamp.desc())
        return query.limit(limit) if limit else query

    @classmethod
    @provide_session
    def delete(cls, xcoms: Any, session: Any) -> None:
        """Delete one row, or several."""
        current = backend()
        for xcom in [xcoms] if isinstance(xcoms, current) else xcoms:
            if not isinstance(xcom, current):
                raise TypeError(f"Expected XCom; received {xcom.__class__.__name__}")
            current.purge(xcom, session)
            session.delete(xcom)
        session.commit()

    @staticmethod
    def purge(xcom: Any, session: Any) -> None:
        """Remove what a backend keeps for a row."""

    @staticmethod
    @provide_session
    def clear(
        execution_date: Any = None,
        dag_id: str | None = None,
        task_id: str | None = None,
        session: Any = NEW_SESSION,
        *,
        run_id: str | None = None,
        map_index: int | None = None,
    ) -> None:
        """Delete what a task has pushed in a run."""
        from xcom_compat2.models.runs import DagRun

        for name, given in (("dag_id", dag_id), ("task_id", task_id)):
            if given is None:
                raise TypeError(f"clear() missing required argument: {name}")
        _one_of_them(execution_date, run_id)
        if execution_date is not None:
            _tell_of_date("clear")
            of_date = DagRun.dag_id == dag_id, DagRun.execution_date == execution_date
            run_id = session.query(DagRun.run_id).filter(*of_date).scalar()
        query = session.query(BaseXCom).filter_by(dag_id=dag_id, task_id=task_id, run_id=run_id)
        if map_index is not None:
            query = query.filter_by(map_index=map_index)
        for xcom in query:
            backend().purge(xcom, session)
            session.delete(xcom)
        session.commit()

    @staticmethod
    def serialize_value(
        value: Any,
        *,
        key: str | None = None,
        task_id: str | None = None,
        dag_id: str | None = None,
        run_id: str | None = None,
        map_index: int | None = None,
    ) -> Any:
        """The bytes that are stored for a value."""
        return pickled.dumps(value) if pickled.is_on() else values.dumps(value)

    @staticmethod
    def deserialize_value(result: Any) -> Any:
        """The value of what has its bytes as `value`."""
        text = _bytes(result.value)
        if text is None:
            return None
        return pickled.loads(text) if pickled.is_one(text) else values.loads(text)

    def orm_deserialize_value(self) -> Any:
        """The value of a row that is read, in a short form."""
        return short_form(_bytes(self.value))


def short_form(stored: bytes | None) -> Any:
    """A stored value, with a text for each part that has a class."""
    from airflow.sdk.serde import deserialize

    if stored is None:
        return None
    if pickled.is_one(stored):
        return pickled.loads(stored)
    return json.loads(stored, object_hook=lambda found: deserialize(found, full=False))


def _bytes(value: Any) -> bytes | None:
    return value.encode() if isinstance(value, str) else value


def _one_of_them(execution_date: Any, run_id: str | None) -> None:
    if not exactly_one(execution_date is not None, run_id is not None):
        raise ValueError(f"{_ONE_OF_THEM}. Passed execution_date={execution_date}, run_id={run_id}")


def _tell_of_date(method: str) -> None:
    tell(f"XCom.{method}'s argument execution_date is not in Airflow 3: use run_id")


@provide_session
def _run(method: str, dag_id: str, execution_date: Any, run_id: str | None, session: Any = NEW_SESSION) -> str:
    """The id of a run, which has to be there."""
    from xcom_compat2.models.runs import DagRun

    _one_of_them(execution_date, run_id)
    query = session.query(DagRun.run_id).filter(DagRun.dag_id == dag_id)
    if run_id is None:
        _tell_of_date(method)
        found = query.filter(DagRun.execution_date == execution_date).first()
        where = f"at {execution_date}"
    else:
        found = query.filter(DagRun.run_id == run_id).first()
        where = f"with ID {run_id!r}"
    if found is None:
        raise ValueError(f"DAG run not found on DAG {dag_id!r} {where}")
    return str(found[0])


def backend() -> Any:
    """The class that is in use: BaseXCom, or the configured one."""
    from xcom_compat2 import backends

    return backends.resolve_xcom_backend()


def __getattr__(name: str) -> Any:
    # The backend's module may import this one.
    if name == "XCom":
        return backend()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name)
