"""`airflow.models.xcom`: the key of return values; the rest comes from the table."""

from __future__ import annotations

XCOM_RETURN_KEY = "return_value"
