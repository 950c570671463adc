"""The configured XCom backend, for commands that delete or show what tasks have pushed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import _xcom

from xcom_bridge import comms, environment, failures, loading

if TYPE_CHECKING:
    from xcom_bridge.contract.backend import DeserializedXCom, DeserializeXCom, OpenedBackend, PurgedXCom, PurgeXCom
    from xcom_bridge.contract.base import Nothing


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


def deserialize_xcom(row: DeserializeXCom) -> DeserializedXCom:
    """Let the backend read a row, as a pull does, and write what it gives in serde's form."""
    from airflow.sdk.execution_time.comms import XComResult
    from airflow.sdk.execution_time.xcom import XCom

    with loading.prints_on_stderr():
        try:
            value = XCom.deserialize_value(XComResult(key=row["key"], value=row["value"]))
            return {"value": _serialized(value), "failure": None}
        except Exception as error:
            return {"failure": failures.described(error)}


def _serialized(value: Any) -> Any:
    try:
        text = _xcom.dumps(value)
    except Exception:
        # As Airflow's API shows what is not JSON.
        text = _xcom.dumps(str(value))
    return _xcom.loads_plain(text)
