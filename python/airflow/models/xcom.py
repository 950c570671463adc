"""`airflow.models.xcom`: the key of return values; the rest comes from the table."""

from __future__ import annotations

from airflow import _facade

XCOM_RETURN_KEY = "return_value"

__getattr__ = _facade.aliases(__name__)
