"""`airflow.models`: DagRun, TaskInstance and DagModel as rows of the store, with Airflow 2's names (X10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from airflow.models.taskinstancekey import TaskInstanceKey
from airflow.utils.log.logging_mixin import LoggingMixin
from airflow.utils.session import NEW_SESSION, provide_session
from xcom_compat2.models.on_demand import Model, OnDemand


class _AlsoRuntime(OnDemand):
    """What a running task is given of its run counts as an object of the class, too."""

    def __instancecheck__(cls, instance: Any) -> bool:
        runtime = cls.__dict__.get("runtime_class")
        return super().__instancecheck__(instance) or (runtime is not None and isinstance(instance, runtime()))


def _runtime_task_instance() -> Any:
    from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance

    return RuntimeTaskInstance


def _runtime_dag_run() -> Any:
    from airflow.sdk.api.datamodels._generated import DagRun

    return DagRun


class DagRun(Model, LoggingMixin, metaclass=_AlsoRuntime):
    """A run of a DAG."""

    __module__ = "airflow.models.dagrun"
    id: Any
    dag_id: Any
    queued_at: Any
    execution_date: Any
    logical_date: Any
    start_date: Any
    end_date: Any
    state: Any
    run_id: Any
    run_type: Any
    external_trigger: Any
    triggered_by: Any
    conf: Any
    data_interval_start: Any
    data_interval_end: Any
    run_after: Any
    created_at: Any
    updated_at: Any
    clear_number: Any
    task_instances: Any
    runtime_class = staticmethod(_runtime_dag_run)
    dag: Any = None

    def __repr__(self) -> str:
        return (
            f"<DagRun {self.dag_id} @ {self.execution_date}: {self.run_id}, state:{self.state}, queued_at:"
            f" {self.queued_at}. externally triggered: {self.external_trigger}>"
        )

    @property
    def is_backfill(self) -> bool:
        """Whether a backfill has made it."""
        return bool(self.run_type == "backfill")

    @staticmethod
    def generate_run_id(
        run_type: Any, execution_date: Any = None, *, logical_date: Any = None, run_after: Any = None
    ) -> str:
        """The id of a run of that kind and date; providers name the date as in Airflow 3."""
        date = execution_date or logical_date or run_after
        return f"{getattr(run_type, 'value', run_type)}__{date.isoformat()}"

    @classmethod
    @provide_session
    def find(
        cls,
        dag_id: str | list[str] | None = None,
        run_id: Iterable[str] | None = None,
        execution_date: Any = None,
        state: Any = None,
        external_trigger: bool | None = None,
        no_backfills: bool = False,
        run_type: Any = None,
        session: Any = NEW_SESSION,
        execution_start_date: Any = None,
        execution_end_date: Any = None,
    ) -> list[DagRun]:
        """The runs that fit, by date."""
        query = session.query(cls)
        for column, wanted in ((cls.dag_id, dag_id), (cls.run_id, run_id), (cls.execution_date, execution_date)):
            if wanted is not None and not isinstance(wanted, list | tuple | set):
                query = query.filter(column == wanted)
            elif wanted:
                query = query.filter(column.in_(wanted))
        for column, wanted in ((cls.state, state), (cls.external_trigger, external_trigger), (cls.run_type, run_type)):
            if wanted is not None and wanted != "":
                query = query.filter(column == getattr(wanted, "value", wanted))
        if execution_start_date:
            query = query.filter(cls.execution_date >= execution_start_date)
        if execution_end_date:
            query = query.filter(cls.execution_date <= execution_end_date)
        if no_backfills:
            query = query.filter(cls.run_type != "backfill")
        found: list[DagRun] = query.order_by(cls.execution_date).all()
        return found

    @classmethod
    @provide_session
    def find_duplicate(cls, dag_id: str, run_id: str, execution_date: Any, session: Any = NEW_SESSION) -> DagRun | None:
        """The run of the DAG that has the id or the date."""
        found: DagRun | None = (
            session.query(cls)
            .filter(cls.dag_id == dag_id, (cls.run_id == run_id) | (cls.execution_date == execution_date))
            .one_or_none()
        )
        return found

    @staticmethod
    @provide_session
    def fetch_task_instances(
        dag_id: str | None = None,
        run_id: str | None = None,
        task_ids: list[str] | None = None,
        state: Any = None,
        session: Any = NEW_SESSION,
    ) -> list[TaskInstance]:
        """The task instances of a run, of all states or of these; None among them is one without a state."""
        query = session.query(TaskInstance).filter(TaskInstance.dag_id == dag_id, TaskInstance.run_id == run_id)
        if task_ids is not None:
            query = query.filter(TaskInstance.task_id.in_(task_ids))
        if state is not None:
            states = [state] if isinstance(state, str) else list(state)
            condition = TaskInstance.state.in_([each for each in states if each is not None])
            query = query.filter(condition | TaskInstance.state.is_(None) if None in states else condition)
        found: list[TaskInstance] = query.all()
        return found

    @provide_session
    def get_task_instances(self, state: Any = None, session: Any = NEW_SESSION) -> list[TaskInstance]:
        """Its task instances, of all states or of these."""
        return DagRun.fetch_task_instances(self.dag_id, self.run_id, state=state, session=session)

    @provide_session
    def get_task_instance(
        self, task_id: str, session: Any = NEW_SESSION, *, map_index: int = -1
    ) -> TaskInstance | None:
        """One of them, or None."""
        return DagRun.fetch_task_instance(self.dag_id, self.run_id, task_id, session=session, map_index=map_index)

    @staticmethod
    @provide_session
    def fetch_task_instance(
        dag_id: str, dag_run_id: str, task_id: str, session: Any = NEW_SESSION, map_index: int = -1
    ) -> TaskInstance | None:
        """A task instance of a run, or None."""
        found: TaskInstance | None = session.get(TaskInstance, (task_id, dag_id, dag_run_id, map_index))
        return found

    @staticmethod
    @provide_session
    def get_previous_dagrun(dag_run: DagRun, state: Any = None, session: Any = NEW_SESSION) -> DagRun | None:
        """The run of the DAG before that one."""
        query = session.query(DagRun).filter(
            DagRun.dag_id == dag_run.dag_id, DagRun.execution_date < dag_run.logical_date
        )
        if state is not None:
            query = query.filter(DagRun.state == state)
        found: DagRun | None = query.order_by(DagRun.execution_date.desc()).first()
        return found

    @staticmethod
    @provide_session
    def get_previous_scheduled_dagrun(dag_run_id: int, session: Any = NEW_SESSION) -> DagRun | None:
        """The run of the DAG before the one of that number, of those that nobody has made by hand."""
        run = session.get(DagRun, dag_run_id)
        query = session.query(DagRun).filter(DagRun.dag_id == run.dag_id, DagRun.run_type != "manual")
        found: DagRun | None = (
            query.filter(DagRun.execution_date < run.execution_date).order_by(DagRun.execution_date.desc()).first()
        )
        return found

    def get_state(self) -> Any:
        """Its state."""
        return self.state

    def set_state(self, state: Any) -> None:
        """Change its state, and the dates that go with it."""
        from airflow.sdk import timezone

        state = getattr(state, "value", state)
        if state not in ("queued", "running", "success", "failed"):
            raise ValueError(f"invalid DagRun state: {state}")
        if self.state == state:
            return
        now = timezone.utcnow()
        self.end_date = now if state in ("success", "failed") else None
        if state == "queued":
            self.queued_at, self.start_date = now, None
        elif state == "running" and (self.start_date is None or self.state != "queued"):
            self.start_date = now
        self.state = state


class TaskInstance(Model, LoggingMixin, metaclass=_AlsoRuntime):
    """A task in a run."""

    __module__ = "airflow.models.taskinstance"
    id: Any
    task_id: Any
    dag_id: Any
    run_id: Any
    map_index: Any
    start_date: Any
    end_date: Any
    duration: Any
    state: Any
    try_number: Any
    max_tries: Any
    hostname: Any
    pool: Any
    pool_slots: Any
    queue: Any
    priority_weight: Any
    operator: Any
    queued_dttm: Any
    pid: Any
    updated_at: Any
    rendered_map_index: Any
    next_method: Any
    trigger_timeout: Any
    task_display_name: Any
    dag_run: Any
    execution_date: Any
    runtime_class = staticmethod(_runtime_task_instance)
    task: Any = None
    test_mode = False

    def __init__(
        self, task: Any, execution_date: Any = None, run_id: str | None = None, state: Any = None, map_index: int = -1
    ) -> None:
        self.task, self.task_id, self.dag_id = task, task.task_id, task.dag_id
        if run_id is None and execution_date is not None:
            run_id = _run_id_of(task.dag_id, execution_date)
        self.run_id: Any = run_id
        self.map_index, self.try_number = map_index, 0
        self.max_tries, self.pool, self.queue = task.retries, task.pool, task.queue
        self.operator = task.task_type
        self.state = state

    def __repr__(self) -> str:
        index = "" if self.map_index < 0 else f"map_index={self.map_index} "
        return f"<TaskInstance: {self.dag_id}.{self.task_id} {self.run_id} {index}[{self.state}]>"

    @property
    def key(self) -> TaskInstanceKey:
        """What identifies its try."""
        return TaskInstanceKey(self.dag_id, self.task_id, self.run_id, self.try_number, self.map_index)

    @provide_session
    def get_dagrun(self, session: Any = NEW_SESSION) -> DagRun | None:
        """Its run."""
        found: DagRun | None = (
            session.query(DagRun).filter(DagRun.dag_id == self.dag_id, DagRun.run_id == self.run_id).one_or_none()
        )
        return found

    @provide_session
    def current_state(self, session: Any = NEW_SESSION) -> str | None:
        """The state that the store has."""
        found: str | None = session.query(TaskInstance.state).filter(*self._itself()).scalar()
        return found

    @provide_session
    def refresh_from_db(self, session: Any = NEW_SESSION, lock_for_update: bool = False) -> None:
        """Take over what the store has."""
        query = session.query(TaskInstance).filter(*self._itself()).populate_existing()
        row = (query.with_for_update() if lock_for_update else query).one_or_none()
        if row is None:
            self.state = None
        elif row is not self:
            for name in ("start_date", "end_date", "duration", "state", "try_number", "max_tries", "hostname"):
                setattr(self, name, getattr(row, name))

    @provide_session
    def set_state(self, state: str | None, session: Any = NEW_SESSION) -> bool:
        """Change its state, and the dates that go with it; False if it has it already."""
        from airflow.sdk import timezone

        state = getattr(state, "value", state)
        if self.state == state:
            return False
        self.state = state
        self.start_date = self.start_date or timezone.utcnow()
        if state in ("success", "failed", "skipped", "upstream_failed", "removed", None):
            self.end_date = self.end_date or timezone.utcnow()
            self.duration = (self.end_date - self.start_date).total_seconds()
        session.merge(self)
        session.flush()
        return True

    def xcom_push(self, key: str, value: Any, execution_date: Any = None, session: Any = None) -> None:
        """Store a value of this task instance."""
        _runtime_task_instance().xcom_push(self, key, value, execution_date, session)

    def xcom_pull(self, *args: Any, **kwargs: Any) -> Any:
        """Pull values as this task instance would."""
        return _runtime_task_instance().xcom_pull(self, *args, **kwargs)

    def _itself(self) -> tuple[Any, ...]:
        return (
            TaskInstance.dag_id == self.dag_id,
            TaskInstance.task_id == self.task_id,
            TaskInstance.run_id == self.run_id,
            TaskInstance.map_index == self.map_index,
        )


class DagModel(Model):
    """What the store knows of a DAG."""

    __module__ = "airflow.models.dag"
    dag_id: Any
    is_paused: Any
    is_active: Any
    is_stale: Any
    fileloc: Any
    owners: Any
    description: Any

    def __repr__(self) -> str:
        return f"<DAG: {self.dag_id}>"

    @classmethod
    @provide_session
    def get_dagmodel(cls, dag_id: str, session: Any = NEW_SESSION) -> DagModel | None:
        """The DAG of an id."""
        return session.get(cls, dag_id)

    @classmethod
    def get_current(cls, dag_id: str, session: Any = NEW_SESSION) -> DagModel | None:
        """The DAG of an id."""
        return cls.get_dagmodel(dag_id, session=session) if session else cls.get_dagmodel(dag_id)


@provide_session
def _run_id_of(dag_id: str, execution_date: Any, session: Any = NEW_SESSION) -> str:
    from airflow.exceptions import DagRunNotFound

    found = session.query(DagRun.run_id).filter(DagRun.dag_id == dag_id, DagRun.execution_date == execution_date)
    run_id: str | None = found.scalar()
    if run_id is None:
        raise DagRunNotFound(f"DagRun for {dag_id!r} with date {execution_date} not found")
    return run_id
