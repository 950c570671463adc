"""Names come from the table of the facade."""

from airflow import _facade

__getattr__ = _facade.aliases(__name__)
