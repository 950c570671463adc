"""The class that Airflow's setting names."""

from __future__ import annotations

import logging
from typing import Any

import _xcom

from airflow.sdk.bases.xcom import BaseXCom
from xcom_airflow.references import MARKER, reference_in

log = logging.getLogger("airflow.task")


class OffloadXCom(BaseXCom):
    """Keeps large values at `XCOM_OFFLOAD`, compressed, those that are the same once; the row has a short description.

    Mirrors task-sdk `bases/xcom.py, BaseXCom`, whose serialization it keeps.
    """

    @staticmethod
    def serialize_value(  # type: ignore[override]
        value: Any,
        *,
        key: str | None = None,
        task_id: str | None = None,
        dag_id: str | None = None,
        run_id: str | None = None,
        map_index: int | None = None,
    ) -> Any:
        """What the row gets: the value as Airflow serializes it, or a description that refers to it.

        Raises ValueError, which names the task, the key and the size, above `XCOM_HARD_LIMIT`.
        """
        reference, size, warning = _xcom.offload(
            dag_id or "",
            run_id or "",
            task_id or "",
            -1 if map_index is None else map_index,
            key or BaseXCom.XCOM_RETURN_KEY,
            value,
            MARKER,
        )
        if warning:
            log.warning(warning)
        if reference is None:
            return BaseXCom.serialize_value(value)
        return {MARKER: reference, "bytes": size, "type": type(value).__qualname__}

    @staticmethod
    def deserialize_value(result: Any) -> Any:
        """The value of a row.

        Raises RuntimeError, which names the file, where it is not to be had.
        """
        reference = reference_in(result.value)
        if reference is None:
            return BaseXCom.deserialize_value(result)
        return _xcom.loads(_xcom.offloaded(reference, result.value["bytes"]))

    @classmethod
    def purge(cls, xcom: Any, *args: Any) -> None:
        """Airflow is about to delete the row: its value goes, unless another row has the same."""
        reference = reference_in(xcom.value)
        if reference is not None and not _xcom.release_offloaded(reference):
            log.info("The value of XCom %s stays at %s, which is not XCOM_OFFLOAD.", xcom.key, reference)
