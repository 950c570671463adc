"""DAGs that a test makes, with runs and task instances that it drives one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import _xcom

from xcom_bridge.listeners import TaskInstance
from xcom_pytest.results import task_key
from xcom_pytest.running import UNSET, Runner
from xcom_pytest.snapshots import file_name

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_pytest.results import DagRunResult

_FIRST_DATE = datetime(2016, 1, 1, tzinfo=UTC)


class DagMaker:
    """``with dag_maker("etl"): ...`` makes a DAG, ``dag_maker.run()`` runs it."""

    def __init__(self, runner: Runner, test: str) -> None:
        self._runner, self._test = runner, test
        self._dag: DAG | None = None

    @property
    def dag(self) -> DAG:
        """The DAG that was made last."""
        if self._dag is None:
            raise RuntimeError("dag_maker has made no DAG yet: with dag_maker(): ...")
        return self._dag

    @property
    def session(self) -> NoSession:
        """Stands where Airflow's own code takes a database session; there is none."""
        return NoSession()

    @contextmanager
    def __call__(self, dag_id: str | None = None, **dag_kwargs: Any) -> Iterator[DAG]:
        """Make a DAG.

        Args:
            dag_id: By default the name of the test.
            dag_kwargs: Arguments of ``DAG``. Without a ``start_date`` it is that of ``default_args``, or 2016-01-01.
        """
        from airflow.sdk import DAG

        dag_kwargs.setdefault("start_date", (dag_kwargs.get("default_args") or {}).get("start_date", _FIRST_DATE))
        with DAG(dag_id or file_name(self._test).replace("[", "_").replace("]", ""), **dag_kwargs) as dag:
            yield dag
        self._dag = dag

    def run(
        self,
        dag_run: Any = None,
        *,
        dag_run_kwargs: Mapping[str, Any] | None = None,
        run_triggerer: bool = False,
        trigger_timeout: float | None = None,
    ) -> DagRunResult:
        """Run all tasks of a run, as ``run_dag`` does.

        Args:
            dag_run: What ``create_dagrun`` gave; None for a new run.
            dag_run_kwargs: Arguments of ``create_dagrun`` for that.
            run_triggerer: Run triggers of deferred tasks, and resume the tasks.
            trigger_timeout: For how many seconds a trigger may say nothing.
        """
        if dag_run is not None and dag_run_kwargs is not None:
            raise ValueError("`dag_run_kwargs` cannot be supplied for a run that is there")
        chosen = self._own(dag_run, dag_run_kwargs)
        result = self._runner.run_dag(
            self.dag, run_id=chosen.run_id, run_triggerer=run_triggerer, trigger_timeout=trigger_timeout
        )
        chosen.__dict__.update(result.dag_run.__dict__)
        object.__setattr__(result, "dag_run", chosen)
        return result

    def create_dagrun(
        self,
        *,
        run_id: str | None = None,
        logical_date: datetime | None = UNSET,
        run_after: datetime | None = None,
        start_date: datetime | None = None,
        conf: Mapping[str, Any] | None = None,
    ) -> Any:
        """Make a run, and run nothing of it. Its logical date is by default the start date of the DAG."""
        date = (self.dag.start_date or _FIRST_DATE) if logical_date is UNSET else logical_date
        result = self._runner.execute(
            self.dag,
            run_id=run_id,
            logical_date=date,
            run_after=run_after,
            start_date=start_date,
            conf=conf,
            opens_only=True,
        )
        return result.dag_run

    def create_ti(
        self,
        task_id: str,
        dag_run: Any = None,
        *,
        dag_run_kwargs: Mapping[str, Any] | None = None,
        map_index: int = -1,
    ) -> Any:
        """A task instance as it is in the store now; its run is made where none is given."""
        chosen = self._own(dag_run, dag_run_kwargs)
        found = self._runner.look_at(self.dag, chosen.run_id).get_task_instance(task_id, map_index=map_index)
        if found is None:
            raise LookupError(f"The run {chosen.run_id!r} has no task instance {task_key(task_id, map_index)!r}")
        return PullingTaskInstance.like(found)

    def run_ti(
        self,
        task_id: str,
        dag_run: Any = None,
        *,
        dag_run_kwargs: Mapping[str, Any] | None = None,
        map_index: int = -1,
        run_triggerer: bool = False,
        trigger_timeout: float | None = None,
    ) -> Any:
        """Run one task instance, whatever it depends on, and give it as it has ended.

        Raises:
            BaseException: What the task raised, where it failed.
        """
        chosen = self._own(dag_run, dag_run_kwargs)
        result = self._runner.execute(
            self.dag,
            run_id=chosen.run_id,
            task=(task_id, map_index, 1),
            runs_triggers=run_triggerer,
            trigger_timeout=trigger_timeout,
        )
        if (error := result.errors.get(task_key(task_id, map_index))) is not None:
            raise error
        return PullingTaskInstance.like(result[task_key(task_id, map_index)].ti)

    def _own(self, dag_run: Any, dag_run_kwargs: Mapping[str, Any] | None) -> Any:
        if dag_run is None:
            return self.create_dagrun(**(dag_run_kwargs or {}))
        if dag_run.dag_id != self.dag.dag_id:
            raise ValueError(f"The run {dag_run.run_id!r} is not owned by `dag_maker`: it is of DAG {dag_run.dag_id!r}")
        return dag_run


class NoSession:
    """Where Airflow has a session of its metadata database."""

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(
            f"there is no metadata database, so no session that has {name!r}: look into xcom_store, or run this test"
            " with a whole Airflow and pytest-airflow-in-a-box"
        )


@dataclass
class PullingTaskInstance(TaskInstance):
    """A task instance of a run that a test drives."""

    @classmethod
    def like(cls, ti: TaskInstance) -> PullingTaskInstance:
        return cls(**{name: getattr(ti, name) for name in TaskInstance.__dataclass_fields__})

    def xcom_pull(
        self,
        task_ids: str | list[str] | None = None,
        dag_id: str | None = None,
        key: str = "return_value",
        include_prior_dates: bool = False,
        *,
        session: NoSession | None = None,
        map_indexes: int | list[int] | None = None,
        default: Any = None,
        run_id: str | None = None,
    ) -> Any:
        """What Airflow's ``xcom_pull`` gives for these arguments; none of them is a session that is needed."""
        return _xcom.pull(
            dag_id or self.dag_id,
            run_id or self.run_id,
            [task_ids] if isinstance(task_ids, str) else list(task_ids or [self.task_id]),
            key,
            include_prior_dates,
            [map_indexes] if isinstance(map_indexes, int) else map_indexes,
            not isinstance(task_ids, list) and not isinstance(map_indexes, list),
            default,
        )
