"""`airflow.models.base`: the length of ids; the rest comes from the table."""

from __future__ import annotations

from airflow import _facade

ID_LEN = 250

__getattr__ = _facade.aliases(__name__)
