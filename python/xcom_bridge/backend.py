"""The configured XCom backend, for commands that delete what tasks have pushed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xcom_bridge import comms, environment, failures, loading

if TYPE_CHECKING:
    from xcom_bridge.contract import Nothing, OpenedBackend, PurgedXCom, PurgeXCom


def open_backend(request: Nothing) -> OpenedBackend:
    """Load the backend.

    When it looks at connections and variables, the supervisor of this process answers.
    """
    with loading.prints_on_stderr():
        environment.prepare()
        environment.extend_path(None)
        comms.install()
        from airflow.sdk.bases.xcom import BaseXCom
        from airflow.sdk.execution_time.xcom import XCom

    return {"name": None if XCom is BaseXCom else f"{XCom.__module__}.{XCom.__qualname__}"}


def purge_xcom(row: PurgeXCom) -> PurgedXCom:
    """Let the backend delete what it keeps for a row."""
    from airflow.sdk.execution_time.comms import XComResult
    from airflow.sdk.execution_time.xcom import XCom

    with loading.prints_on_stderr():
        try:
            # What `BaseXCom.delete` hands over in a task.
            XCom.purge(XComResult(key=row["key"], value=row["value"]))
        except Exception as error:
            return {"failure": failures.described(error)}
    return {"failure": None}
