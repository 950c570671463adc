"""An XCom backend for a real Airflow 3: `AIRFLOW__CORE__XCOM_BACKEND=xcom_airflow.OffloadXCom`.

Its settings are those of the store, as environment variables of the workers: `XCOM_OFFLOAD`, `XCOM_OFFLOAD_THRESHOLD`,
`XCOM_OFFLOAD_COMPRESSION`, `XCOM_SOFT_LIMIT`, `XCOM_HARD_LIMIT`, and for S3 the `AWS_...` variables.
"""

from __future__ import annotations

from xcom_airflow.backend import OffloadXCom

__all__ = ["OffloadXCom"]
