"""`airflow.models.base`: the length of ids; the rest comes from the table."""

from __future__ import annotations

ID_LEN = 250
