"""The configured XCom backend, for commands that delete what tasks have pushed."""

from __future__ import annotations

from typing import Any

import _xcom

from xcom_bridge import comms, environment, failures, loading


def open_backend(request: bytes) -> bytes:
    """Load the backend. ``{}`` gives ``{"name"}``, null for Airflow's own, which keeps nothing elsewhere.

    When it looks at connections and variables, the supervisor of this process answers.
    """
    with loading.prints_on_stderr():
        environment.prepare()
        environment.extend_path(None)
        comms.install()
        from airflow.sdk.bases.xcom import BaseXCom
        from airflow.sdk.execution_time.xcom import XCom

    name = None if XCom is BaseXCom else f"{XCom.__module__}.{XCom.__qualname__}"
    return _xcom.dumps_plain({"name": name})


def purge_xcom(request: bytes) -> bytes:
    """Let the backend delete what it keeps for a row.

    ``{"key", "value"}`` gives ``{"failure": {"type", "message"} | null}``.
    """
    row: Any = _xcom.loads_plain(request)
    from airflow.sdk.execution_time.comms import XComResult
    from airflow.sdk.execution_time.xcom import XCom

    failure = None
    with loading.prints_on_stderr():
        try:
            # What `BaseXCom.delete` hands over in a task.
            XCom.purge(XComResult(key=row["key"], value=row["value"]))
        except Exception as error:
            failure = {"type": failures.type_name(error), "message": failures.message_of(error)}
    return _xcom.dumps_plain({"failure": failure})
