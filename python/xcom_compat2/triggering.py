"""Runs that tasks trigger: by the operator, and by `airflow.api.common.trigger_dag`."""

from __future__ import annotations

import datetime as dt
import json
from functools import wraps
from typing import Any

from airflow.utils.session import NEW_SESSION
from xcom_compat2 import rows

_SAME_RUN = "SELECT run_id FROM dag_run WHERE dag_id = ? AND (run_id = ? OR logical_date = ?)"


def triggered_once(trigger: Any) -> Any:
    """`TriggerDagRunOperator`'s last step. Reason: the Task SDK fails a task without an exception if the run is there.

    In Airflow 2 a run of the same date is the same, whatever its id; one that is started anew keeps its own date.
    """

    @wraps(trigger)
    def _trigger_dag_af_3(self: Any, context: Any, run_id: str, parsed_logical_date: dt.datetime) -> None:
        from airflow.sdk.exceptions import AirflowSkipException

        _check_known(self.trigger_dag_id)
        if (found := _duplicate(self.trigger_dag_id, run_id, parsed_logical_date)) is not None:
            if not self.reset_dag_run:
                if self.skip_when_already_exists:
                    raise AirflowSkipException(f"The run {found.run_id} of DAG {self.trigger_dag_id} is there already")
                raise _already_exists(found, parsed_logical_date, run_id)
            run_id, parsed_logical_date = found.run_id, found.execution_date
        trigger(self, context, run_id, parsed_logical_date)

    return _trigger_dag_af_3


def trigger_dag(
    dag_id: str,
    run_id: str | None = None,
    conf: dict[str, Any] | str | None = None,
    execution_date: dt.datetime | None = None,
    replace_microseconds: bool = True,
    session: Any = NEW_SESSION,
) -> Any:
    """Make a queued run of a DAG; DagRunAlreadyExists where there is one of that id or date."""
    from airflow.sdk import timezone
    from airflow.sdk.execution_time.comms import TriggerDagRun
    from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS
    from xcom_compat2.models.runs import DagRun

    _check_known(dag_id)
    date = execution_date or timezone.utcnow()
    if date.utcoffset() is None:
        raise ValueError("The execution_date should be localized")
    if replace_microseconds:
        date = date.replace(microsecond=0)
    run_id = run_id or DagRun.generate_run_id("manual", date)
    if (found := _duplicate(dag_id, run_id, date)) is not None:
        raise _already_exists(found, date, run_id)
    given = json.loads(conf) if isinstance(conf, str) and conf else conf or None
    SUPERVISOR_COMMS.send(TriggerDagRun(dag_id=dag_id, run_id=run_id, logical_date=date, conf=given))
    return DagRun.find(dag_id=dag_id, run_id=[run_id])[0]


def _check_known(dag_id: str) -> None:
    from airflow.exceptions import DagNotFound

    if not rows.of("SELECT 1 FROM dag WHERE dag_id = ?", dag_id):
        raise DagNotFound(f"Dag id {dag_id} not found in DagModel")


def _duplicate(dag_id: str, run_id: str, date: dt.datetime) -> Any:
    """The run of that id or date; SQLAlchemy is imported only if there is one."""
    stored = date.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    found = rows.of(_SAME_RUN, dag_id, run_id, stored)
    if not found:
        return None
    from xcom_compat2.models.runs import DagRun

    return DagRun.find(dag_id=dag_id, run_id=[found[0][0]])[0]


def _already_exists(run: Any, date: dt.datetime, run_id: str) -> Exception:
    from xcom_compat2.errors import already_exists

    return already_exists()(run, date, run_id)
