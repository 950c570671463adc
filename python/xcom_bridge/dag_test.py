"""``dag.test()``: where there is no whole Airflow, the run goes to the store of this process."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import _xcom

from airflow.sdk.definitions._internal.types import NOTSET, ArgNotSet, is_arg_set

if TYPE_CHECKING:
    from airflow.sdk import DAG
    from xcom_bridge.listeners import DagRun

_BACKEND = "airflow.secrets.local_filesystem.LocalFilesystemBackend"


def test(
    self: DAG,
    run_after: datetime | None = None,
    logical_date: datetime | ArgNotSet | None = NOTSET,
    run_conf: dict[str, Any] | None = None,
    conn_file_path: str | None = None,
    variable_file_path: str | None = None,
    use_executor: bool = False,
    mark_success_pattern: re.Pattern[str] | str | None = None,
) -> DagRun:
    """Run the DAG once, in this process, and give the run as it has ended.

    Args:
        self: The DAG.
        run_after: When the run may begin, as it says of itself; by default now.
        logical_date: By default now; None for a run without one. The DAG's run of the same date is replaced.
        run_conf: The run's conf.
        conn_file_path: A file of connections, JSON, YAML or .env.
        variable_file_path: A file of Variables.
        use_executor: Run each task in a process of its own.
        mark_success_pattern: What ids of tasks match that succeed without running.
    """
    from airflow.models.dagrun import DagRun
    from airflow.sdk import timezone
    from airflow.utils.types import DagRunType
    from xcom_bridge import hosted, stores

    date = timezone.utcnow() if not is_arg_set(logical_date) else logical_date
    for moment in (date, run_after):
        if moment is not None and not isinstance(moment, datetime):
            raise TypeError(f"dag.test() takes dates as datetime, not {moment!r}")
        if moment is not None and moment.utcoffset() is None:
            raise ValueError(f"dag.test() takes dates with a time zone; {moment} has none")
    date = timezone.coerce_datetime(date)
    after = timezone.coerce_datetime(run_after) or timezone.coerce_datetime(timezone.utcnow())
    pattern = None if mark_success_pattern is None else re.compile(mark_success_pattern)
    with _secrets(conn_file_path, variable_file_path):
        result = hosted.run(
            stores.used(),
            self,
            home=_xcom.default_store()[0],
            run_id=DagRun.generate_run_id(run_type=DagRunType.MANUAL, logical_date=date, run_after=after),
            logical_date=date or "none",
            run_after=after,
            start_date=date or after,
            conf=run_conf,
            triggered_by="test",
            replaces_run=True,
            # As it is in Airflow: the next run finds them.
            keeps_params=True,
            isolation="fork" if use_executor else "inline",
            marked=frozenset(id for id in self.task_dict if pattern and pattern.fullmatch(id)),
        )
    result.dag_run.triggering_user_name = "dag_test"
    return result.dag_run


@contextmanager
def _secrets(connections: str | None, variables: str | None) -> Iterator[None]:
    """Let files answer for Connections and Variables meanwhile."""
    places = {"connections_file_path": connections, "variables_file_path": variables}
    given = {name: path for name, path in places.items() if path}
    settings = {"AIRFLOW__SECRETS__BACKEND": _BACKEND, "AIRFLOW__SECRETS__BACKEND_KWARGS": json.dumps(given)}
    before = {name: os.environ.get(name) for name in settings}
    if given:
        os.environ.update(settings)
    try:
        yield
    finally:
        if given:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
