"""What Airflow 2's DAG knows of its runs, from their rows (X10)."""

from __future__ import annotations

import logging
from typing import Any

from airflow.utils.session import NEW_SESSION, provide_session

_UNFINISHED = ("running", "queued")


class RunsOfDag:
    """Methods and attributes of a DAG; models and sessions are imported when one is used."""

    @property
    def log(self: Any) -> logging.Logger:
        return logging.getLogger("airflow.models.dag.DAG")

    @property
    def safe_dag_id(self: Any) -> str:
        return str(self.dag_id.replace(".", "__dot__"))

    @property
    def task_count(self: Any) -> int:
        return len(self.tasks)

    @property
    def is_paused(self: Any) -> bool:
        return bool(self.get_is_paused())

    @property
    def latest_execution_date(self: Any) -> Any:
        return self.get_latest_execution_date()

    @provide_session
    def get_is_paused(self: Any, session: Any = NEW_SESSION) -> bool | None:
        """Whether the DAG is paused."""
        from xcom_compat2.models.runs import DagModel

        found: bool | None = session.query(DagModel.is_paused).filter(DagModel.dag_id == self.dag_id).scalar()
        return found

    @provide_session
    def get_is_active(self: Any, session: Any = NEW_SESSION) -> bool | None:
        """Whether there is a file that defines it."""
        from xcom_compat2.models.runs import DagModel

        found: bool | None = session.query(DagModel.is_active).filter(DagModel.dag_id == self.dag_id).scalar()
        return found

    @provide_session
    def get_dagrun(self: Any, execution_date: Any = None, run_id: str | None = None, session: Any = NEW_SESSION) -> Any:
        """The run of a date or id, or None."""
        from xcom_compat2.models.runs import DagRun

        if not (execution_date or run_id):
            raise TypeError("You must provide either the execution_date or the run_id")
        query = session.query(DagRun).filter(DagRun.dag_id == self.dag_id)
        if execution_date:
            query = query.filter(DagRun.execution_date == execution_date)
        if run_id:
            query = query.filter(DagRun.run_id == run_id)
        return query.one_or_none()

    @provide_session
    def get_last_dagrun(self: Any, session: Any = NEW_SESSION, include_externally_triggered: bool = False) -> Any:
        """The run with the latest date, or None."""
        from xcom_compat2.models.runs import DagRun

        query = session.query(DagRun).filter(DagRun.dag_id == self.dag_id)
        if not include_externally_triggered:
            query = query.filter(~DagRun.external_trigger)
        return query.order_by(DagRun.execution_date.desc()).first()

    def has_dag_runs(self: Any, session: Any = None, include_externally_triggered: bool = True) -> bool:
        """Whether the DAG has runs."""
        chosen = {} if session is None else {"session": session}
        return self.get_last_dagrun(include_externally_triggered=include_externally_triggered, **chosen) is not None

    @provide_session
    def get_latest_execution_date(self: Any, session: Any = NEW_SESSION) -> Any:
        """The latest date of its runs."""
        last = self.get_last_dagrun(session=session, include_externally_triggered=True)
        return last and last.execution_date

    @provide_session
    def get_active_runs(self: Any, session: Any = NEW_SESSION) -> list[Any]:
        """The dates of the runs that go on."""
        from xcom_compat2.models.runs import DagRun

        return [run.execution_date for run in DagRun.find(dag_id=self.dag_id, state="running", session=session)]

    @provide_session
    def get_num_active_runs(
        self: Any, external_trigger: bool | None = None, only_running: bool = True, session: Any = NEW_SESSION
    ) -> int:
        """How many runs go on, or wait for it too."""
        from xcom_compat2.models.runs import DagRun

        states = ("running",) if only_running else _UNFINISHED
        query = session.query(DagRun).filter(DagRun.dag_id == self.dag_id, DagRun.state.in_(states))
        if external_trigger is not None:
            query = query.filter(DagRun.external_trigger if external_trigger else ~DagRun.external_trigger)
        return int(query.count())

    @provide_session
    def get_dagruns_between(self: Any, start_date: Any, end_date: Any, session: Any = NEW_SESSION) -> list[Any]:
        """The runs with these dates and those between them."""
        from xcom_compat2.models.runs import DagRun

        return DagRun.find(
            dag_id=self.dag_id, execution_start_date=start_date, execution_end_date=end_date, session=session
        )

    @provide_session
    def get_task_instances(
        self: Any, start_date: Any = None, end_date: Any = None, state: Any = None, session: Any = NEW_SESSION
    ) -> list[Any]:
        """The task instances of these runs, of all states or of these."""
        from xcom_compat2.models.runs import DagRun

        runs = DagRun.find(
            dag_id=self.dag_id, execution_start_date=start_date, execution_end_date=end_date, session=session
        )
        return [ti for run in runs for ti in run.get_task_instances(state=state or None, session=session)]
